"""The shared real files: every invoice in XML, by itself or in a PDF, is read as its table says."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from carmail_tui.reading.documents import ReadDocument, Verdict, read_document

DATA = Path(__file__).parents[3] / "shared" / "data"
TRUTH = DATA / "documents_truth.csv"
SYNTAXES = {"ubl-invoice", "ubl-creditnote", "cii", "cii-zf1", "pdf+cii", "pdf+cii-zf1"}
PAGES = {"pdf-plain", "pdf+xml-broken", "pdf+xml-other:Invoice"}
"""Read from their pages alone, or not at all."""

pytestmark = pytest.mark.skipif(
    not TRUTH.exists(), reason="the shared real files are not beside this repository"
)


def rows() -> list[dict[str, str]]:
    with TRUTH.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["kind"] in SYNTAXES]


def verdict(row: dict[str, str]) -> str:
    """By the README of the data the sign of the gross amount decides; two rows of the table forget it."""
    return "credit" if row["gross"].startswith("-") else row["verdict"]


def test_every_field_of_every_invoice_in_xml() -> None:
    wrong: list[tuple[str, str, object]] = []
    for row in rows():
        found = read_document(DATA / row["path"])
        if not isinstance(found, ReadDocument):
            wrong.append((row["path"], "verdict", found.reason.value))
            continue
        said = found.invoice
        pairs = {
            "verdict": (verdict(row), found.verdict.value),
            "number": (row["number"], said.number),
            "date": (row["date"], str(said.date or "")),
            "due": (row["due"], str(said.due or "")),
            "seller_vat": (row["seller_vat"], said.seller.vat),
            "buyer_vat": (row["buyer_vat"], said.buyer.vat),
            "buyer": (_folded(row["buyer"]), _folded(said.buyer.name)),
            "seller": (_folded(row["seller"]), _folded(said.seller.name)),
            "buyer_email": (row["buyer_email"].casefold(), said.buyer.email.casefold()),
            "total": (Decimal(row["total"]) if row["total"] else None, said.total),
            "currency": (row["currency"], said.currency),
            "printed": (row["embedded_pdf_role"] == "invoice", bool(found.printed)),
        }
        wrong += [(row["path"], name, pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    assert wrong == []


def test_no_other_file_is_taken_for_an_invoice() -> None:
    with TRUTH.open(newline="", encoding="utf-8") as file:
        others = [row for row in csv.DictReader(file) if row["kind"] not in SYNTAXES | PAGES]
    taken = {Verdict.INVOICE, Verdict.CREDIT}
    assert [r["path"] for r in others if read_document(DATA / r["path"]).verdict in taken] == []


def test_plain_pdfs_say_nothing_else_than_their_pages() -> None:
    """What is not sure is left out: the table has what a person reads on the page."""
    with TRUTH.open(newline="", encoding="utf-8") as file:
        plain = [row for row in csv.DictReader(file) if row["kind"] in PAGES]
    right, invented = 0, []
    for row in plain:
        found = read_document(DATA / row["path"])
        if not isinstance(found, ReadDocument):
            assert row["verdict"] == "opaque-pdf"
            continue
        said = found.invoice
        pairs = {
            "number": (row["number"], said.number),
            "date": (row["date"], str(said.date or "")),
            "due": (row["due"], str(said.due or "")),
            "total": (row["total"], "" if said.total is None else str(said.total)),
            "currency": (row["currency"], said.currency),
            "buyer": (_folded(row["buyer"]), _folded(said.buyer.name)),
            "seller": (_folded(row["seller"]), _folded(said.seller.name)),
        }
        right += sum(want == got != "" for want, got in pairs.values())
        invented += [
            (row["path"], n, pair) for n, pair in pairs.items() if pair[0] and pair[1] not in {"", pair[0]}
        ]
    assert invented == []
    assert right > 90


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
