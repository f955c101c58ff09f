"""Words for the typed answers of an import; an enum's value is what they are looked up by."""

from collections.abc import Iterable, Mapping

from carmail_tui.i18n.format import format_count
from carmail_tui.i18n.language import N_, _, ngettext

_OUTCOMES = {
    "new": N_("new"),
    "updated": N_("updated"),
    "unchanged": N_("unchanged"),
    "skipped": N_("left out"),
    "joined": N_("files joined"),
    "conflict": N_("conflict"),
    "not_ours": N_("not ours"),
    "incomplete": N_("incomplete"),
    "not_read_yet": N_("not read yet"),
    "to_confirm": N_("to be confirmed"),
    "to_fill_in": N_("to be filled in"),
    "not_a_document": N_("no document"),
    "rejected": N_("refused"),
}

_REASONS = {
    "no_name": N_("no name and no address"),
    "too_many_cells": N_("more cells than columns"),
    "supplier": N_("a supplier"),
    "footer": N_("a remark below the list"),
    "empty": N_("empty"),
    "too_large": N_("too large"),
    "too_deep": N_("nested too deeply"),
    "doctype": N_("XML with a DOCTYPE, which an invoice has no use for"),
    "encoding": N_("XML in an unusual encoding"),
    "malformed": N_("damaged XML"),
    "cannot_open": N_("cannot be opened"),
    "not_a_file": N_("not a file"),
    "foreign_xml": N_("XML that is no invoice"),
    "foreign_file": N_("not an invoice file"),
    "pdf_damaged": N_("a damaged PDF"),
    "pdf_encrypted": N_("a PDF locked with a password"),
    "pdf_scan": N_("a scan without text: fill it in by hand"),
    "pdf_unclear": N_("a PDF in which no invoice was recognised: fill it in by hand"),
    "crashed": N_("the file made its reader crash"),
    "timed_out": N_("reading it took too long"),
    "no_memory": N_("reading it took too much memory"),
    "other_invoice": N_("an invoice in another syntax: enter it by hand for now"),
}

_FAULTS = {
    "no_number": N_("no number"),
    "number_too_long": N_("a number that is too long"),
    "no_date": N_("no date"),
    "no_total": N_("no amount"),
    "no_currency": N_("no currency, taken as euro"),
    "currency_unknown": N_("a currency that is none"),
    "date_unreadable": N_("a date that is none"),
    "amount_unreadable": N_("an amount that is none"),
    "attachment_damaged": N_("a damaged attachment"),
    "attachment_not_pdf": N_("an attachment that is not the PDF it says it is"),
    "reference_check": N_("a structured communication with wrong check digits"),
    "iban_check": N_("an IBAN with wrong check digits"),
    "malware_test": N_("the EICAR test string, which mail servers refuse as malware"),
    "xml_damaged": N_("damaged XML inside the PDF"),
    "xml_contradicts": N_("several invoices in XML inside the PDF contradict each other"),
    "address_malformed": N_("not an e-mail address"),
    "language_unknown": N_("unknown language"),
    "country_unknown": N_("unknown country"),
    "consent_unclear": N_("neither yes nor no"),
    "address_suspect": N_("probably a slip"),
    "vat_wrong": N_("VAT number whose check digits are wrong"),
    "postcode_unusual": N_("not a postcode of that country"),
}

_MATCHED_BY = {
    "decision": N_("what was said of an earlier document"),
    "vat": N_("VAT number"),
    "endpoint": N_("electronic address"),
    "code": N_("client code"),
    "email": N_("e-mail address"),
    "name_and_postcode": N_("name and postcode"),
    "likeness": N_("likeness of the names"),
}

_DISPUTED = {
    "date": N_("date"),
    "total": N_("amount"),
    "currency": N_("currency"),
    "due": N_("due date"),
    "buyer": N_("buyer"),
    "communication": N_("structured communication"),
}


_READ_FIELDS = {
    "number": N_("number"),
    "date": N_("date"),
    "due": N_("due date"),
    "seller": N_("seller"),
    "seller_vat": N_("seller's VAT number"),
    "buyer": N_("buyer"),
    "buyer_vat": N_("buyer's VAT number"),
    "buyer_email": N_("buyer's address"),
    "total": N_("amount"),
    "currency": N_("currency"),
    "payment_reference": N_("payment reference"),
    "iban": N_("IBAN"),
}


def read_words(confidence: Mapping[str, float]) -> str:
    """Which fields were read from the pages of a PDF, and how sure each is."""
    fields = ", ".join(f"{_(_READ_FIELDS[name])} {share:.0%}" for name, share in confidence.items())
    return _("read from the pages: {fields}").format(fields=fields)


def outcome_word(outcome: str) -> str:
    """What became of a row or a file, for a column."""
    return _(_OUTCOMES[outcome])


def reason_word(reason: str) -> str:
    """Why a row or a file was left out."""
    return _(_REASONS[reason])


def fault_words(fault: str, place: str) -> str:
    """What could not be read, and where."""
    return _("{fault}: {place}").format(fault=_(_FAULTS[fault]), place=place) if place else _(_FAULTS[fault])


def meant_words(fault: str, written: str, meant: str) -> str:
    """What is doubtful, and what was most likely meant: offered, for a person to decide."""
    return _("{fault}: {written}, for {meant}?").format(fault=_(_FAULTS[fault]), written=written, meant=meant)


def matched_word(by: str) -> str:
    """By what a client was found."""
    return _(_MATCHED_BY[by])


def candidate_words(by: str, score: int) -> str:
    """What led to a client that is offered, and how much the buyer looks like it."""
    if by == "likeness":
        return _("name {score} %").format(score=score)
    return _("{what}, name {score} %").format(what=_(_MATCHED_BY[by]), score=score)


def disagreement_words(about: str, known: str, said: str) -> str:
    """Both sides of a contradiction between files."""
    return _("{what}: {known} there, {said} here").format(what=_(_DISPUTED[about]), known=known, said=said)


_FIELDS = {
    "code": N_("client code"),
    "name": N_("name"),
    "company": N_("company"),
    "first_name": N_("first name"),
    "last_name": N_("last name"),
    "street": N_("street"),
    "house_number": N_("house number"),
    "street_more": N_("address, second line"),
    "postcode": N_("postcode"),
    "town": N_("town"),
    "country": N_("country"),
    "phone": N_("telephone"),
    "vat": N_("VAT number"),
    "email": N_("e-mail address"),
    "email_financial": N_("e-mail address for invoices"),
    "email_contact": N_("second e-mail address"),
    "family": N_("family"),
    "type": N_("type"),
    "language": N_("language"),
    "consent": N_("accepts promotions"),
    "consent_since": N_("promotions: since"),
    "consent_origin": N_("promotions: known from"),
    "last_visit": N_("last visit"),
    "role": N_("client or supplier"),
    "plate": N_("plate"),
    "vin": N_("chassis number"),
    "vehicle_type": N_("type of vehicle"),
    "make": N_("make"),
    "model": N_("model"),
    "fuel": N_("fuel"),
    "first_registration": N_("first registration"),
    "next_inspection": N_("next inspection"),
    "addresses": N_("e-mail addresses"),
    "vehicles": N_("vehicles"),
}

_KEPT = {
    "corrected": N_("stays: changed by hand since"),
    "written_to": N_("stays: written to since"),
    "has_documents": N_("stays: has documents"),
    "in_list": N_("stays: in a client list"),
    "later_import": N_("stays: changed by a later import"),
    "sent": N_("stays: was sent"),
}

_STATES = {
    "running": N_("under way"),
    "broken_off": N_("broken off"),
    "done": N_("done"),
    "undone": N_("undone"),
}


def field_word(field: str) -> str:
    """A field of a card, or what a column holds."""
    return _(_FIELDS.get(field, field))


def field_words(fields: Iterable[str]) -> str:
    """Some fields."""
    return ", ".join(map(field_word, fields))


def kept_words(reason: str) -> str:
    """Why something stays when its import is taken back."""
    return _(_KEPT[reason])


def run_state_word(state: str) -> str:
    """Where an import stands."""
    return _(_STATES[state])


def outcome_counts(counts: Mapping[str, int]) -> str:
    """How many had each outcome, for a line: `new 12, updated 3`."""
    return ", ".join(
        f"{outcome_word(outcome)} {format_count(counts[outcome])}"
        for outcome in _OUTCOMES
        if counts.get(outcome)
    )


def undone_sentence(removed: int, restored: int, left: int) -> str:
    """What became of an import that was taken back."""
    words = _("Taken back: {removed} removed, {restored} as before.").format(
        removed=format_count(removed), restored=format_count(restored)
    )
    if not left:
        return words
    stays = ngettext(
        "{count} stays: changed or used since.", "{count} stay: changed or used since.", left
    ).format(count=format_count(left))
    return f"{words} {stays}"
