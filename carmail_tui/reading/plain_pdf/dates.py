"""The day of the invoice and the day when it is due, by what stands before each day on the page."""

import re
from collections.abc import Iterator
from datetime import date as Day
from enum import Enum, auto

from carmail_tui.reading.plain_pdf.guesses import Guess, best
from carmail_tui.reading.plain_pdf.page import Pages
from carmail_tui.reading.values import day_of
from carmail_tui.recipients.folding import fold

_MONTH_NAMES = (
    "janvier januari januar january jan", "fevrier februari februar february fevr feb",
    "mars maart marz march mrt mar", "avril april avr apr", "mai mei may", "juin juni june jun",
    "juillet juli july juil jul", "aout augustus august aug", "septembre september sept sep",
    "octobre oktober october okt oct", "novembre november nov", "decembre dezember december dec dez",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DATES = re.compile(
    r"(?P<figures>(?<![\d./-])(?:[0-9]{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)(?:\d{4}|\d{2})|"
    r"\d{4}-\d{2}-\d{2})(?![\d/-]))"
    r"|\b(?P<day>\d{1,2})(?:er|\.)? ?(?:de )?(?P<month>[^\W\d_]{3,10})\.?,? ?(?P<year>\d{4})\b"
    r"|\b(?P<us_month>[^\W\d_]{3,10})\.? (?P<us_day>\d{1,2}) ?, ?(?P<us_year>\d{4})\b",
)


class _Of(Enum):
    """What a day may be."""

    OTHER = auto()
    DUE = auto()
    INVOICE = auto()
    PLAIN = auto()
    """The word date alone, or a town before it as in a letter."""


# A day with another label than these is none of ours: it is not guessed at.
_LABELS = (
    # The garage's own days (printing, delivery, order, entry, registration) and that of an earlier invoice.
    (_Of.OTHER, re.compile(
        r"imprim|impression|afgedrukt|afdruk|gedruckt|print|livraison|lever|liefer|leistung|deliver|entree|"
        r"binnenkomst|commande|bestel|order|auftrag|immatric|inschrijving|zulassung|naissance|period|"
        r"controle|"
        r"keuring|intervention|prestation|notre facture|onze factuur|unsere rechnung|concerne|betreft|"
        r"sur facture|"
        r"op factuur|echue|paye le|betaald op|ship|expedi|sortie|garanti|devis|offert")),
    (_Of.DUE, re.compile(
        r"echeance|date limite|au plus tard|a payer (?:avant|pour|le)|payable (?:avant|pour|le)|vervald|"
        r"te betalen (?:voor|tegen|op)|betalen (?:voor|tegen)|uiterste|uiterlijk|fallig|zahlbar bis|"
        r"zahlungsziel|"
        r"zahlen bis|uberweisen sie bis|\bdue\b|pay by|payable by|remit until|date de paiement|betaaldatum")),
    (_Of.INVOICE, re.compile(
        r"date fact\b|date d[eu] (?:la )?(?:facture|facturation|note|document)|date facture|date d emission|"
        r"date document|"
        r"factuur ?datum|datum (?:van de )?factu|facturatiedatum|rechnungs ?datum|belegdatum|"
        r"datum der rechnung|"
        r"invoice date|date of invoice|date of issue|bill date|issued (?:at|on)|emise? le|opgemaakt op|"
        r"(?:facture|note de credit|avoir|factuur|creditnota|rechnung|gutschrift|invoice|credit note)"
        r"\b.*\b(?:du|van|vom|von|of|le|d d|dd)$")),
)  # fmt: skip
_PLAIN = re.compile(r"^(?:date|datum|dd)$|\b(?:date|datum)$")
_TOWN = re.compile(r"^[^\W\d_][\w' -]{2,30}, ?(?:le|den|de)? ?$", re.I)


def find_dates(pages: Pages) -> tuple[Guess[Day] | None, Guess[Day] | None]:
    """The day of the invoice and the day when it is due; a due day before the invoice is none."""
    issued: list[Guess[Day]] = []
    due: list[Guess[Day]] = []
    for day, meaning, confidence in _labelled(pages):
        if meaning is _Of.DUE:
            due.append(Guess(day, confidence))
        elif meaning is not _Of.OTHER:
            issued.append(Guess(day, confidence))
    date = best(issued)
    return date, best(guess for guess in due if date is None or guess.value >= date.value)


def _labelled(pages: Pages) -> Iterator[tuple[Day, _Of, float]]:
    for text in pages.texts:
        begun = 0
        for match in _DATES.finditer(text.text):
            day = _day(match)
            if day is None:
                continue
            for label in pages.label_of(text, match.start()):
                said = label.text[begun:] if label.text == text.text[: match.start()] else label.text
                meaning, confidence = _meaning(said)
                if meaning is not None:
                    yield day, meaning, confidence
                    break
            begun = match.end()


def _meaning(label: str) -> tuple[_Of | None, float]:
    folded = fold(label)[-80:]
    for meaning, pattern in _LABELS:
        if pattern.search(folded):
            return meaning, 0.92
    if _TOWN.match(label.strip()):
        # "Liège, le 11-06-2026": how letters are dated.
        return _Of.PLAIN, 0.72
    if _PLAIN.search(folded):
        return _Of.PLAIN, 0.82
    return None, 0.0


def _day(match: re.Match[str]) -> Day | None:
    if figures := match["figures"]:
        return day_of(figures)
    prefix = "us_" if match["us_month"] else ""
    number = _MONTHS.get(fold(match[f"{prefix}month"]))
    try:
        return Day(int(match[f"{prefix}year"]), number, int(match[f"{prefix}day"])) if number else None
    except ValueError:
        return None
