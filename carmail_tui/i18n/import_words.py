"""Words for the typed answers of an import; an enum's value is what they are looked up by."""

from carmail_tui.i18n.language import N_, _

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
    "pdf": N_("a PDF: enter it by hand for now"),
    "zugferd_1": N_("ZUGFeRD 1: enter it by hand for now"),
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
    "address_malformed": N_("not an e-mail address"),
    "language_unknown": N_("unknown language"),
    "country_unknown": N_("unknown country"),
    "consent_unclear": N_("neither yes nor no"),
    "address_suspect": N_("probably a slip"),
    "vat_wrong": N_("VAT number whose check digits are wrong"),
    "postcode_unusual": N_("not a postcode of that country"),
}

_MATCHED_BY = {
    "vat": N_("VAT number"),
    "code": N_("client code"),
    "email": N_("e-mail address"),
    "name_and_postcode": N_("name and postcode"),
}

_DISPUTED = {
    "date": N_("date"),
    "total": N_("amount"),
    "currency": N_("currency"),
    "due": N_("due date"),
    "buyer": N_("buyer"),
}


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


def disagreement_words(about: str, known: str, said: str) -> str:
    """Both sides of a contradiction between files."""
    return _("{what}: {known} there, {said} here").format(what=_(_DISPUTED[about]), known=known, said=said)
