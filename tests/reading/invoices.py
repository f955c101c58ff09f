"""Small invoices in both syntaxes, made for the tests that read them."""

import base64

PDF = b"%PDF-1.4\n%%EOF\n"

_UBL_NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" '
)


def ubl(
    number: str = "2026-1851",
    *,
    root: str = "Invoice",
    type_code: str = "380",
    date: str = "2026-11-20",
    due: str = "2026-12-20",
    seller: str = "Garage Dumont",
    seller_vat: str = "BE0403170701",
    buyer: str = "Transports Lambert",
    buyer_vat: str = "BE0417497106",
    buyer_email: str = "compta@lambert.example",
    buyer_code: str = "",
    postcode: str = "4000",
    total: str = "121.00",
    gross: str = "121.00",
    currency: str = "EUR",
    attachment: tuple[str, str, bytes] | None = None,
    description: str = "CommercialInvoice",
    more: str = "",
) -> bytes:
    """A UBL invoice or credit note; an empty value leaves its element out."""
    carried = ""
    if attachment:
        name, media_type, content = attachment
        told = _element("cbc:DocumentDescription", description)
        carried = (
            f"<cac:AdditionalDocumentReference><cbc:ID>annex</cbc:ID>{told}<cac:Attachment>"
            f'<cbc:EmbeddedDocumentBinaryObject filename="{name}" mimeCode="{media_type}">'
            f"{base64.b64encode(content).decode()}</cbc:EmbeddedDocumentBinaryObject>"
            "</cac:Attachment></cac:AdditionalDocumentReference>"
        )
    amounts = "".join(
        f'<cbc:{name} currencyID="{currency}">{amount}</cbc:{name}>'
        for name, amount in (("TaxInclusiveAmount", gross), ("PayableAmount", total))
        if amount
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} {_UBL_NAMESPACES}xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2">
{_element("cbc:ID", number)}{_element("cbc:IssueDate", date)}{_element("cbc:DueDate", due)}
{_element(f"cbc:{root}TypeCode", type_code)}{_element("cbc:DocumentCurrencyCode", currency)}{carried}
<cac:AccountingSupplierParty>{_ubl_party(seller, seller_vat)}</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty>{_element("cbc:SupplierAssignedAccountID", buyer_code)}
{_ubl_party(buyer, buyer_vat, buyer_email, postcode)}</cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal>{amounts}</cac:LegalMonetaryTotal>{more}
</{root}>""".encode()


def _ubl_party(name: str, vat: str, email: str = "", postcode: str = "") -> str:
    other = (
        "<cac:PartyTaxScheme><cbc:CompanyID>0999</cbc:CompanyID><cac:TaxScheme><cbc:ID>LOC</cbc:ID>"
        "</cac:TaxScheme></cac:PartyTaxScheme>"
    )
    scheme = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
        "</cac:TaxScheme></cac:PartyTaxScheme>"
    )
    return (
        '<cac:Party><cbc:EndpointID schemeID="0208">0417497106</cbc:EndpointID>'
        f"<cac:PartyName><cbc:Name>{name} (trading)</cbc:Name></cac:PartyName>"
        "<cac:PostalAddress><cbc:StreetName>Rue Haute 1</cbc:StreetName>"
        f"{_element('cbc:PostalZone', postcode)}"
        "<cbc:CityName>Liège</cbc:CityName></cac:PostalAddress>"
        f"{other}{scheme if vat else ''}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>"
        f"<cac:Contact>{_element('cbc:ElectronicMail', email)}</cac:Contact></cac:Party>"
    )


def cii(
    number: str = "2026-1851",
    *,
    type_code: str = "380",
    date: str = "20261120",
    due: str = "20261220",
    seller_vat: str = "BE0403170701",
    buyer: str = "Transports Lambert",
    buyer_vat: str = "BE0417497106",
    uri: str = "",
    uri_scheme: str = "EM",
    total: str = "121.00",
    gross: str = "121.00",
    currency: str = "EUR",
    settlement: str = "",
) -> bytes:
    """A Cross Industry Invoice; an empty value leaves its element out."""

    def day(name: str, value: str) -> str:
        return _element(
            f"ram:{name}", f'<udt:DateTimeString format="102">{value}</udt:DateTimeString>' * bool(value)
        )

    electronic = f'<ram:URIUniversalCommunication><ram:URIID schemeID="{uri_scheme}">{uri}</ram:URIID>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:ExchangedDocument>{_element("ram:ID", number)}{_element("ram:TypeCode", type_code)}
{day("IssueDateTime", date)}</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Garage Dumont</ram:Name>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">99/123</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{seller_vat}</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:ID>C-17</ram:ID><ram:Name>{buyer}</ram:Name>
<ram:PostalTradeAddress><ram:PostcodeCode>4000</ram:PostcodeCode></ram:PostalTradeAddress>
{electronic + "</ram:URIUniversalCommunication>" if uri else ""}
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{buyer_vat}</ram:ID></ram:SpecifiedTaxRegistration>
</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement>{settlement}{_element("ram:InvoiceCurrencyCode", currency)}
<ram:SpecifiedTradePaymentTerms>{day("DueDateDateTime", due)}</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{_element("ram:GrandTotalAmount", gross)}{_element("ram:DuePayableAmount", total)}
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>""".encode()


def payment(reference: str, account: str) -> str:
    """The part of a UBL invoice that says how to pay it, for `more`."""
    return (
        f"<cac:PaymentMeans><cbc:PaymentID>{reference}</cbc:PaymentID>"
        f"<cac:PayeeFinancialAccount><cbc:ID>{account}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"
    )


def _element(name: str, value: str) -> str:
    return f"<{name}>{value}</{name}>" if value else ""
