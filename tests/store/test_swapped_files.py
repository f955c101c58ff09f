"""The wrong file in a document: stopped in the plan and again when it is queued, whatever kind it is of."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from carmail_tui.documents.document import Document, DocumentKind, Party
from carmail_tui.documents.seatbelt import Against, Unchecked
from carmail_tui.documents.send import Examined, Stop
from carmail_tui.recipients.client import AddressSource
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns
from carmail_tui.store.document_sending import examine_line
from tests.reading.garage_layouts import scan
from tests.reading.invoices import ubl
from tests.reading.pdf_files import invoice_page, printed
from tests.store.sending import Garage, garage

__all__ = ("garage",)

CARD = AddressSource.CARD
ONE, OTHER = "Transports Dumont SA", "Maes BV"
KINDS = ("xml", "pdf", "factur-x", "odd-name")


def file(kind: str, number: str, buyer: str, total: str = "121.00") -> tuple[str, bytes]:
    """A file of that kind: its name, which says nothing of what is in it, and its bytes."""
    xml = ubl(number, buyer=buyer, buyer_vat="", buyer_email="", total=total, gross=total)
    if kind == "xml":
        return "document.xml", xml
    page = invoice_page(number, buyer, total.replace(".", ","))
    embedded = {"pdf": b"", "factur-x": xml, "odd-name": xml}[kind]
    return "document.pdf", printed(
        *page, xml=embedded, name="data.bin" if kind == "odd-name" else "factur-x.xml"
    )


class Swap:
    """Two documents in a garage, each with a file."""

    def __init__(self, garage: Garage, first: str, second: str) -> None:
        self.garage = garage
        names = dict.fromkeys((first, second))
        clients = {n: garage.client(n, (f"{n.split()[0]}@x.example".lower(), CARD)) for n in names}
        self.ids = [
            int(models.Document.create(**self._columns(number, name, clients[name])).id)
            for number, name in (("F-1001", first), ("F-1002", second))
        ]

    def _columns(self, number: str, buyer: str, client: int) -> dict[str, Any]:
        party = Party(buyer)
        day, total = date(2026, 11, 20), Decimal("121.00")
        found = Document(DocumentKind.INVOICE, number, day, total, buyer=party, client_id=client)
        return document_columns(found)

    def put(self, position: int, name: str, content: bytes) -> Any:
        return self.garage.attach(self.ids[position], name, content)

    def plan_says(self) -> list[Examined]:
        """What the plan shows before anything is queued."""
        plan = self.garage.plan(*self.ids, grouped=False)
        store: Any = SimpleNamespace(files=self.garage.files)
        return [examine_line(store, line, plan.documents) for line in plan.lines]

    def queue(self) -> list[Any]:
        return list(self.garage.send(self.garage.plan(*self.ids, grouped=False)).outcomes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("names", [(ONE, OTHER), (ONE, ONE)])
def test_files_swapped_between_two_documents_stop_both(
    garage: Garage, kind: str, names: tuple[str, str]
) -> None:
    """Of two clients, and of one client over one amount, where nothing but the number differs."""
    swap = Swap(garage, *names)
    swap.put(0, *file(kind, "F-1002", names[1]))
    swap.put(1, *file(kind, "F-1001", names[0]))
    for found, (expected, said) in zip(
        swap.plan_says(), (("F-1001", "F-1002"), ("F-1002", "F-1001")), strict=True
    ):
        assert found.stop is Stop.CONTRADICTION
        first = found.contradictions[0]
        assert (first.against, first.expected, first.found) == (Against.NUMBER, expected, said)
    outcomes = swap.queue()
    assert [outcome.stop for outcome in outcomes] == [Stop.CONTRADICTION] * 2
    assert garage.mails() == []


@pytest.mark.parametrize("kind", KINDS)
def test_one_wrong_file_stops_its_line_alone(garage: Garage, kind: str) -> None:
    swap = Swap(garage, ONE, OTHER)
    swap.put(0, *file(kind, "F-1001", ONE))
    swap.put(1, *file(kind, "F-1002", OTHER))
    swap.put(1, *file(kind, "F-9999", "Zwanenberg", "77.44"))
    assert [found.stop for found in swap.plan_says()] == [None, Stop.CONTRADICTION]
    assert [outcome.stop for outcome in swap.queue()] == [None, Stop.CONTRADICTION]
    assert [to for to, _mail in garage.mails()] == ["transports@x.example"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_files_leave_and_nothing_is_left_unchecked(garage: Garage, kind: str) -> None:
    swap = Swap(garage, ONE, OTHER)
    swap.put(0, *file(kind, "F-1001", ONE))
    swap.put(1, *file(kind, "F-1002", OTHER))
    assert [(found.stop, found.gaps) for found in swap.plan_says()] == [(None, ())] * 2
    assert all(outcome.message and not outcome.gaps for outcome in swap.queue())


def test_xml_of_one_document_in_the_printed_page_of_another(garage: Garage) -> None:
    """A program that put the wrong XML into the PDF: what is printed is right."""
    swap = Swap(garage, ONE, OTHER)
    wrong = ubl("F-1002", buyer=OTHER, buyer_vat="", buyer_email="")
    swap.put(0, "a.pdf", printed(*invoice_page("F-1001", ONE, "121,00"), xml=wrong))
    right = ubl("F-1002", buyer=OTHER, buyer_vat="", buyer_email="")
    swap.put(1, "b.pdf", printed(*invoice_page("F-1001", ONE, "121,00"), xml=right))
    assert [found.stop for found in swap.plan_says()] == [Stop.CONTRADICTION] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_another_amount_is_stopped(garage: Garage, kind: str) -> None:
    swap = Swap(garage, ONE, OTHER)
    swap.put(0, *file(kind, "F-1001", ONE, "1210.00"))
    swap.put(1, *file(kind, "F-1002", OTHER))
    (found, _other) = swap.plan_says()
    assert [c.against for c in found.contradictions] == [Against.AMOUNT]


@pytest.mark.parametrize("kind", KINDS)
def test_an_attachment_that_was_altered_since_is_not_sent(garage: Garage, kind: str) -> None:
    swap = Swap(garage, ONE, OTHER)
    name, content = file(kind, "F-1001", ONE)
    swap.put(0, name, content).write_bytes(content + b" ")
    swap.put(1, *file(kind, "F-1002", OTHER))
    assert swap.plan_says()[0].stop is Stop.FILE_UNREADABLE
    outcome = swap.queue()[0]
    assert outcome.stop is Stop.FILE_UNREADABLE and "has changed since it was imported" in outcome.detail


def test_a_scan_leaves_and_is_said_not_to_be_checked(garage: Garage) -> None:
    swap = Swap(garage, ONE, OTHER)
    swap.put(0, "scan.pdf", scan())
    swap.put(1, "broken.pdf", b"%PDF-1.4 broken")
    assert [gap.why for found in swap.plan_says() for gap in found.gaps] == [
        Unchecked.NO_TEXT,
        Unchecked.NOT_READ,
    ]
    outcomes = swap.queue()
    assert all(outcome.message for outcome in outcomes)
    assert [gap.file for outcome in outcomes for gap in outcome.gaps] == ["scan.pdf", "broken.pdf"]
