"""`python -m tests.benchmarks.readers ours|theirs FOLDER` reads a folder of invoices; prints what it cost."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from lxml import etree

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
    read = ours(folder) if reader == "ours" else theirs(folder)
    seconds = time.perf_counter() - started
    kibibytes = sum(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"read": read, "seconds": seconds, "megabytes": kibibytes * 1024 / 1e6}))


def ours(folder: Path) -> int:
    """How many of the files are invoices with a number."""
    from carmail_tui.reading.apart import Team
    from carmail_tui.reading.documents import ReadDocument, read_documents

    with Team() as apart:
        found = read_documents([folder], apart)
        return sum(isinstance(one, ReadDocument) and bool(one.invoice.number) for one in found)


def theirs(folder: Path) -> int:
    """The same with factur-x and lxml."""
    return sum(bool(_fields(path)[0]) for path in sorted(folder.iterdir()))


def _fields(path: Path) -> list[Any]:
    content = path.read_bytes()
    if path.suffix == ".pdf":
        from facturx import get_xml_from_pdf

        _name, content = get_xml_from_pdf(content, check_xsd=False)
    root = etree.fromstring(content)
    return [root.findtext(field) for field in (_CII if path.suffix == ".pdf" else _UBL)]


if __name__ == "__main__":
    main()
