"""Clients as tables show them: where their lines come from, and the columns."""

from collections.abc import Callable, Sequence

from carmail_tui.i18n import N_, _
from carmail_tui.i18n.format import short_day
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.listing import ClientLine
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.terminal import Glyphs
from carmail_tui.ui.widgets.record_table import Column, RecordTable
from carmail_tui.ui.widgets.records import Fetch

_VEHICLE_CELLS = 13


class FoundClients:
    """The clients who match, for the middle pane."""

    def __init__(self, garage: Garage, criteria: Criteria) -> None:
        self._garage = garage
        self._criteria = criteria

    def ids(self, search: str) -> Sequence[int]:
        return self._garage.store.clients.ids(self._criteria, self._garage.today, search)

    def rows(self, ids: Sequence[int]) -> list[tuple[int, ClientLine]]:
        garage = self._garage
        lines = garage.store.clients.lines(ids, self._criteria, garage.today, garage.user)
        return [(line.id, line) for line in lines]


class SelectedClients(FoundClients):
    """The selected clients, for the right pane."""

    def ids(self, search: str) -> Sequence[int]:
        return self._garage.store.selection.ids(self._garage.user)


def found_table(fetch: Fetch, glyphs: Glyphs) -> RecordTable[ClientLine]:
    """The middle pane, with a V before who is selected; some columns want a wide terminal."""
    columns = [
        Column(N_("Name"), 0, name_of),
        Column(N_("Zip"), 5, lambda line: line.postcode),
        Column(N_("Town"), 16, lambda line: line.town, from_width=80),
        Column(N_("Vehicle"), _VEHICLE_CELLS, _vehicle),
        Column(N_("Plate"), 9, lambda line: line.plate, from_width=64),
        Column(N_("Due on"), 8, lambda line: short_day(line.next_inspection)),
        Column(N_("Visit"), 8, lambda line: short_day(line.last_visit), from_width=94),
    ]
    return RecordTable(columns, fetch, chosen=lambda line: line.selected, glyphs=glyphs, id="found")


def chosen_table(fetch: Fetch, glyphs: Glyphs, note: Callable[[ClientLine], str]) -> RecordTable[ClientLine]:
    """The right pane; `note` tells why a client will not receive."""
    return RecordTable([Column(N_("Name"), 0, name_of)], fetch, note=note, glyphs=glyphs, id="chosen")


def name_of(line: ClientLine) -> str:
    """What a list calls a client, the one without a name too."""
    return line.name.strip() or _("(no name) {code}").format(code=line.code)


def _vehicle(line: ClientLine) -> str:
    """Make and model in the cells there are: the make gives way, for the model tells more."""
    room = _VEHICLE_CELLS - len(line.model) - 1
    if len(line.make) > room >= 3:
        return f"{line.make[: room - 1]}. {line.model}"
    return f"{line.make} {line.model}"
