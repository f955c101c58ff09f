"""UBL 2.1 invoices and credit notes, along the UBL binding of EN 16931 (CEN/TS 16931-3-2)."""

from carmail_tui.documents.document import Party
from carmail_tui.reading.einvoice import Attachment, EInvoice, PostalAddress, References, Syntax, kind_of
from carmail_tui.reading.elements import Elements
from carmail_tui.reading.nodes import Node, all_of, first, text_of, texts_of

_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"


def is_ubl(root: Node) -> bool:
    """Whether the root is a UBL invoice or credit note."""
    return root.name in {"Invoice", "CreditNote"} and root.namespace.startswith(_NAMESPACE)


def read_ubl(root: Node) -> EInvoice:
    """The invoice under a root of which `is_ubl` holds."""
    elements = Elements()
    number = text_of(root, "ID")
    payable = first(root, "LegalMonetaryTotal/PayableAmount")
    gross = elements.amount(text_of(root, "LegalMonetaryTotal/TaxInclusiveAmount"), "TaxInclusiveAmount")
    total = elements.amount(text_of(root, "LegalMonetaryTotal/PayableAmount"), "PayableAmount")
    total = gross if total is None else total
    date = elements.date(text_of(root, "IssueDate"), "IssueDate")
    currency = text_of(root, "DocumentCurrencyCode") or (payable is not None and payable.get("currencyID"))
    currency = str(currency or "").upper()
    elements.demand(number, date, total, currency)
    type_code = text_of(root, "InvoiceTypeCode", "CreditNoteTypeCode")
    buyer = first(root, "AccountingCustomerParty/Party")
    seller = _party(first(root, "AccountingSupplierParty/Party"))
    accounts = texts_of(root, "PaymentMeans/PayeeFinancialAccount/ID")
    reference, iban = elements.payment(text_of(root, "PaymentMeans/PaymentID"), accounts, seller.vat)
    return EInvoice(
        syntax=Syntax.UBL,
        type_code=type_code,
        kind=kind_of(type_code, gross, credit_note=root.name == "CreditNote"),
        number=number,
        date=date,
        due=elements.date(
            text_of(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"), "DueDate"
        ),
        seller=seller,
        buyer=_party(buyer, code=text_of(root, "AccountingCustomerParty/SupplierAssignedAccountID")),
        buyer_address=_address(buyer),
        payment_reference=reference,
        iban=iban,
        total=total,
        gross=gross,
        currency=currency,
        attachments=_attachments(root, number, elements),
        faults=tuple(elements.faults),
        references=_references(root),
    )


def _references(root: Node) -> References:
    return References(
        invoices=tuple(texts_of(root, "BillingReference/InvoiceDocumentReference/ID")),
        order=text_of(root, "OrderReference/ID"),
        buyer=text_of(root, "BuyerReference"),
    )


def _party(party: Node | None, code: str = "") -> Party:
    """A seller or a buyer: legal name (BT-27, BT-44), else the trading name, else that of a person."""
    if party is None:
        return Party(code=code)
    endpoint = first(party, "EndpointID")
    scheme = endpoint.get("schemeID") if endpoint is not None else ""
    value = endpoint.text if endpoint is not None else ""
    email = text_of(party, "Contact/ElectronicMail") or (value if scheme.upper() == "EM" else "")
    return Party(
        name=text_of(party, "PartyLegalEntity/RegistrationName", "PartyName/Name") or _person(party),
        vat=_vat(party),
        email=email,
        code=code or _own_code(party),
        postcode=text_of(party, "PostalAddress/PostalZone"),
        endpoint=f"{scheme}:{value}" if value else "",
    )


def _person(party: Node) -> str:
    names = (text_of(party, f"Person/{name}") for name in ("FirstName", "MiddleName", "FamilyName"))
    return " ".join(name for name in names if name)


def _vat(party: Node) -> str:
    """The VAT number (BT-31, BT-48): of the tax scheme VAT, never of another tax. Some write CII's VA."""
    for scheme in all_of(party, "PartyTaxScheme"):
        if text_of(scheme, "TaxScheme/ID").upper() in {"VAT", "VA"} and (
            number := text_of(scheme, "CompanyID")
        ):
            return number
    return ""


def _own_code(party: Node) -> str:
    """The buyer's identifier (BT-46) where it has no scheme: one that the seller gave it."""
    for identifier in all_of(party, "PartyIdentification/ID"):
        if not identifier.get("schemeID") and (code := identifier.text):
            return code
    return ""


def _address(party: Node | None) -> PostalAddress:
    address = first(party, "PostalAddress") if party is not None else None
    if address is None:
        return PostalAddress()
    street = " ".join(filter(None, (text_of(address, "StreetName"), text_of(address, "BuildingNumber"))))
    return PostalAddress(
        street=", ".join(filter(None, (street, text_of(address, "AdditionalStreetName")))),
        postcode=text_of(address, "PostalZone"),
        town=text_of(address, "CityName"),
        country=text_of(address, "Country/IdentificationCode").upper(),
    )


def _attachments(root: Node, number: str, elements: Elements) -> tuple[Attachment, ...]:
    found = []
    for reference in all_of(root, "AdditionalDocumentReference"):
        embedded = first(reference, "Attachment/EmbeddedDocumentBinaryObject")
        if embedded is None:
            continue
        description = text_of(reference, "DocumentDescription", "DocumentType", "DocumentTypeCode")
        attachment = elements.attachment(embedded, number, text_of(reference, "ID"), description)
        if attachment is not None:
            found.append(attachment)
    return tuple(found)
