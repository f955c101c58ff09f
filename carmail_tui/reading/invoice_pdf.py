"""An invoice in a PDF: out of the XML that it carries (ZUGFeRD, Factur-X, UBL), else out of its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from carmail_tui.reading.einvoice import EInvoice, Fault, FieldFault, Syntax
from carmail_tui.reading.elements import is_eicar
from carmail_tui.reading.names import clean_name
from carmail_tui.reading.pdf import EmbeddedFile, embedded_files, opened, texts
from carmail_tui.reading.plain_pdf.reader import read_plain
from carmail_tui.reading.syntaxes import read_root
from carmail_tui.reading.xml import XmlError, looks_like_xml, parse

_USUAL_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
"""The names that Factur-X and ZUGFeRD 2 prescribe: of several files in one syntax theirs counts."""


@dataclass(frozen=True, slots=True)
class FoundInPdf:
    """What a PDF holds: an invoice, else the root of foreign XML in it, else whether there is any text."""

    invoice: EInvoice | None = None
    foreign: str = ""
    has_text: bool = False


def read_pdf(content: bytes) -> FoundInPdf:
    """What is in the PDF; raises PdfError where it is damaged or locked.

    Embedded XML is known by its content, whatever its name. Where there are several invoices the newest
    syntax counts, and where they contradict each other that is told. Pages are read only where no XML gives
    an invoice.
    """
    with opened(content) as document:
        embedded = _Embedded.of(embedded_files(document))
        if embedded.invoices:
            return FoundInPdf(embedded.chosen())
        if embedded.foreign:
            return FoundInPdf(foreign=embedded.foreign)
        words = texts(document)
    invoice = read_plain(words)
    if invoice is not None:
        invoice = replace(invoice, faults=(*invoice.faults, *embedded.faults))
    return FoundInPdf(invoice, has_text=bool(words))


@dataclass(slots=True)
class _Embedded:
    """What the files within a PDF are."""

    invoices: list[tuple[str, EInvoice]]
    faults: list[Fault]
    foreign: str = ""

    @classmethod
    def of(cls, files: Sequence[EmbeddedFile]) -> "_Embedded":
        found = cls([], [])
        for file in files:
            name = clean_name(file.name)
            if is_eicar(file.content):
                found.faults.append(Fault(FieldFault.MALWARE_TEST, name))
            elif looks_like_xml(file.content):
                found._read(name, file.content)
            elif not file.content or name.casefold().endswith(".xml"):
                found.faults.append(Fault(FieldFault.XML_DAMAGED, name))
        return found

    def _read(self, name: str, content: bytes) -> None:
        try:
            root = parse(content)
        except XmlError as error:
            place = f"{name}, line {error.line}" if error.line else name
            self.faults.append(Fault(FieldFault.XML_DAMAGED, place))
            return
        invoice = read_root(root)
        if invoice is not None:
            self.invoices.append((name, invoice))
        elif _is_trade_message(str(root.tag)):
            self.foreign = str(root.tag).rpartition("}")[2]

    def chosen(self) -> EInvoice:
        """The invoice that counts, with the faults of the others."""
        ordered = sorted(self.invoices, key=lambda one: _rank(*one))
        _name, invoice = ordered[0]
        faults = [fault for name, other in ordered[1:] for fault in _contradictions(invoice, name, other)]
        if not self.faults and not faults:
            return invoice
        return replace(invoice, faults=(*invoice.faults, *self.faults, *faults))


def _rank(name: str, invoice: EInvoice) -> tuple[bool, bool, bool]:
    """The newest syntax first, then what is complete, then the prescribed names."""
    return invoice.syntax is Syntax.ZUGFERD_1, not invoice.complete, name.casefold() not in _USUAL_NAMES


def _contradictions(invoice: EInvoice, name: str, other: EInvoice) -> Iterator[Fault]:
    pairs = {
        "number": (invoice.number, other.number),
        "kind": (invoice.kind, other.kind),
        "date": (invoice.date, other.date),
        "due": (invoice.due, other.due),
        "total": (invoice.total, other.total),
        "currency": (invoice.currency, other.currency),
        "seller": (invoice.seller.vat, other.seller.vat),
        "buyer": (invoice.buyer.vat, other.buyer.vat),
    }
    for field, (mine, theirs) in pairs.items():
        if mine and theirs and mine != theirs:
            yield Fault(FieldFault.XML_CONTRADICTS, f"{name}: {field}")


def _is_trade_message(tag: str) -> bool:
    """Whether the root is a message of trade that is no invoice: an order (Order-X), a despatch advice.

    Other XML (metadata, an invoice of a draft that nobody uses) leaves it to the pages to say what they are.
    """
    namespace, _brace, _name = tag.rpartition("}")
    known = ("urn:un:unece:uncefact:data:SCRDM", "urn:oasis:names:specification:ubl:schema:xsd:")
    return namespace.lstrip("{").startswith(known)
