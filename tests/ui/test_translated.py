"""Every word of every screen but data has passed through gettext: told by a language without words."""

import gettext
import re
import sqlite3
from pathlib import Path

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import language
from carmail_tui.settings.phrases import DEFAULT_PHRASES
from tests.ui.conftest import at_work
from tests.ui.tour import tour

PLACEHOLDER = re.compile(r"(\{[^}]*\}|%\(\w+\)\w|%\w|<[A-Z]+>)|[A-Za-z]")
TYPED = "Contrôle de votre PLAQUE Bonjour PRENOM NOM NOMCLIENT DATECT Le contrôle est à faire avant le"
"""What the tour types, and the fields, which are the same in all languages."""
WRITTEN = DEFAULT_PHRASES["fr"] + " facture note de crédit novembre"
"""What a client reads is in the language of the client."""
DAYS = "Mon Tue Wed Thu Fri Sat Sun"


class NoWords(gettext.NullTranslations):
    """A language of one letter."""

    def gettext(self, message: str) -> str:
        """The text in that language."""
        return PLACEHOLDER.sub(lambda found: found[1] or "ж", message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that fits the count."""
        return self.gettext(one if count == 1 else many)


def words_in(text: str) -> set[str]:
    """The words of three letters and more."""
    return set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", text.casefold()))


def data_of(garage: Garage) -> set[str]:
    """The words of the garage: its database, its settings, where they lie."""
    with sqlite3.connect(garage.database_url.removeprefix("sqlite:///")) as connection:
        rows = "\n".join(connection.iterdump())
    settings = garage.config_path.read_text(encoding="utf-8")
    return words_in("\n".join((rows, settings, str(garage.config_path), TYPED, WRITTEN, DAYS)))


async def test_no_screen_shows_a_word_that_is_not_translated(
    demo: Garage, patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_catalogue", NoWords())
    attachment = tmp_path / "bon.pdf"
    attachment.write_bytes(b"%PDF-1.4")
    known = data_of(demo) | words_in(str(attachment))
    raw: dict[str, str] = {}
    async with at_work(demo, size=(132, 50)) as clerk:

        def look(name: str) -> None:
            for line in clerk.sees().split("\n"):
                for word in words_in(line):
                    # A column may cut a word short.
                    if not any(data.startswith(word) for data in known):
                        raw.setdefault(word, f"{name}: {line.strip()}")

        await tour(clerk, look, attachment)
    assert raw == {}
