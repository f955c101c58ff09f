"""Reading a folder of e-invoices, beside factur-x and lxml."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from fpdf import FPDF

from carmail_tui.demo.garage import COMPANY
from carmail_tui.demo.lines import sale
from carmail_tui.demo.ubl import make_ubl
from carmail_tui.documents.document import Document, DocumentKind, Party
from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import Garages
from tests.reading.invoices import cii

FILES = 10_000
_ROUNDS = 3
_HOW = """\
A folder of {files:,} invoices, half of them UBL (5 KB, written by the demo garage), half Factur-X: a printed
page and its CII in a PDF. Ours finds out of the content what each file is and reads it in processes of their
own, one a core, with every field, attachment and fault, as `carmail inspect documents` does; its memory is
that of all of them and of the one that asks. The rival is told what each file is by its ending, and
takes eleven fields of it by XPath: factur-x gets the XML out of the PDF (without validation), lxml parses it.
{rounds} rounds."""


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    folder = garages.file("invoices")
    folder.mkdir()
    _write(folder)
    rounds = min(rounds, _ROUNDS)
    runs: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}

    def run(reader: str) -> float:
        command = [sys.executable, "-m", "tests.benchmarks.readers", reader, str(folder)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert told["read"] == FILES
        runs[reader].append((FILES / told["seconds"], told["megabytes"]))
        return 0.0

    alternated(rounds, lambda: run("ours"), lambda: run("theirs"))
    ours, theirs = (tuple(zip(*runs[name], strict=True)) for name in ("ours", "theirs"))
    rival = "factur-x and lxml"
    figures = [
        Figure("documents read", "a second", ours[0], rival, theirs[0]),
        Figure("peak memory", "MB", ours[1], rival, theirs[1]),
    ]
    how = _HOW.format(files=FILES, rounds=rounds)
    return [Section("Reading documents", how, figures)]


def _write(folder: Path) -> None:
    seller, buyer = Party(COMPANY.name, COMPANY.vat), Party("Transports Lambert", "BE0184665036")
    for number in range(FILES // 2):
        total = Decimal(100 + number)
        document = Document(
            DocumentKind.INVOICE, f"2026-{number:05}", date(2026, 3, 12), total, seller=seller, buyer=buyer
        )
        xml = make_ubl(document, None, COMPANY, sale(document, None))
        (folder / f"{number:05}.xml").write_bytes(xml)
        page = FPDF()
        page.add_page()
        page.set_font("helvetica", size=10)
        page.multi_cell(
            0, 5, f"Facture F-{number}\nTotal TVAC 121,00 EUR\n" + "Main d'oeuvre 1,00 121,00\n" * 20
        )
        page.embed_file(bytes=cii(f"F-{number}"), basename="factur-x.xml", compress=True)
        (folder / f"{number:05}.pdf").write_bytes(bytes(page.output()))
