"""The merge fields, in the one notation that letters and accompanying phrases share: `<NOM>`, `<NUMFACT>`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.i18n import N_
from carmail_tui.i18n.format import format_amount, format_day
from carmail_tui.recipients.client import Client, Vehicle
from carmail_tui.settings.model import Company, Sender

FIELD = re.compile(r"<([A-ZÀ-Ý][A-ZÀ-Ý0-9_]*)>")

LETTER_FIELDS = {
    "NOM": N_("last name, or company"),
    "PRENOM": N_("first name"),
    "NOMCLIENT": N_("name as on the card"),
    "SOCIETE": N_("company"),
    "CODE": N_("client code"),
    "RUE": N_("street"),
    "CP": N_("postcode"),
    "LOCALITE": N_("town"),
    "PLAQUE": N_("plate"),
    "MARQUE": N_("make of the vehicle"),
    "MODELE": N_("model"),
    "DATECT": N_("day the inspection is due"),
    "DERVISITE": N_("day of the last visit"),
    "NOMSOC": N_("name of the garage"),
    "TELSOC": N_("telephone of the garage"),
    "SIGNATURE": N_("your signature"),
}
"""The fields of a letter and what each stands for."""

VEHICLE_FIELDS = frozenset({"PLAQUE", "MARQUE", "MODELE", "DATECT"})
"""Those that are about a vehicle, of which a client may have several."""

DOCUMENT_FIELDS = {
    "NUMFACT": N_("number of the document"),
    "DATEFACT": N_("date of the document"),
    "MONTANT": N_("payable amount"),
    "ECHEANCE": N_("due date"),
    "COMMUNICATION": N_("communication of the payment"),
    "IBAN": N_("account to pay to"),
    "NOMCLIENT": N_("name as on the card"),
    "NOM": N_("last name, or company"),
    "PRENOM": N_("first name"),
    "NOMSOC": N_("name of the garage"),
    "TELSOC": N_("telephone of the garage"),
    "SIGNATURE": N_("your signature"),
}
"""The fields of an accompanying phrase."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: what the fields of the garage are filled from."""

    sender: Sender
    company: Company


def client_values(client: Client, vehicle: Vehicle | None, writer: Writer, language: str) -> dict[str, str]:
    """The values of the letter fields for one client, in the letter's language."""
    vehicle = vehicle or Vehicle()
    return {
        "NOM": client.last_name or client.company or client.name,
        "PRENOM": client.first_name,
        "NOMCLIENT": client.name,
        "SOCIETE": client.company,
        "CODE": client.code,
        "RUE": client.street,
        "CP": client.postcode,
        "LOCALITE": client.town,
        "PLAQUE": vehicle.plate,
        "MARQUE": vehicle.make,
        "MODELE": vehicle.model,
        "DATECT": format_day(vehicle.next_inspection, language, "long"),
        "DERVISITE": format_day(client.last_visit, language, "long"),
        **_writer_values(writer),
    }


def document_values(
    documents: Sequence[Document], client_name: str, client: Client | None, writer: Writer, language: str
) -> dict[str, str]:
    """The values of the phrase fields for the documents of one message, in the client's language.

    The number stands with its kind (`facture 2026-1852`), since a phrase serves invoices and credit notes.
    """
    names = [f"{kind_name(document.kind, language)} {document.number}" for document in documents]
    days = dict.fromkeys(format_day(document.date, language, "long") for document in documents)
    dues = dict.fromkeys(format_day(document.due, language, "long") for document in documents if document.due)
    return {
        "NUMFACT": ", ".join(names),
        "DATEFACT": ", ".join(days),
        "MONTANT": ", ".join(_amounts(documents, language)),
        "ECHEANCE": ", ".join(dues),
        "COMMUNICATION": ", ".join(_communications(documents)),
        "IBAN": ", ".join(dict.fromkeys(_accounts(documents, writer.company))),
        "NOMCLIENT": client_name,
        "NOM": (client.last_name or client.company or client.name) if client else client_name,
        "PRENOM": client.first_name if client else "",
        **_writer_values(writer),
    }


def kind_name(kind: DocumentKind, language: str) -> str:
    """What a document is called in a mail to a client."""
    names = {
        "fr": ("facture", "note de crédit"),
        "nl": ("factuur", "creditnota"),
        "de": ("Rechnung", "Gutschrift"),
        "en": ("invoice", "credit note"),
    }[language]
    return names[kind is DocumentKind.CREDIT_NOTE]


def signed_total(document: Document) -> Decimal:
    """What the client owes for the document: a credit note is negative."""
    return -document.total if document.kind is DocumentKind.CREDIT_NOTE else document.total


def _communications(documents: Sequence[Document]) -> list[str]:
    """What to write on the transfer; of several documents each with its number, so that none takes another's.

    A structured communication whose check fails is none: the bank would refuse it, or book it elsewhere.
    """
    told = {d.number: d.payment_reference for d in documents if is_sound_reference(d.payment_reference)}
    if len(documents) == 1:
        return list(told.values())
    return [f"{number}: {reference}" for number, reference in told.items()]


def is_sound_reference(reference: str) -> bool:
    """Whether a payment reference may be merged: a structured communication with its check, or a free text.

    The check is the first ten digits modulo 97, 97 standing for 0 (Febelfin); that of a creditor reference
    is in ISO 11649.
    """
    from stdnum import iso11649
    from stdnum.be import ogm_vcs

    compact = re.sub(r"[\s/]", "", reference)
    if marked := re.fullmatch(r"(?:\+\+\+|\*\*\*)([0-9]*)(?:\+\+\+|\*\*\*)", compact):
        return bool(ogm_vcs.is_valid(marked[1]))
    if re.fullmatch(r"RF[0-9]{2}[0-9A-Z]{1,21}", compact):
        return bool(iso11649.is_valid(compact))
    return bool(compact)


def _accounts(documents: Sequence[Document], company: Company) -> list[str]:
    """The IBAN of each document, else that of the garage, in groups of four."""
    from stdnum import iban

    owed = [document for document in documents if document.kind is DocumentKind.INVOICE] or documents
    found = [document.iban or company.iban for document in owed]
    return [str(iban.format(one)) for one in found if iban.is_valid(one, check_country=False)]


def _amounts(documents: Sequence[Document], language: str) -> list[str]:
    totals: dict[str, Decimal] = {}
    for document in documents:
        totals[document.currency] = totals.get(document.currency, Decimal(0)) + signed_total(document)
    return [format_amount(total, currency, language) for currency, total in totals.items()]


def _writer_values(writer: Writer) -> dict[str, str]:
    return {
        "NOMSOC": writer.company.name,
        "TELSOC": writer.company.phone,
        "SIGNATURE": writer.sender.signature or writer.sender.name,
    }
