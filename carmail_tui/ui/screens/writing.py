"""From clients to a letter to them, and from its sending to how it goes."""

from collections.abc import Callable, Sequence
from typing import Any

from carmail_tui.recipients.criteria import Criteria
from carmail_tui.ui.mailing import SELECTION_DRAFT
from carmail_tui.ui.screens.frame import Frame

_CARD_DRAFT = "letter from a card"


def write_to(room: Frame[Any], ids: Sequence[int]) -> None:
    """Write to these clients, whoever is selected for a mailing."""
    _write(room, ids, Criteria(), _CARD_DRAFT)


def write_to_selection(
    room: Frame[Any], ids: Sequence[int], criteria: Criteria, back: Callable[[], None]
) -> None:
    """Write to the selection, about the vehicles that match; `back` is called when the letter is closed."""
    _write(room, ids, criteria, SELECTION_DRAFT, back)


def _write(
    room: Frame[Any],
    ids: Sequence[int],
    criteria: Criteria,
    draft: str,
    back: Callable[[], None] = lambda: None,
) -> None:
    # Not sooner: who looks at clients does not wait for what letters need.
    from carmail_tui.ui.screens.letter import LetterDialog
    from carmail_tui.ui.screens.progress import ProgressScreen

    def closed(mailing: int | None) -> None:
        if mailing is not None:
            room.app.push_screen(ProgressScreen(mailing))
        back()

    room.app.push_screen(LetterDialog(list(ids), criteria, draft), closed)
