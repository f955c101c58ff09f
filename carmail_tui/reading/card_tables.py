"""A file of cards as a client list like any other: one row a card."""

from collections.abc import Iterator
from pathlib import Path

from carmail_tui.reading.tables import Row, Rows, Table
from carmail_tui.reading.vcards import Card, cards_of

_HEADER = (
    "Name", "Company", "First name", "Last name", "Street", "Address line 2", "Postcode", "City", "Country",
    "Telephone", "Email", "Language",
)  # fmt: skip


def card_table(path: Path) -> Table:
    """The cards of a file as rows. Raises TableError."""

    def rows() -> Iterator[Row]:
        return (_row(card) for card in cards_of(path))

    return Table(path, Row(1, _HEADER), Rows(rows), "", "", len(_HEADER))


def _row(card: Card) -> Row:
    """The name as it is shown stands only where the card does not tell its parts."""
    place = card.place
    name = "" if card.last_name or card.first_name or card.organisation else card.name
    cells = (
        name, card.organisation, card.first_name, card.last_name, place.street, place.extended,
        place.postcode, place.city, place.country, card.phone, "; ".join(card.emails), card.language,
    )  # fmt: skip
    return Row(card.line, cells)
