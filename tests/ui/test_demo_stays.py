"""A demo garage in the interface: it says where its mails lie, and reaches no server but its own."""

from dataclasses import replace

import pytest

from carmail_tui.cli.garage import Garage
from carmail_tui.ui.screens.settings import SettingsRoom
from tests.ui.conftest import at_work


async def test_the_account_of_a_demo_is_tried_on_this_machine_alone(
    demo: Garage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(
        "carmail_tui.ui.screens.settings.try_account", lambda smtp, *_more: tried.append(smtp.server)
    )
    demo.settings = replace(
        demo.settings, smtp=replace(demo.settings.smtp, server="smtp.provider.example", login="sophie")
    )
    async with at_work(demo) as clerk:
        await clerk.press("f9", "t")
        assert isinstance(clerk.app.screen, SettingsRoom)
        assert "This is the demo garage" in clerk.message()
    assert tried == []
