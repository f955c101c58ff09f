"""Documents as the ledger's table shows them: where its lines come from, and the columns."""

from collections.abc import Sequence

from carmail_tui.documents.document import DocumentKind
from carmail_tui.documents.listing import LedgerFilters, LedgerLine
from carmail_tui.i18n import N_, _, current_language
from carmail_tui.i18n.document_words import sent_word
from carmail_tui.i18n.format import short_amount, short_day
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.document_sentences import KINDS, number_end
from carmail_tui.ui.widgets.record_table import Column

_NUMBER = 10


class LedgerSource:
    """The documents that the filters leave, for the table."""

    def __init__(self, garage: Garage, filters: LedgerFilters) -> None:
        self._garage = garage
        self._filters = filters

    def ids(self, search: str) -> Sequence[int]:
        return self._garage.store.ledger.ids(self._filters, search, self._garage.today)

    def rows(self, ids: Sequence[int]) -> list[tuple[int, LedgerLine]]:
        return [(line.id, line) for line in self._garage.store.ledger.lines(ids)]


def ledger_columns(ellipsis: str) -> list[Column[LedgerLine]]:
    """The columns; some want a wide terminal."""
    return [
        Column(N_("Number"), _NUMBER, lambda line: number_end(line.number, _NUMBER, ellipsis)),
        Column(N_("Kind"), 8, lambda line: _(KINDS[DocumentKind(line.kind)]), from_width=72),
        Column(N_("Date"), 8, lambda line: short_day(line.date)),
        Column(N_("Client"), 0, lambda line: line.client.strip() or _("(no name)")),
        Column(N_("Amount"), 10, _amount, right=True),
        Column(N_("Due"), 8, lambda line: _("paid") if line.paid else short_day(line.due), from_width=96),
        Column(N_("Sent on"), 12, lambda line: sent_word(line.state, line.has_address, line.sent_at)),
        Column(N_("Address"), 26, lambda line: line.sent_to, from_width=126),
    ]


def _amount(line: LedgerLine) -> str:
    amount = short_amount(line.amount, current_language())
    return amount if line.currency == "EUR" else f"{line.currency} {amount}"
