"""The seat belt in the plan: a wrong file is shown before anything leaves, and what was not checked too."""

from carmail_tui.documents.document import Party
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.plan import PlanDialog
from tests.reading.garage_layouts import scan
from tests.reading.invoices import ubl
from tests.reading.pdf_files import invoice_page, printed
from tests.ui.conftest import Furnished, address, at_work
from tests.ui.ledger import go_to

DUMONT, MAES = "Transports Dumont SA", "Maes BV"


def furnish(furnished: Furnished, **files: bytes) -> None:
    """Two documents of two clients, each with one file, whose name tells its ending."""
    for number, name in (("F-1001", DUMONT), ("F-1002", MAES)):
        client = furnished.client(name, address(f"{name.split()[0].lower()}@x.example"))
        content = files[number.replace("-", "_")]
        ending = "xml" if content.startswith(b"<?xml") else "pdf"
        told = {f"{number}.{ending}": content}
        furnished.document(number, client, "121.00", buyer=Party(name), files=told)


def xml(number: str, buyer: str) -> bytes:
    return ubl(number, buyer=buyer, buyer_vat="", buyer_email="")


async def test_swapped_files_are_shown_before_anything_leaves(furnished: Furnished, patient: None) -> None:
    furnish(furnished, F_1001=xml("F-1002", MAES), F_1002=printed(*invoice_page("F-1001", DUMONT, "121,00")))
    async with at_work(furnished.garage, size=(100, 30)) as clerk:
        await clerk.press("f4", "plus", "at")
        assert isinstance(clerk.app.screen, PlanDialog)
        seen = clerk.sees()
        assert seen.count("It will not leave: a file contradicts the ledger or the client.") == 2
        assert "F-1001.xml: the number should be F-1001, the file says F-1002" in seen
        assert "F-1002.pdf: the number should be F-1002, the file says F-1001" in seen
        await clerk.press("at")
        assert "2 messages were stopped" in clerk.message() and furnished.mails() == []


async def test_one_wrong_file_stops_its_line_and_the_other_leaves(
    furnished: Furnished, patient: None
) -> None:
    furnish(furnished, F_1001=xml("F-1001", DUMONT), F_1002=xml("F-1001", DUMONT))
    async with at_work(furnished.garage) as clerk:
        await clerk.press("f4", "plus", "at", "at")
        assert "1 message was stopped" in clerk.message()
        assert [to for to, _subject, _state in furnished.mails()] == ["transports@x.example"]


async def test_what_was_not_checked_is_said_in_the_plan(furnished: Furnished, patient: None) -> None:
    furnish(furnished, F_1001=scan(), F_1002=xml("F-1002", MAES))
    async with at_work(furnished.garage, size=(100, 30)) as clerk:
        await clerk.press("f4", "plus", "at")
        await clerk.press("end", "home", "down")
        seen = clerk.sees()
        assert seen.count("1 file not checked in full") == 1
        assert "F-1001.pdf is a picture without text" in seen
        await clerk.press("at")
        assert len(furnished.mails()) == 2


async def test_of_one_document_it_is_said_as_it_leaves(furnished: Furnished) -> None:
    furnish(furnished, F_1001=scan(), F_1002=xml("F-1001", DUMONT))
    async with at_work(furnished.garage, size=(140, 30)) as clerk:
        await clerk.press("f4")
        await go_to(clerk, "F-1001")
        await clerk.press("at")
        assert isinstance(clerk.app.screen, LedgerRoom)
        assert "leaves in" in clerk.message() and "is a picture without text" in clerk.message()
        await go_to(clerk, "F-1002")
        await clerk.press("at")
        assert isinstance(clerk.app.screen, PlanDialog) and "the file says F-1001" in clerk.sees()
        assert len(furnished.mails()) == 1
