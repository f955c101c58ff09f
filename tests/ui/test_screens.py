"""Every screen at 80x24 in French, beside how it is kept in screens/.

`CARMAIL_WRITE_SCREENS=1 pytest tests/ui/test_screens.py` keeps them as they are now: look at the difference.
"""

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import use_language
from tests.ui.conftest import TODAY, at_work
from tests.ui.tour import at_the_edge, tour

KEPT = Path(__file__).parent / "screens"
MOMENT = datetime(TODAY.year, TODAY.month, TODAY.day, 8, 45, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def morning() -> Iterator[None]:
    """A quarter to nine in Brussels. Time goes on, or nothing would: the screens show minutes."""
    with time_machine.travel(MOMENT, tick=True):
        yield


async def test_screens(
    morning: None, demo: Garage, patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_language("fr")
    monkeypatch.chdir(tmp_path)
    # Longer than a slow machine takes; the seconds that are left are not compared.
    monkeypatch.setattr("carmail_tui.ui.mailing.HOLD_SECONDS", 900)
    monkeypatch.setattr("carmail_tui.ui.screens.confirmation.HOLD_SECONDS", 10)
    monkeypatch.setattr("carmail_tui.ui.screens.letter._REST_SECONDS", 3600.0)
    Path("bon-controle.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 84_000)
    garage = replace(demo, config_path=Path("garage/settings.toml"))
    seen: dict[str, str] = {}
    async with at_work(garage) as clerk:

        def look(name: str) -> None:
            assert at_the_edge(clerk.app.screen) == [], name
            text = re.sub(r"(?<=Départ dans )\d+", "10", clerk.sees())
            seen[name] = "\n".join(line.rstrip() for line in text.split("\n")) + "\n"

        await tour(clerk, look, Path("bon-controle.pdf"))
    assert_kept(seen)


def assert_kept(seen: dict[str, str]) -> None:
    """Compare with what is kept, or keep it."""
    if os.environ.get("CARMAIL_WRITE_SCREENS"):
        KEPT.mkdir(exist_ok=True)
        for old in KEPT.glob("*.txt"):
            old.unlink()
        for name, text in seen.items():
            (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in KEPT.glob("*.txt")}
    differences = [
        line
        for name in sorted(seen.keys() | kept.keys())
        for line in difflib.unified_diff(
            kept.get(name, "").split("\n"),
            seen.get(name, "").split("\n"),
            f"kept {name}",
            f"seen {name}",
            "",
            "",
            0,
            "",
        )
    ]
    assert not differences, "\n".join(differences)
