"""The merge fields: one notation for letters and for the phrases that accompany documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from carmail_tui.i18n import N_, _
from carmail_tui.recipients.folding import fold

FIELD = re.compile(r"(?<!\\)<([^\W\d_]\w{0,39})>")
"""A merge field in a text. A backslash before it makes it plain text."""


class Scope(StrEnum):
    """Where a text is merged: a letter knows the client's vehicle, a phrase the client's documents."""

    LETTER = "letter"
    DOCUMENTS = "documents"


_BOTH = frozenset(Scope)
_LETTERS = frozenset({Scope.LETTER})
_DOCUMENTS = frozenset({Scope.DOCUMENTS})


@dataclass(frozen=True, slots=True)
class Field:
    """A merge field: `<NAME>`, the Jinja name underneath, what it means (to be translated), other names."""

    name: str
    path: str
    meaning: str
    scopes: frozenset[Scope] = _BOTH
    aliases: tuple[str, ...] = ()

    @property
    def notation(self) -> str:
        """How it is written in a text."""
        return f"<{self.name}>"

    def explained(self) -> str:
        """What it means, in the language in use."""
        return _(self.meaning)


FIELDS = (
    Field("NOM", "client.last_name", N_("Last name, or the company"), aliases=("NAAM", "NAME")),
    Field("PRENOM", "client.first_name", N_("First name"), aliases=("VOORNAAM", "VORNAME")),
    Field("NOMCLIENT", "client.name", N_("First and last name, or the company"), aliases=("CLIENT", "KLANT")),
    Field("SOCIETE", "client.company", N_("Company of the client"), aliases=("BEDRIJF", "FIRMA")),
    Field("RUE", "client.street", N_("Street and number"), aliases=("STRAAT", "ADRESSE")),
    Field("CP", "client.postcode", N_("Postcode"), aliases=("POSTCODE", "CODEPOSTAL")),
    Field("LOCALITE", "client.town", N_("Town"), aliases=("GEMEENTE", "VILLE")),
    Field("CODE", "client.code", N_("Client code"), aliases=("CODECLIENT",)),
    Field("TELCLIENT", "client.phone", N_("Telephone of the client")),
    Field("TVACLIENT", "client.vat", N_("VAT number of the client")),
    Field("PLAQUE", "vehicle.plate", N_("Number plate"), _LETTERS, ("NUMMERPLAAT", "IMMAT")),
    Field("MARQUE", "vehicle.make", N_("Make of the vehicle"), _LETTERS, ("MERK",)),
    Field("MODELE", "vehicle.model", N_("Model of the vehicle"), _LETTERS, ("MODEL",)),
    Field("CHASSIS", "vehicle.vin", N_("Chassis number (VIN)"), _LETTERS, ("VIN",)),
    Field("CARBURANT", "vehicle.fuel", N_("Fuel"), _LETTERS, ("BRANDSTOF",)),
    Field("DATECT", "vehicle.next_inspection", N_("Next technical inspection"), _LETTERS, ("KEURING",)),
    Field("DATEVISITE", "vehicle.last_visit", N_("Last visit to the workshop"), _LETTERS),
    Field("DATEIMMAT", "vehicle.first_registration", N_("First registration"), _LETTERS),
    Field("NUMFACT", "document.number", N_("Number of the document"), _DOCUMENTS, ("NUMERO",)),
    Field("DATEFACT", "document.date", N_("Date of the document"), _DOCUMENTS),
    Field("MONTANT", "document.amount", N_("Amount to pay"), _DOCUMENTS, ("TOTAL", "BEDRAG")),
    Field("ECHEANCE", "document.due", N_("Due date"), _DOCUMENTS, ("VERVALDAG",)),
    Field("DOCUMENTS", "document.phrase", N_('The documents: "our invoice 2026-1852"'), _DOCUMENTS),
    Field("NOMSOC", "company.name", N_("Name of the garage")),
    Field("TELSOC", "company.phone", N_("Telephone of the garage")),
    Field("TVASOC", "company.vat", N_("VAT number of the garage")),
    Field("IBANSOC", "company.iban", N_("Bank account of the garage"), aliases=("IBAN",)),
    Field("EXPEDITEUR", "sender.name", N_("Who writes")),
    Field("MAILSOC", "sender.address", N_("Address that the mail comes from")),
    Field("SIGNATURE", "sender.signature", N_("Signature")),
    Field("DATE", "today.date", N_("Today's date")),
)

LISTS: dict[str, tuple[Scope, frozenset[str]]] = {
    "vehicles": (
        Scope.LETTER,
        frozenset(field.path.partition(".")[2] for field in FIELDS if field.path.startswith("vehicle.")),
    ),
    "documents": (Scope.DOCUMENTS, frozenset({"number", "date", "amount", "due", "kind"})),
}
"""What `{% for %}` may go through, and what each thing in it has."""

_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
_BY_PATH = {field.path: field for field in FIELDS}


def fields_of(scope: Scope, typed: str = "") -> tuple[Field, ...]:
    """The fields to offer in `scope`; `typed`, what follows the `<`, narrows them by name and meaning."""
    wanted = fold(typed)
    return tuple(
        field
        for field in FIELDS
        if scope in field.scopes
        and (fold(field.name).startswith(wanted) or (len(wanted) > 2 and wanted in fold(field.explained())))
    )


def find(name: str) -> Field | None:
    """The field `name`, whatever its case and accents, with or without its brackets."""
    return _BY_NAME.get(_key(name.strip("<>")))


def at_path(path: str) -> Field | None:
    """The field whose Jinja name is `path`."""
    return _BY_PATH.get(path)


def nearest(name: str, scope: Scope) -> str:
    """The notation of the known field that `name` resembles most; empty where none does."""
    known = [known for known, field in _BY_NAME.items() if scope in field.scopes]
    found = get_close_matches(_key(name), known, n=1, cutoff=0.6)
    return _BY_NAME[found[0]].notation if found else ""


def fields_in(text: str) -> tuple[str, ...]:
    """The names of the fields in `text`, each once, in order; an unknown one as it is written."""
    return tuple(dict.fromkeys(_names(text)))


def _names(text: str) -> Iterator[str]:
    for match in FIELD.finditer(text):
        field = find(match[1])
        yield field.name if field else match[1]


def _key(name: str) -> str:
    return fold(name).replace(" ", "").upper()
