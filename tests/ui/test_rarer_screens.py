"""The screens that the tour does not meet, at 80x24 in French, beside how they are kept in screens/rarer/.

`CARMAIL_WRITE_SCREENS=1 pytest tests/ui/test_rarer_screens.py` keeps them as they are: look at what changed.
"""

import os
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.trial import Trial, TrialStep
from carmail_tui.documents.document import Party
from carmail_tui.i18n import use_language
from carmail_tui.recipients.client import Vehicle
from carmail_tui.settings.model import Settings
from carmail_tui.store import models
from carmail_tui.store.store import Store
from carmail_tui.ui.widgets.menu import Menu
from tests.reading.invoices import ubl
from tests.ui import test_screens
from tests.ui.conftest import Clerk, Furnished, address, at_work
from tests.ui.test_doubt import doubtful
from tests.ui.test_outbox import queued
from tests.ui.test_screens import KEPT, MOMENT, assert_kept, morning

__all__ = ("doubtful", "morning")

Look = Callable[[Clerk, str], None]


async def test_rarer_screens(
    morning: None, patient: None, doubtful: Furnished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_language("fr")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(test_screens, "KEPT", KEPT / "rarer")
    seen: dict[str, str] = {}

    def look(clerk: Clerk, name: str) -> None:
        text = re.sub(r"\d\d:\d\d:\d\d", "08:45:00", clerk.sees())
        seen[name] = "\n".join(line.rstrip() for line in text.split("\n")) + "\n"

    fill(doubtful)
    async with at_work(doubtful.garage) as clerk:
        await trouble(clerk, look)
        await documents(clerk, look)
        await settings(clerk, look, monkeypatch)
        await importing(clerk, look)
        await clerk.pilot.resize_terminal(50, 12)
        await clerk.settle()
        look(clerk, "too-small")
    # The last one: it opens a database of its own.
    await first_start(tmp_path, look)
    assert_kept(seen)


async def first_start(folder: Path, look: Look) -> None:
    """The three steps."""
    new = folder / "new"
    new.mkdir()
    url = f"sqlite:///{new}/garage.db"
    garage = Garage(Settings(), Path("new/settings.toml"), url, Store(url, new / "files"), "sophie")
    async with at_work(garage) as clerk:
        await clerk.type("Sophie Dupuis")
        await clerk.press("tab")
        await clerk.type("garage.exemple@proximus.be")
        await clerk.press("tab")
        await clerk.type("secret")
        look(clerk, "first-start-mail")
        await clerk.press("f6")
        await clerk.type("Garage Lambert")
        look(clerk, "first-start-company")
        await clerk.press("f6")
        look(clerk, "first-start-clients")
    garage.store.close()


def fill(garage: Furnished) -> None:
    """Besides what is in doubt: a result with every group, one under way, documents, an inspection."""
    states = ["sent", "sent", "refused", "refused", "deferred", "blocked", "cancelled", "in_doubt"]
    queued(garage, "Contrôle technique", states)
    under_way = queued(garage, "Fermeture annuelle", ["sent", "sent", "refused", "queued", "queued"])
    reasons = {
        "refused": Reason.UNKNOWN_ADDRESS,
        "deferred": Reason.MAILBOX_FULL,
        "in_doubt": Reason.NO_REPLY_TO_DOT,
    }
    reasons["blocked"] = Reason.NO_CONSENT
    with garage.store.database.connection_context():
        for state, reason in reasons.items():
            models.Message.update(reason=reason.value).where(models.Message.state == state).execute()
        tomorrow = round((time.time() + 86_400) * 1000)
        models.Message.update(not_before=tomorrow).where(models.Message.state == "deferred").execute()
        mine = (models.Message.mailing != under_way) & (models.Message.client_name == "")
        models.Message.update(client_name="Bodson, Alain", client_id=models.Message.id + 100).where(
            mine
        ).execute()
    soon = Vehicle("1-ABC-234", make="VW", model="Golf", next_inspection=date.today() + timedelta(days=9))
    dumont = garage.client("Transports Dumont SA", address("compta@dumont.example"), vehicles=(soon,))
    garage.document("2026-1852", dumont, "1284.60")
    garage.document("2026-1851", dumont, "312.18")
    garage.document("2026-1600", None, "15.00", date=date(2026, 11, 3), buyer=Party("Dumont"))


async def trouble(clerk: Clerk, look: Look) -> None:
    """What waits, what failed, what is in doubt."""
    look(clerk, "today-in-trouble")
    await clerk.press("f5")
    look(clerk, "outbox-in-trouble")
    await clerk.press("enter")
    look(clerk, "progress-under-way")
    await clerk.press("escape", "down", "enter", "enter")
    look(clerk, "result-of-every-kind")
    await clerk.press("home", "enter")
    look(clerk, "doubt")
    await clerk.press("escape", "escape", "escape", "escape")


async def documents(clerk: Clerk, look: Look) -> None:
    """Whose a document is, and the mail as its receiver will see it."""
    await clerk.press("f4", "end", "m")
    look(clerk, "whose")
    await clerk.press("m")
    look(clerk, "client-chooser")
    await clerk.press("escape", "home", "insert", "insert", "at", "f7")
    look(clerk, "document-preview")
    await clerk.press("escape", "escape")


async def importing(clerk: Clerk, look: Look) -> None:
    """A client list and a folder of invoices, from choosing to the report."""
    folder = Path("exports/factures")
    folder.mkdir(parents=True)
    (folder.parent / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    (folder / "a.xml").write_bytes(ubl(seller="Garage Lambert", buyer="Transports Dumont SA", buyer_vat=""))
    (folder / "b.xml").write_bytes(ubl(seller="Autre SA", seller_vat="BE0417497106"))
    (folder / "c.xml").write_bytes(b"<a>")
    for path in (folder, folder.parent / "clients.csv"):
        os.utime(path, (MOMENT.timestamp(),) * 2)
    await clerk.press("f2", "i", "ctrl+u")
    await clerk.type("exports/")
    look(clerk, "import")
    await clerk.press("down", "end", "enter")
    await clerk.until(r"F6 importe")
    look(clerk, "import-clients")
    await clerk.press("end", "enter")
    look(clerk, "import-field")
    await clerk.press("escape", "tab", "end", "enter")
    look(clerk, "import-remarks")
    await clerk.press("enter")
    look(clerk, "import-line")
    await clerk.press("escape", "escape", "f6")
    await clerk.until(r"u annule")
    look(clerk, "import-done")
    await clerk.press("escape", "escape", "f4", "i", "ctrl+u")
    await clerk.type(str(folder))
    await clerk.press("f6")
    await clerk.until(r"F6 importe")
    look(clerk, "import-documents")
    await clerk.press("escape", "escape")


CLIENTS = (
    "Code client;Nom;Prénom;CP;Localité;E-mail;Remarques\n"
    "D1;Dumont;Luc;4000;Liège;luc@dumont.example;\n"
    "D2;Georges;Pascal;4900;Spa;pascal@;vient le lundi\n"
    ";;;;;;personne\n"
)


async def settings(clerk: Clerk, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase, and an account that does not work."""
    await clerk.press("f9")
    clerk.app.screen.query_one(Menu).stand_on("company.phrases.fr")
    await clerk.press("enter")
    look(clerk, "phrase")
    await clerk.press("escape")
    trial = Trial(TrialStep.LOGIN, Reason.PASSWORD_REFUSED, "535 5.7.8 authentication failed")
    monkeypatch.setattr("carmail_tui.ui.screens.settings.try_account", lambda *_account: trial)
    await clerk.press("t")
    look(clerk, "trial-failed")
    await clerk.press("escape")
