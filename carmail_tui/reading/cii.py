"""UN/CEFACT Cross Industry Invoices (D16B, CEN/TS 16931-3-3), and ZUGFeRD 1, made after their draft."""

from dataclasses import dataclass

from carmail_tui.documents.document import Party
from carmail_tui.reading.einvoice import Attachment, EInvoice, PostalAddress, References, Syntax, kind_of
from carmail_tui.reading.elements import Elements
from carmail_tui.reading.nodes import Node, all_of, first, text_of, texts_of

_NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice"
_ZUGFERD_1 = "urn:ferd:CrossIndustryDocument:invoice"
_DAY = "/DateTimeString"


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of an invoice stand, by the local names of their elements."""

    syntax: Syntax
    document: str
    agreement: str
    settlement: str
    sums: str
    reference: str
    """The name of an identifier within a reference."""


_CII = _Places(
    Syntax.CII,
    document="ExchangedDocument",
    agreement="SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement",
    settlement="SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement",
    sums="SpecifiedTradeSettlementHeaderMonetarySummation",
    reference="IssuerAssignedID",
)
_FERD = _Places(
    Syntax.ZUGFERD_1,
    document="HeaderExchangedDocument",
    agreement="SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeAgreement",
    settlement="SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeSettlement",
    sums="SpecifiedTradeSettlementMonetarySummation",
    reference="ID",
)


def is_cii(root: Node) -> bool:
    """Whether the root is a Cross Industry Invoice."""
    return _is(root, "CrossIndustryInvoice", _NAMESPACE)


def is_zugferd_1(root: Node) -> bool:
    """Whether the root is an invoice of ZUGFeRD 1."""
    return _is(root, "CrossIndustryDocument", _ZUGFERD_1)


def _is(root: Node, local: str, namespace: str) -> bool:
    return root.name == local and root.namespace.startswith(namespace)


def read_cii(root: Node) -> EInvoice:
    """The invoice under a root of which `is_cii` holds."""
    return _read(root, _CII)


def read_zugferd_1(root: Node) -> EInvoice:
    """The invoice under a root of which `is_zugferd_1` holds."""
    return _read(root, _FERD)


def _read(root: Node, at: _Places) -> EInvoice:
    elements = Elements()
    sums = f"{at.settlement}/{at.sums}"
    number = text_of(root, f"{at.document}/ID")
    gross = elements.amount(text_of(root, f"{sums}/GrandTotalAmount"), "GrandTotalAmount")
    total = elements.amount(text_of(root, f"{sums}/DuePayableAmount"), "DuePayableAmount")
    total = gross if total is None else total
    date = elements.date(text_of(root, f"{at.document}/IssueDateTime{_DAY}"), "IssueDateTime")
    currency = _currency(root, at.settlement, sums)
    elements.demand(number, date, total, currency)
    type_code = text_of(root, f"{at.document}/TypeCode")
    buyer = first(root, f"{at.agreement}/BuyerTradeParty")
    seller = _party(first(root, f"{at.agreement}/SellerTradeParty"))
    reference, iban = _payment(root, at, elements, seller)
    due = text_of(root, f"{at.settlement}/SpecifiedTradePaymentTerms/DueDateDateTime{_DAY}")
    return EInvoice(
        syntax=at.syntax,
        type_code=type_code,
        kind=kind_of(type_code, gross),
        number=number,
        date=date,
        due=elements.date(due, "DueDateDateTime"),
        seller=seller,
        buyer=_party(buyer),
        buyer_address=_address(buyer),
        payment_reference=reference,
        iban=iban,
        total=total,
        gross=gross,
        currency=currency,
        attachments=_attachments(root, at, number, elements),
        faults=tuple(elements.faults),
        references=_references(root, at),
    )


def _currency(root: Node, settlement: str, sums: str) -> str:
    if code := text_of(root, f"{settlement}/InvoiceCurrencyCode"):
        return code.upper()
    amounts = all_of(root, f"{sums}/DuePayableAmount", f"{sums}/GrandTotalAmount")
    return next((str(amount.get("currencyID")).upper() for amount in amounts if amount.get("currencyID")), "")


def _payment(root: Node, at: _Places, elements: Elements, seller: Party) -> tuple[str, str]:
    account = "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
    reference = text_of(root, f"{at.settlement}/PaymentReference")
    return elements.payment(reference, texts_of(root, f"{at.settlement}/{account}"), seller.vat)


def _references(root: Node, at: _Places) -> References:
    earlier = texts_of(root, f"{at.settlement}/InvoiceReferencedDocument/{at.reference}")
    return References(
        invoices=tuple(earlier),
        order=text_of(root, f"{at.agreement}/BuyerOrderReferencedDocument/{at.reference}"),
        buyer=text_of(root, f"{at.agreement}/BuyerReference"),
    )


def _party(party: Node | None) -> Party:
    """A seller or a buyer: legal name (BT-27, BT-44), else the trading name."""
    if party is None:
        return Party()
    uri = first(party, "URIUniversalCommunication/URIID")
    scheme = uri.get("schemeID") if uri is not None else ""
    value = uri.text if uri is not None else ""
    email = text_of(party, "DefinedTradeContact/EmailURIUniversalCommunication/URIID")
    return Party(
        name=text_of(party, "Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        vat=_vat(party),
        email=email or (value if scheme.upper() == "EM" else ""),
        code=_own_code(party),
        postcode=text_of(party, "PostalTradeAddress/PostcodeCode"),
        endpoint=f"{scheme}:{value}" if value else "",
    )


def _vat(party: Node) -> str:
    """The VAT number (BT-31, BT-48): of the scheme VA, never of another tax."""
    for identifier in all_of(party, "SpecifiedTaxRegistration/ID"):
        if identifier.get("schemeID").upper() == "VA" and identifier.text:
            return identifier.text
    return ""


def _own_code(party: Node) -> str:
    """The buyer's identifier (BT-46) where it has no scheme: one that the seller gave it."""
    for identifier in all_of(party, "ID"):
        if not identifier.get("schemeID") and (code := identifier.text):
            return code
    return ""


def _address(party: Node | None) -> PostalAddress:
    address = first(party, "PostalTradeAddress") if party is not None else None
    if address is None:
        return PostalAddress()
    return PostalAddress(
        street=", ".join(filter(None, (text_of(address, "LineOne"), text_of(address, "LineTwo")))),
        postcode=text_of(address, "PostcodeCode"),
        town=text_of(address, "CityName"),
        country=text_of(address, "CountryID").upper(),
    )


def _attachments(root: Node, at: _Places, number: str, elements: Elements) -> tuple[Attachment, ...]:
    found = []
    for reference in all_of(root, f"{at.agreement}/AdditionalReferencedDocument"):
        embedded = first(reference, "AttachmentBinaryObject")
        if embedded is None:
            continue
        identifier = text_of(reference, at.reference)
        attachment = elements.attachment(embedded, number, identifier, text_of(reference, "Name"))
        if attachment is not None:
            found.append(attachment)
    return tuple(found)
