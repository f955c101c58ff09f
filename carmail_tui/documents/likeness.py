"""How much a buyer looks like a client, in percent: to offer clients in an order, never to decide."""

from collections.abc import Iterable

from carmail_tui.documents.document import Party
from carmail_tui.documents.seatbelt import significant_words
from carmail_tui.recipients.folding import fold

OFFERED_FROM = 75
"""Percent. Below it names have a word in common by chance: "Garage Maes" and "Garage Peeters" have 72."""

RESEMBLES_FROM = 85
"""Percent. Above it a new card may double one that is there: "De Smet Logistics" and "Desmet Logistics"."""


def likeness(names: Iterable[str], postcode: str, buyer: Party) -> int:
    """How much `buyer` looks like whoever bears one of `names` at `postcode`, from 0 to 100.

    The names are compared word by word, legal forms and titles apart, in any order, by the share of letters
    that agree (rapidfuzz: normalised InDel similarity). Where all words of one name are in the other,
    that counts nearly as much. Another postcode takes a fifth away, one that is not known a twentieth.
    """
    from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

    said = _text(buyer.name)
    known = [text for name in names if (text := _text(name))]
    if not said or not known:
        return 0
    alike = max(max(token_sort_ratio(said, text), 0.92 * token_set_ratio(said, text)) for text in known)
    there, here = fold(postcode), fold(buyer.postcode)
    if there != here:
        alike *= 0.8 if there and here else 0.95
    return round(alike)


def _text(name: str) -> str:
    return " ".join(sorted(significant_words(name)))
