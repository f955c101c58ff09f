"""Documents from an empty database to the Maildir: imported, matched, sent and told, over real SMTP."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.documents.document import SendingState
from carmail_tui.i18n import use_language
from carmail_tui.reading.documents import read_documents
from carmail_tui.settings.file import load, set_values
from carmail_tui.ui.screens.document_history import DocumentHistory
from carmail_tui.ui.screens.ledger import LedgerRoom
from carmail_tui.ui.screens.plan import PlanDialog
from carmail_tui.ui.widgets.menu import Menu
from tests.reading.invoices import PDF, cii, ubl
from tests.ui.conftest import Clerk, Furnished, at_work
from tests.ui.post import Post, post_office, real_delivery
from tests.ui.test_sending import port

__all__ = ("port",)

MAES: dict[str, Any] = {
    "buyer": "Maes BV",
    "buyer_vat": "BE0428759497",
    "buyer_email": "boekhouding@maes.example",
}
INBOX = {
    "a.xml": ubl("2026-1851", attachment=("2026-1851.pdf", "application/pdf", PDF + b"1851")),
    "b.xml": cii("2026-1852"),
    "c.xml": ubl("2026-0093", root="CreditNote", type_code="381", total="48.40", gross="48.40", **MAES),
    "d.xml": ubl("2026-1853", buyer="Collard", buyer_vat="", buyer_email="", postcode=""),
    "e.pdf": PDF,
}


@pytest.fixture
def post(tmp_path: Path, port: int) -> Iterator[Post]:
    with post_office(tmp_path, port) as found:
        yield found


@pytest.fixture
def sending(tmp_path: Path, port: int, patient: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Furnished]:
    """A garage whose documents were imported into an empty database; nothing is held."""
    use_language("en")
    monkeypatch.setattr("carmail_tui.ui.documents.HOLD_SECONDS", 0)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, content in INBOX.items():
        (inbox / name).write_bytes(content)
    with real_delivery(tmp_path, port, monkeypatch) as found:
        phrases = {"company.phrases.nl": "Beste,\n\nHierbij <NUMFACT> van <DATEFACT>. <NOMSOC>"}
        set_values(found.garage.config_path, {"company.vat": "BE0403170701", **phrases})
        found.garage.settings = load(found.garage.config_path)
        company = found.garage.settings.company
        found.store.imports.documents(read_documents([inbox]), company, create_clients=True)
        yield found


def attached(mail: EmailMessage) -> dict[str, bytes]:
    """The attachments as bytes, by name."""
    found = {}
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[str(part.get_filename())] = content
    return found


def text_of(mail: EmailMessage) -> str:
    """The plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").replace("\xa0", " ")


async def stand_on(clerk: Clerk, number: str) -> None:
    """Go to a document of the ledger by keys."""
    room = clerk.app.screen
    assert isinstance(room, LedgerRoom)
    await clerk.press("home")
    while room.table.current is None or room.table.current.number != number:
        await clerk.press("down")


async def make_cards_ready(clerk: Clerk) -> None:
    """Two buyers have a card already; the third gets one, and Maes is written to in Dutch."""
    await clerk.press("f2")
    assert "2 clients" in clerk.message()
    await clerk.press("n")
    await clerk.type("Collard")
    await clerk.press("enter", "y", "n")
    await clerk.type("s.collard@courriel.example")
    await clerk.press("enter", "escape", "slash")
    await clerk.type("maes")
    await clerk.press("enter", "enter")
    assert "boekhouding@maes.example" in clerk.sees() and "document" in clerk.sees()
    clerk.app.screen.query_one(Menu).stand_on("language")
    await clerk.press("enter")
    assert "Dutch" in clerk.sees()
    await clerk.press("escape", "escape")


async def test_from_an_empty_database_to_the_maildir(sending: Furnished, post: Post) -> None:
    async with at_work(sending.garage) as clerk:
        await make_cards_ready(clerk)
        await clerk.press("f4")
        await stand_on(clerk, "2026-1853")
        await clerk.press("m")
        assert "Whose is 2026-1853?" in clerk.sees() and "a  Collard" in clerk.sees()
        await clerk.press("enter")
        assert "2026-1853 is a document of Collard" in clerk.message()
        await clerk.press("plus", "at")
        assert isinstance(clerk.app.screen, PlanDialog) and "4 documents, 3 messages" in clerk.sees()
        await clerk.press("at")
        await clerk.until("3 sent, 0 not sent")
        await clerk.press("escape")
        assert isinstance(clerk.app.screen, LedgerRoom)
        today = f"{date.today():%d/%m} "
        lines = [line for line in clerk.sees().split("\n") if "Invoice" in line or "Cr. note" in line]
        assert len(lines) == 4 and all(line.rstrip()[-11:].startswith(today) for line in lines)
    mails = post.mails()
    assert set(mails) == {
        "compta@lambert.example", "boekhouding@maes.example", "s.collard@courriel.example",
    }  # fmt: skip
    assert attached(mails["compta@lambert.example"]) == {
        "a.xml": INBOX["a.xml"], "2026-1851.pdf": PDF + b"1851", "b.xml": INBOX["b.xml"],
    }  # fmt: skip
    assert attached(mails["boekhouding@maes.example"]) == {"c.xml": INBOX["c.xml"]}
    assert attached(mails["s.collard@courriel.example"]) == {"d.xml": INBOX["d.xml"]}
    french, dutch = text_of(mails["compta@lambert.example"]), text_of(mails["boekhouding@maes.example"])
    assert "- facture 2026-1851 du 20/11/2026 : 121,00 €, à payer avant le 20/12/2026" in french
    assert "- facture 2026-1852 du" in french and french.count("Garage Lambert") == 1
    assert dutch == "Beste,\n\nHierbij creditnota 2026-0093 van 20 november 2026. Garage Lambert\n"
    assert mails["boekhouding@maes.example"]["Subject"] == "Garage Lambert: creditnota 2026-0093"


async def test_what_was_sent_is_told_and_asked_about_before_it_goes_again(
    sending: Furnished, post: Post
) -> None:
    async with at_work(sending.garage) as clerk:
        await clerk.press("f4")
        await stand_on(clerk, "2026-0093")
        await clerk.press("at")
        while sending.store.ledger.by_number("2026-0093")[0].state is not SendingState.SENT:
            await clerk.settle()
        await clerk.press("question_mark")
        assert isinstance(clerk.app.screen, DocumentHistory)
        seen = clerk.sees()
        assert "to boekhouding@maes.example" in seen and "250 2.0.0 Ok: filed as" in seen
        assert f"accepted by the mail server on {date.today():%d/%m/%Y}" in seen
        await clerk.press("escape", "at")
        asked = clerk.message()
        assert f"{date.today():%d/%m}" in asked and "boekhouding@maes.example" in asked
        assert "@ once more   Esc no" in asked
        await clerk.press("escape")
        assert len(sending.mails()) == 1
        await clerk.press("at", "at")
        while [state for *_mail, state in sending.mails()] != ["sent", "sent"]:
            await clerk.settle()
        await clerk.press("question_mark")
        assert clerk.sees().count("to boekhouding@maes.example") == 2
