"""The interface on PostgreSQL: each room opens, and what is chosen, undone and queued is in the database."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import use_language
from carmail_tui.store.store import Store
from carmail_tui.ui.screens.plan import PlanDialog
from carmail_tui.ui.screens.progress import ProgressScreen
from tests.postgres import postgres
from tests.ui.conftest import SETTINGS, Furnished, at_work, furnish

__all__ = ("postgres",)

DRAFT = {"purpose": "service", "versions": {"fr": ["Pneus", "Bonjour <NOMCLIENT>."]}}


@pytest.fixture
def garage(postgres: str, tmp_path: Path, launches: list[str], patient: None) -> Iterator[Furnished]:
    """A furnished garage on a PostgreSQL server."""
    import psycopg

    use_language("en")
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE interface")
    url = f"{postgres}/interface"
    config = tmp_path / "settings.toml"
    config.write_text("")
    store = Store(url, tmp_path / "files")
    found = Furnished(Garage(SETTINGS, config, url, store, "sophie"))
    furnish(found)
    yield found
    store.close()
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE interface WITH (FORCE)")


async def test_every_room_and_both_jobs(garage: Furnished, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "carmail.ui")
    store = garage.store
    store.user_states.put("sophie", "letter", DRAFT)
    async with at_work(garage.garage) as clerk:
        await clerk.press("f2", "slash")
        await clerk.type("henr")
        await clerk.press("enter", "enter")
        assert "Client: Henrard, Julie" in clerk.sees()
        await clerk.press("f3", "right", "right", "right", "u", "l", "n")
        await clerk.type("Été")
        await clerk.press("enter", "escape", "z", "l", "enter")
        assert store.selection.count("sophie") == 2
        await clerk.press("plus", "plus", "question_mark", "escape", "at", "f7", "escape", "f6", "at")
        assert isinstance(clerk.app.screen, ProgressScreen)
        assert len(garage.mails()) == 4, "one has no address"
        await clerk.press("u")
        assert {state for *_mail, state in garage.mails()} == {"cancelled"}
        await clerk.press("f4", "insert", "insert", "insert", "at")
        assert isinstance(clerk.app.screen, PlanDialog) and "3 documents, 2 messages" in clerk.sees()
        await clerk.press("at", "f5", "f9", "escape")
        assert clerk.sees().startswith(" Today") and "0 of 2" in clerk.sees()
        assert "Something went wrong" not in clerk.sees()
    assert caplog.records == []
    async with at_work(garage.garage) as clerk:
        await clerk.press("f3")
        assert "5 chosen" in clerk.sees()
