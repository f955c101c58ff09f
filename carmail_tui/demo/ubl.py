"""The electronic invoice of the demo garage: UBL 2.1 along Peppol BIS Billing 3.0."""

import re
from decimal import Decimal
from typing import Any

from lxml import etree

from carmail_tui.demo.lines import Line, Sale
from carmail_tui.demo.names import GARAGE_EMAIL, GARAGE_POSTCODE, GARAGE_STREET, GARAGE_TOWN
from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.recipients.client import Client
from carmail_tui.settings.model import Company

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f"{_UBL}CommonAggregateComponents-2"
_CBC = f"{_UBL}CommonBasicComponents-2"
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 section 2.2 does not allow, not even escaped."""


def make_ubl(document: Document, client: Client | None, company: Company, sale: Sale) -> bytes:
    """The document as XML; the same bytes each time."""
    invoice = document.kind is DocumentKind.INVOICE
    name = "Invoice" if invoice else "CreditNote"
    root = etree.Element(
        f"{{{_UBL}{name}-2}}{name}", nsmap={None: f"{_UBL}{name}-2", "cac": _CAC, "cbc": _CBC}
    )
    _head(root, document, invoice=invoice)
    _seller(root, company, document.seller)
    _buyer(root, document.buyer, client)
    _payment(root, document, company, invoice=invoice)
    _totals(root, sale, document.currency)
    for number, line in enumerate(sale.lines, 1):
        _line(root, number, line, sale, document.currency, invoice=invoice)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _head(root: Any, document: Document, *, invoice: bool) -> None:
    _put(root, "CustomizationID", _CUSTOMIZATION)
    _put(root, "ProfileID", _PROFILE)
    _put(root, "ID", document.number)
    _put(root, "IssueDate", str(document.date))
    if invoice and document.due:
        _put(root, "DueDate", str(document.due))
    _put(root, "InvoiceTypeCode" if invoice else "CreditNoteTypeCode", "380" if invoice else "381")
    _put(root, "DocumentCurrencyCode", document.currency)
    # A buyer's reference is mandatory (PEPPOL-EN16931-R003).
    _put(root, "BuyerReference", document.buyer.code or document.number)


def _seller(root: Any, company: Company, seller: Party) -> None:
    party = _group(_group(root, "AccountingSupplierParty"), "Party")
    _put(party, "EndpointID", seller.vat.removeprefix("BE"), schemeID="0208")
    _address(party, GARAGE_STREET, GARAGE_TOWN, GARAGE_POSTCODE, "BE")
    _tax_scheme(party, seller.vat)
    legal = _group(party, "PartyLegalEntity")
    _put(legal, "RegistrationName", seller.name)
    _put(legal, "CompanyID", seller.vat.removeprefix("BE"), schemeID="0208")
    contact = _group(party, "Contact")
    _put(contact, "Telephone", company.phone)
    _put(contact, "ElectronicMail", GARAGE_EMAIL)


def _buyer(root: Any, buyer: Party, client: Client | None) -> None:
    party = _group(_group(root, "AccountingCustomerParty"), "Party")
    scheme, _colon, value = buyer.endpoint.partition(":")
    _put(party, "EndpointID", value, schemeID=scheme)
    if buyer.code:
        _put(_group(party, "PartyIdentification"), "ID", buyer.code)
    if client is not None:
        _address(party, client.street, client.town, buyer.postcode, client.country)
    else:
        _address(party, "", "", buyer.postcode, "BE")
    if buyer.vat:
        _tax_scheme(party, buyer.vat)
    # A name is mandatory (BT-44); who has none is called by the code.
    _put(_group(party, "PartyLegalEntity"), "RegistrationName", buyer.name.strip() or buyer.code)
    if buyer.email:
        _put(_group(party, "Contact"), "ElectronicMail", buyer.email)


def _payment(root: Any, document: Document, company: Company, *, invoice: bool) -> None:
    means = _group(root, "PaymentMeans")
    _put(means, "PaymentMeansCode", "30")
    _put(means, "PaymentID", document.number)
    if invoice:
        _put(_group(means, "PayeeFinancialAccount"), "ID", company.iban.replace(" ", ""))


def _totals(root: Any, sale: Sale, currency: str) -> None:
    tax = _group(root, "TaxTotal")
    _money(tax, "TaxAmount", sale.vat, currency)
    subtotal = _group(tax, "TaxSubtotal")
    _money(subtotal, "TaxableAmount", sale.net, currency)
    _money(subtotal, "TaxAmount", sale.vat, currency)
    _category(subtotal, "TaxCategory", sale, exemption=True)
    total = _group(root, "LegalMonetaryTotal")
    _money(total, "LineExtensionAmount", sum((line.amount for line in sale.lines), Decimal()), currency)
    _money(total, "TaxExclusiveAmount", sale.net, currency)
    _money(total, "TaxInclusiveAmount", sale.total, currency)
    _money(total, "PayableAmount", sale.total, currency)


def _line(root: Any, number: int, line: Line, sale: Sale, currency: str, *, invoice: bool) -> None:
    group = _group(root, "InvoiceLine" if invoice else "CreditNoteLine")
    _put(group, "ID", str(number))
    _put(group, "InvoicedQuantity" if invoice else "CreditedQuantity", "1", unitCode="C62")
    _money(group, "LineExtensionAmount", line.amount, currency)
    item = _group(group, "Item")
    _put(item, "Name", line.text)
    _category(item, "ClassifiedTaxCategory", sale)
    _money(_group(group, "Price"), "PriceAmount", line.amount, currency)


def _category(parent: Any, name: str, sale: Sale, *, exemption: bool = False) -> None:
    """The VAT category (UNTDID 5305): standard rate, or reverse charge with its reason."""
    category = _group(parent, name)
    _put(category, "ID", "S" if sale.percent else "AE")
    _put(category, "Percent", str(sale.percent))
    if exemption and not sale.percent:
        _put(category, "TaxExemptionReasonCode", "VATEX-EU-AE")
    _put(_group(category, "TaxScheme"), "ID", "VAT")


def _address(party: Any, street: str, town: str, postcode: str, country: str) -> None:
    address = _group(party, "PostalAddress")
    _put(address, "StreetName", street)
    _put(address, "CityName", town)
    _put(address, "PostalZone", postcode)
    _put(_group(address, "Country"), "IdentificationCode", country)


def _tax_scheme(party: Any, vat: str) -> None:
    scheme = _group(party, "PartyTaxScheme")
    _put(scheme, "CompanyID", vat)
    _put(_group(scheme, "TaxScheme"), "ID", "VAT")


def _group(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, f"{{{_CAC}}}{name}")


def _put(parent: Any, name: str, text: str, **attributes: str) -> None:
    """An element with this text; none where there is no text, for Peppol allows no empty element (R008)."""
    if clean := _NOT_XML.sub(" ", text).strip():
        etree.SubElement(parent, f"{{{_CBC}}}{name}", **attributes).text = clean


def _money(parent: Any, name: str, amount: Decimal, currency: str) -> None:
    _put(parent, name, f"{amount:.2f}", currencyID=currency)
