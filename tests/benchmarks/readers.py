"""`python -m tests.benchmarks.readers ours|theirs FOLDER` reads a folder of invoices; prints what it cost."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from lxml import etree

from tests.benchmarks.process import peak_megabytes

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_SUPPLIER, _CUSTOMER = f"{_CAC}AccountingSupplierParty", f"{_CAC}AccountingCustomerParty"
_UBL = (
    *(f"{_CBC}ID", f"{_CBC}IssueDate", f"{_CBC}DueDate", f"{_CBC}DocumentCurrencyCode"),
    *(f"{party}//{_CBC}RegistrationName" for party in (_SUPPLIER, _CUSTOMER)),
    *(f"{party}//{_CAC}PartyTaxScheme/{_CBC}CompanyID" for party in (_SUPPLIER, _CUSTOMER)),
    *(f"{_CUSTOMER}//{_CBC}ElectronicMail", f".//{_CBC}PayableAmount", f".//{_CBC}TaxInclusiveAmount"),
)
_CII = (
    *("*/" + _RAM + "ID", f".//{_RAM}IssueDateTime/*", f".//{_RAM}DueDateDateTime/*"),
    f".//{_RAM}InvoiceCurrencyCode",
    *(f".//{_RAM}{party}TradeParty/{_RAM}Name" for party in ("Seller", "Buyer")),
    *(f".//{_RAM}{party}TradeParty/{_RAM}SpecifiedTaxRegistration/{_RAM}ID" for party in ("Seller", "Buyer")),
    *(f".//{_RAM}BuyerTradeParty//{_RAM}URIID", f".//{_RAM}DuePayableAmount", f".//{_RAM}GrandTotalAmount"),
)


def main() -> None:
    """Read the folder."""
    reader, folder = sys.argv[1], Path(sys.argv[2])
    started = time.perf_counter()
    read, megabytes = ours(folder) if reader == "ours" else theirs(folder)
    print(json.dumps({"read": read, "seconds": time.perf_counter() - started, "megabytes": megabytes}))


def _megabytes() -> float:
    """The most memory that this process and those that it has started held."""
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children").read_text(encoding="ascii").split()
    return sum(map(peak_megabytes, [me, *map(int, children)]))


def ours(folder: Path) -> tuple[int, float]:
    """How many of the files are invoices with a number, and the memory it took."""
    from carmail_tui.reading.apart import Team
    from carmail_tui.reading.documents import ReadDocument, read_documents

    with Team() as apart:
        found = read_documents([folder], apart)
        read = sum(isinstance(one, ReadDocument) and bool(one.invoice.number) for one in found)
        return read, _megabytes()


def theirs(folder: Path) -> tuple[int, float]:
    """The same with factur-x and lxml."""
    return sum(bool(_fields(path)[0]) for path in sorted(folder.iterdir())), _megabytes()


def _fields(path: Path) -> list[Any]:
    content = path.read_bytes()
    if path.suffix == ".pdf":
        from facturx import get_xml_from_pdf

        _name, content = get_xml_from_pdf(content, check_xsd=False)
    root = etree.fromstring(content)
    return [root.findtext(field) for field in (_CII if path.suffix == ".pdf" else _UBL)]


if __name__ == "__main__":
    main()
