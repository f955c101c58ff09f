"""PDFs made for the tests: with files in them, without a text, or locked."""

from fpdf import FPDF

ZUGFERD_1 = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12">
<rsm:HeaderExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20261120</udt:DateTimeString></ram:IssueDateTime>
</rsm:HeaderExchangedDocument><rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement>
<ram:SellerTradeParty><ram:Name>Garage Dumont</ram:Name><ram:SpecifiedTaxRegistration>
<ram:ID schemeID="VA">BE0403170701</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Transports Lambert</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:ID>PO-7</ram:ID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableSupplyChainTradeAgreement><ram:ApplicableSupplyChainTradeSettlement>
<ram:PaymentReference>2026-1851</ram:PaymentReference>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>
<udt:DateTimeString format="102">20261220</udt:DateTimeString></ram:DueDateDateTime>
</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementMonetarySummation>
<ram:GrandTotalAmount currencyID="EUR">{total}</ram:GrandTotalAmount>
<ram:DuePayableAmount currencyID="EUR">{total}</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:ApplicableSupplyChainTradeSettlement>
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""


def zugferd_1(number: str = "2026-1851", total: str = "121.00") -> bytes:
    """An invoice of ZUGFeRD 1."""
    return ZUGFERD_1.format(number=number, total=total).encode()


def pdf(*files: tuple[str, bytes], text: str = "", password: str = "") -> bytes:
    """A PDF of one page that carries these files."""
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=10)
    made.multi_cell(0, 5, text)
    for name, content in files:
        made.embed_file(bytes=content, basename=name)
    if password:
        made.set_encryption("owner", password)
    return bytes(made.output())


def eicar() -> bytes:
    """The EICAR test file, put together so that no scanner takes this module for it."""
    return b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
