"""UN/CEFACT Cross Industry Invoices (D16B), along the CII binding of EN 16931 (CEN/TS 16931-3-3)."""

from typing import Any

from lxml import etree

from carmail_tui.documents.document import Party
from carmail_tui.reading.einvoice import Attachment, EInvoice, PostalAddress, Syntax, kind_of
from carmail_tui.reading.elements import Elements, all_of, first, text_of, texts_of

_NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice"
_DAY = "/DateTimeString"


def is_cii(root: Any) -> bool:
    """Whether the root is a Cross Industry Invoice; not its predecessor, `CrossIndustryDocument`."""
    name = etree.QName(root)
    return name.localname == "CrossIndustryInvoice" and (name.namespace or "").strip().startswith(_NAMESPACE)


def read_cii(root: Any) -> EInvoice:
    """The invoice under a root of which `is_cii` holds."""
    elements = Elements()
    agreement = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
    settlement = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
    sums = f"{settlement}/SpecifiedTradeSettlementHeaderMonetarySummation"
    number = text_of(root, "ExchangedDocument/ID")
    gross = elements.amount(text_of(root, f"{sums}/GrandTotalAmount"), "GrandTotalAmount")
    total = elements.amount(text_of(root, f"{sums}/DuePayableAmount"), "DuePayableAmount")
    total = gross if total is None else total
    date = elements.date(text_of(root, f"ExchangedDocument/IssueDateTime{_DAY}"), "IssueDateTime")
    currency = _currency(root, settlement, sums)
    elements.demand(number, date, total, currency)
    type_code = text_of(root, "ExchangedDocument/TypeCode")
    buyer = first(root, f"{agreement}/BuyerTradeParty")
    seller = _party(first(root, f"{agreement}/SellerTradeParty"))
    account = f"{settlement}/SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
    reference = text_of(root, f"{settlement}/PaymentReference")
    reference, iban = elements.payment(reference, texts_of(root, account), seller.vat)
    return EInvoice(
        syntax=Syntax.CII,
        type_code=type_code,
        kind=kind_of(type_code, gross),
        number=number,
        date=date,
        due=elements.date(
            text_of(root, f"{settlement}/SpecifiedTradePaymentTerms/DueDateDateTime{_DAY}"), "DueDateDateTime"
        ),
        seller=seller,
        buyer=_party(buyer),
        buyer_address=_address(buyer),
        payment_reference=reference,
        iban=iban,
        total=total,
        gross=gross,
        currency=currency,
        attachments=_attachments(root, agreement, number, elements),
        faults=tuple(elements.faults),
    )


def _currency(root: Any, settlement: str, sums: str) -> str:
    if code := text_of(root, f"{settlement}/InvoiceCurrencyCode"):
        return code.upper()
    amounts = all_of(root, f"{sums}/DuePayableAmount", f"{sums}/GrandTotalAmount")
    return next((str(amount.get("currencyID")).upper() for amount in amounts if amount.get("currencyID")), "")


def _party(party: Any | None) -> Party:
    """A seller or a buyer: legal name (BT-27, BT-44), else the trading name."""
    if party is None:
        return Party()
    uri = first(party, "URIUniversalCommunication/URIID")
    scheme = (uri.get("schemeID") or "").strip() if uri is not None else ""
    value = (uri.text or "").strip() if uri is not None else ""
    email = text_of(party, "DefinedTradeContact/EmailURIUniversalCommunication/URIID")
    return Party(
        name=text_of(party, "Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        vat=_vat(party),
        email=email or (value if scheme.upper() == "EM" else ""),
        code=_own_code(party),
        postcode=text_of(party, "PostalTradeAddress/PostcodeCode"),
        endpoint=f"{scheme}:{value}" if value else "",
    )


def _vat(party: Any) -> str:
    """The VAT number (BT-31, BT-48): of the scheme VA, never of another tax."""
    for identifier in all_of(party, "SpecifiedTaxRegistration/ID"):
        if (identifier.get("schemeID") or "").strip().upper() == "VA" and (identifier.text or "").strip():
            return str(identifier.text).strip()
    return ""


def _own_code(party: Any) -> str:
    """The buyer's identifier (BT-46) where it has no scheme: one that the seller gave it."""
    for identifier in all_of(party, "ID"):
        if not identifier.get("schemeID") and (code := (identifier.text or "").strip()):
            return code
    return ""


def _address(party: Any | None) -> PostalAddress:
    address = first(party, "PostalTradeAddress") if party is not None else None
    if address is None:
        return PostalAddress()
    return PostalAddress(
        street=", ".join(filter(None, (text_of(address, "LineOne"), text_of(address, "LineTwo")))),
        postcode=text_of(address, "PostcodeCode"),
        town=text_of(address, "CityName"),
        country=text_of(address, "CountryID").upper(),
    )


def _attachments(root: Any, agreement: str, number: str, elements: Elements) -> tuple[Attachment, ...]:
    found = []
    for reference in all_of(root, f"{agreement}/AdditionalReferencedDocument"):
        embedded = first(reference, "AttachmentBinaryObject")
        if embedded is None:
            continue
        identifier = text_of(reference, "IssuerAssignedID")
        attachment = elements.attachment(embedded, number, identifier, text_of(reference, "Name"))
        if attachment is not None:
            found.append(attachment)
    return tuple(found)
