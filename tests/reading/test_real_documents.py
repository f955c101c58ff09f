"""The shared real files: every UBL and CII file is read as its table of truth says."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from carmail_tui.reading.documents import ReadDocument, Verdict, read_document

DATA = Path(__file__).parents[3] / "shared" / "data"
TRUTH = DATA / "documents_truth.csv"
SYNTAXES = {"ubl-invoice", "ubl-creditnote", "cii"}

pytestmark = pytest.mark.skipif(
    not TRUTH.exists(), reason="the shared real files are not beside this repository"
)


def rows() -> list[dict[str, str]]:
    with TRUTH.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["kind"] in SYNTAXES]


def test_every_field_of_every_ubl_and_cii_file() -> None:
    wrong: list[tuple[str, str, object]] = []
    for row in rows():
        found = read_document(DATA / row["path"])
        if not isinstance(found, ReadDocument):
            wrong.append((row["path"], "verdict", found.reason.value))
            continue
        said = found.invoice
        pairs = {
            "verdict": (row["verdict"], found.verdict.value),
            "number": (row["number"], said.number),
            "date": (row["date"], str(said.date or "")),
            "due": (row["due"], str(said.due or "")),
            "seller_vat": (row["seller_vat"], said.seller.vat),
            "buyer_vat": (row["buyer_vat"], said.buyer.vat),
            "buyer": (_folded(row["buyer"]), _folded(said.buyer.name)),
            "seller": (_folded(row["seller"]), _folded(said.seller.name)),
            "buyer_email": (row["buyer_email"].casefold(), said.buyer.email.casefold()),
            "total": (Decimal(row["total"]), said.total),
            "currency": (row["currency"], said.currency),
            "printed": (row["embedded_pdf_role"] == "invoice", bool(found.printed)),
        }
        wrong += [(row["path"], name, pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    assert wrong == []


def test_no_other_file_is_taken_for_an_invoice() -> None:
    with TRUTH.open(newline="", encoding="utf-8") as file:
        others = [row for row in csv.DictReader(file) if row["kind"] not in SYNTAXES]
    taken = {Verdict.INVOICE, Verdict.CREDIT}
    assert [r["path"] for r in others if read_document(DATA / r["path"]).verdict in taken] == []


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
