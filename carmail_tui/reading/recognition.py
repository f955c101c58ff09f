"""What each column of a client list holds: by its name, by what stands in it, and how certain that is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carmail_tui.reading.columns import Field
from carmail_tui.reading.kinds import Kind, kind_of
from carmail_tui.reading.postcodes import postcode_countries
from carmail_tui.reading.telephones import is_written_as_number, number_of
from carmail_tui.reading.values import country_of, day_of, emails_of
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.vat import is_vat

LOOKED_AT = 200
"""Rows from which a column is judged."""
_MOST_OF_THEM = 0.8
_SOME = 0.3
_EXAMPLES = 3
_PLATE = re.compile(
    r"[1-9OA][- ]?[A-Z]{3}[- ]?[0-9]{3}|[A-Z]{3}[- ]?[0-9]{3}"  # Belgium, since 2010 and before
    r"|[A-Z]{2}[- ][0-9]{3}[- ][A-Z]{2}"  # France
    r"|[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?[0-9]{1,4}[EH]?"  # Germany
    r"|[A-Z]{2}[- ]?[0-9]{4}"  # Luxembourg
    r"|[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}",  # the Netherlands
    re.IGNORECASE,
)
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE)
"""ISO 3779: seventeen letters and digits without I, O and Q."""


class RecognisedBy(StrEnum):
    """How it is known what a column holds."""

    NAME = "name"
    CONTENT = "content"
    MAPPING = "mapping"
    """The user said it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a column was taken for, to be confirmed by a person.

    `column` counts from 0. `field` is None where it is not used; `kind` says what its cells look like all the
    same. `certainty` goes from 0 (not at all) to 1: below one half a person should look.
    """

    column: int
    name: str
    field: Field | None
    certainty: float
    by: RecognisedBy | None
    kind: Kind
    examples: tuple[str, ...]


def _is_email(cell: str) -> bool:
    return "@" in cell and any(mailbox(email) for email, _name in emails_of(cell))


def _is_vat(cell: str) -> bool:
    return any(character.isdigit() for character in cell) and is_vat(cell)


def _is_plate(cell: str) -> bool:
    return bool(_PLATE.fullmatch(cell)) and any(c.isdigit() for c in cell) and any(c.isalpha() for c in cell)


def _is_vin(cell: str) -> bool:
    return bool(_VIN.fullmatch(cell)) and any(c.isdigit() for c in cell) and any(c.isalpha() for c in cell)


def _is_phone(cell: str) -> bool:
    return is_written_as_number(cell) and cell[:1] in "0+(" and number_of(cell) is not None


def _is_postcode(cell: str) -> bool:
    return bool(postcode_countries(cell))


_TESTS: dict[Field, tuple[Callable[[str], bool], float, int]] = {
    Field.EMAIL: (_is_email, 0.9, 1),
    Field.VIN: (_is_vin, 0.9, 1),
    Field.VAT: (_is_vat, 0.9, 1),
    Field.PHONE: (_is_phone, 0.8, 1),
    Field.PLATE: (_is_plate, 0.7, 1),
    Field.POSTCODE: (_is_postcode, 0.5, 5),
}
"""Fields that their content tells: the test of a cell, the certainty, and the fewest cells to judge from.

Those with check digits or a form of their own come first; a postcode is four digits like any number.
"""

_AGREES: Mapping[Field, Callable[[str], bool]] = {
    Field.EMAIL: lambda cell: "@" in cell,
    Field.EMAIL_FINANCIAL: lambda cell: "@" in cell,
    Field.EMAIL_CONTACT: lambda cell: "@" in cell,
    Field.PHONE: lambda cell: any(character.isdigit() for character in cell),
    Field.POSTCODE: lambda cell: any(character.isdigit() for character in cell),
    Field.VAT: lambda cell: any(character.isdigit() for character in cell),
    Field.COUNTRY: lambda cell: bool(country_of(cell)),
    Field.LAST_VISIT: lambda cell: day_of(cell) is not None,
    Field.FIRST_REGISTRATION: lambda cell: day_of(cell) is not None,
    Field.NEXT_INSPECTION: lambda cell: day_of(cell) is not None,
    Field.CONSENT_SINCE: lambda cell: day_of(cell) is not None,
    Field.NAME: lambda cell: any(character.isalpha() for character in cell),
    Field.TOWN: lambda cell: any(character.isalpha() for character in cell),
}
"""What at least some cells of a column must be, where its name says that it holds the field."""


def recognise_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    named: Mapping[Field, Sequence[int]],
    mapped: frozenset[Field],
    names_known: bool,
) -> tuple[Recognised, ...]:
    """Each column, in the order of the file.

    `named` holds the columns that are known by name or by what the user said (`mapped`); the others are
    judged by the first `rows`. A field that is known by name is not looked for in the content, except a mail
    address: a list may have several columns of them. `names_known`: the file names its columns.
    """
    by_column = {column: field for field, columns in named.items() for column in columns}
    taken = set(named)
    found = []
    for column, name in enumerate(header):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        kind = _usual_kind(cells)
        examples = tuple(cells[:_EXAMPLES])
        shown = name if names_known else ""
        if (field := by_column.get(column)) is not None:
            by = RecognisedBy.MAPPING if field in mapped else RecognisedBy.NAME
            certainty = 1.0 if by is RecognisedBy.MAPPING else _agreement(field, cells)
            found.append(Recognised(column, shown, field, certainty, by, kind, examples))
            continue
        field, certainty = _by_content(cells, taken)
        if field is not None:
            taken.add(field)
        by_content = RecognisedBy.CONTENT if field else None
        found.append(Recognised(column, shown, field, certainty, by_content, kind, examples))
    return tuple(found)


def _by_content(cells: Sequence[str], taken: set[Field]) -> tuple[Field | None, float]:
    for field, (test, certainty, fewest) in _TESTS.items():
        if field in taken and field is not Field.EMAIL:
            continue
        if len(cells) < fewest:
            continue
        share = sum(map(test, cells)) / len(cells)
        if share >= _MOST_OF_THEM:
            return field, round(certainty * share, 2)
    return None, 0.0


def _agreement(field: Field, cells: Sequence[str]) -> float:
    """How far the cells are what the name of their column says: 0.9 where nothing can be checked."""
    test = _AGREES.get(field)
    if test is None or not cells:
        return 0.9
    share = sum(map(test, cells)) / len(cells)
    return 1.0 if share >= _MOST_OF_THEM else 0.7 if share >= _SOME else 0.3


def _usual_kind(cells: Sequence[str]) -> Kind:
    kinds = [kind_of(cell) for cell in cells]
    return max(set(kinds), key=kinds.count) if kinds else Kind.EMPTY
