"""What the picker does to the selection: the arrows, the double arrows, emptying it, lists, taking back."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from carmail_tui.i18n import _, ngettext
from carmail_tui.i18n.format import format_count
from carmail_tui.recipients.listing import Moved
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.exporting import export_clients
from carmail_tui.ui.screens.export_prompt import ask_export
from carmail_tui.ui.selection_words import matching_words, moved_words, nobody_words, undone_words

if TYPE_CHECKING:
    from carmail_tui.ui.screens.picker import Picker


class PickerMoves:
    """The moves of one picker, one after the other: each is on disk before the panes show it."""

    def __init__(self, room: "Picker") -> None:
        self._room = room
        self._turn = asyncio.Lock()
        self._deaf = Deafness()
        self.asking = False
        """Whether the question stands there that a double arrow without criteria asks."""

    @property
    def _garage(self) -> Garage:
        return self._room.bridge.garage

    async def selected(self) -> list[int]:
        """The selection, once every move that was asked for is done."""
        async with self._turn:
            return list(self._room.chosen.ids)

    # -- one, or the marked --------------------------------------------------------------------------------

    def enter(self) -> None:
        """The arrow."""
        self._move_chosen(self._garage.store.selection.add, go_down=True)

    def leave(self) -> None:
        """The arrow back."""
        # In the right pane the next one comes up by itself.
        self._move_chosen(
            self._garage.store.selection.remove, go_down=self._room.active is not self._room.chosen
        )

    def _move_chosen(self, move: Callable[[str, list[int]], Moved], *, go_down: bool) -> None:
        table = self._room.active
        ids = table.chosen_ids()
        if not ids:
            return
        name = table.current.name if table.current and len(ids) == 1 else ""
        one = not table.marks
        table.clear_marks()
        if one and go_down:
            table.action_cursor(1)
        self._begin(partial(move, self._garage.user, ids), partial(moved_words, name=name))

    # -- all -----------------------------------------------------------------------------------------------

    def enter_all(self) -> None:
        """The double arrow; without any criterion it asks once."""
        if not self._room.found.ids:
            self._room.say(nobody_words(self._room.criteria))
        elif not self._room.criteria.empty:
            self._enter_matching()
        elif not self.asking:
            words = _("No criteria: add all {count} clients?  + once more   Escape no")
            self._room.say(words.format(count=format_count(len(self._room.found.ids))))
            self.asking = True
            self._deaf.begin()
        elif not self._deaf.drops():
            self._enter_matching()

    def _enter_matching(self) -> None:
        garage, room = self._garage, self._room

        def words(moved: Moved) -> str:
            listed = set(room.found.ids)
            return matching_words(moved, len(listed), sum(client in listed for client in room.left_out))

        add = garage.store.selection.add_matching
        self._begin(partial(add, garage.user, room.criteria, garage.today), words)

    def leave_all(self) -> None:
        """The double arrow back."""
        garage = self._garage
        remove = garage.store.selection.remove_matching
        self._begin(partial(remove, garage.user, self._room.criteria, garage.today), moved_words)

    def empty(self) -> None:
        """Nobody is selected any more, whatever the criteria."""
        store, user = self._garage.store, self._garage.user

        def clear() -> Moved:
            store.user_states.put(user, "written", None)
            return store.selection.clear(user)

        self._begin(clear, moved_words)

    def take_up(self, name: str) -> None:
        """The clients of a list are the selection."""
        store, user, today = self._garage.store, self._garage.user, self._garage.today

        def replace() -> Moved | None:
            ids = store.lists.ids(name, today)
            return None if ids is None else store.selection.replace(user, ids)

        def words(moved: Moved) -> str:
            told = ngettext(
                "{name}: {count} client chosen. u takes it back.",
                "{name}: {count} clients chosen. u takes it back.",
                moved.selected,
            )
            return told.format(name=name, count=format_count(moved.selected))

        self._begin(replace, words)

    def undo(self) -> None:
        """Take the last move back."""
        undo = partial(self._garage.store.selection.undo, self._garage.user)
        self._begin(undo, undone_words, nothing=_("There is nothing to take back."))

    def export(self) -> None:
        """Write the selection into a CSV file."""
        ids, garage, criteria = list(self._room.chosen.ids), self._garage, self._room.criteria
        words = _("Write the {count} chosen clients into which CSV file?")
        question = words.format(count=format_count(len(ids)))
        ask_export(
            self._room, question, "clients.csv", lambda path: export_clients(garage, path, ids, criteria)
        )

    # -- in turn -------------------------------------------------------------------------------------------

    def _begin(
        self, move: Callable[[], Moved | None], words: Callable[[Moved], str], nothing: str = ""
    ) -> None:
        self._room.work(partial(self._in_turn, move, words, nothing), "move", exclusive=False)

    async def _in_turn(
        self, move: Callable[[], Moved | None], words: Callable[[Moved], str], nothing: str
    ) -> None:
        async with self._turn:
            moved = await self._room.bridge.call(move)
            if moved is not None:
                await self._room.show_moved()
            self._room.say(words(moved) if moved is not None else nothing)
