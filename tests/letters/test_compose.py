"""Composing: each recipient's own mail, and what keeps one from being made."""

from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime

import pytest

from carmail_tui.letters.compose import Composer
from carmail_tui.letters.errors import HeaderError, LetterError
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.letter import Letter, Version
from carmail_tui.letters.prepared import Intent
from carmail_tui.recipients.client import Language
from carmail_tui.recipients.reach import Purpose
from carmail_tui.settings.model import Company, Sender
from tests.letters.garage import (
    NATHALIE,
    NOW,
    WRITER,
    client,
    composer,
    content,
    html_of,
    read_again,
    recipient,
    text_of,
)

HOSTILE = [
    "[/b]",
    "[red]x",
    "*A* [here](http://x)",
    "<script>alert(1)</script>",
    "Dupont & Fils, SA <x@y.example>",
    "\x1b]0;pwned\x07\x1b[2J",
    "\u202egnp.exe",
    "é" * 300,
    "Zalgo" + "\u0301" * 50,
    "a\r\nBcc: evil@x.example",
    "=?utf-8?q?=0D=0ABcc:_evil@x.example?=",
    'Dédé "le Roi"',
]


def test_the_headers_of_a_mail() -> None:
    prepared = composer("Votre <MARQUE> <PLAQUE>").compose(recipient(), "m", NOW)
    message = read_again(prepared)
    assert message.keys() == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
    assert parsedate_to_datetime(message["Date"]).astimezone(UTC) == NOW
    assert message["From"] == '"Sophie Dupuis" <sophie@garage-lambert.example>' or (
        message["From"].addresses[0].display_name == "Sophie Dupuis"
    )
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Adam, Nathalie", "n.adam@courriel.example")
    assert message["Subject"] == "Votre VW 1-ABC-234" == prepared.subject
    assert message["Message-ID"] == prepared.message_id
    assert prepared.message_id.endswith("@garage-lambert.example>")
    assert (prepared.envelope_from, prepared.envelope_to) == (
        "sophie@garage-lambert.example",
        "n.adam@courriel.example",
    )
    assert (prepared.client_id, prepared.client_name, prepared.intent) == (
        1,
        "Adam, Nathalie",
        Intent.MAILING,
    )


def test_dates_in_the_text_are_those_of_the_language() -> None:
    letter = Letter(
        Purpose.SERVICE, {"fr": Version("S", "avant le <DATECT>"), "nl": Version("S", "vóór <DATECT>")}
    )
    found = Composer(letter, WRITER, lambda c: c.vehicles[0])
    assert "avant le 2 décembre 2026" in text_of(read_again(found.compose(recipient(), "m", NOW)))
    dutch = replace(NATHALIE, language=Language.DUTCH)
    message = read_again(found.compose(recipient(dutch), "m", NOW))
    assert "vóór 2 december 2026" in text_of(message)
    assert '<html lang="nl">' in html_of(message)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(name: str) -> None:
    found = composer("Pour vous", "Bonjour <NOM>, *bien* à vous").compose(recipient(client(name)), "m", NOW)
    message = read_again(found)
    assert message.keys() == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
    (to,) = message["To"].addresses
    assert to.addr_spec == "n.adam@courriel.example"
    shown = text_of(message) + html_of(message) + str(to.display_name)
    assert not any(character in shown for character in "\x1b\x07\u202e\r\x00")
    assert "<script>" not in html_of(message) and "<a " not in html_of(message)
    assert html_of(message).count("<em>") == 1
    visible = name.replace("\r", "").replace("\x1b", "").replace("\x07", "").replace("\u202e", "")
    assert visible in text_of(message)
    assert "evil" not in str(to.addr_spec)


def test_a_name_with_encoded_words_in_the_subject_is_a_problem_of_that_client_alone() -> None:
    letter = composer("Bonjour <NOM>")
    bad, good = client("=?utf-8?q?x?="), client("Bastin")
    (problem,) = letter.problems([recipient(bad), recipient(good)])
    assert problem.client is bad and problem.fault


def test_a_client_without_name_is_a_mailbox_alone() -> None:
    message = read_again(composer("S", "Bonjour").compose(recipient(client("")), "m", NOW))
    assert str(message["To"]) == "n.adam@courriel.example"


def test_empty_fields_are_problems_with_their_names() -> None:
    letter = composer("Votre <PLAQUE>", "Bonjour <PRENOM>")
    walker = replace(NATHALIE, vehicles=(), first_name=" ")
    problem = letter.problem(walker)
    assert problem is not None and problem.empty == ("PLAQUE", "PRENOM")
    assert letter.problem(NATHALIE) is None
    preview = letter.preview(recipient(walker))
    assert (preview.subject, preview.problem) == ("Votre <PLAQUE>", problem)


def test_a_promotion_says_so_and_offers_a_way_out_and_a_service_does_not() -> None:
    promotion = read_again(composer(purpose=Purpose.PROMOTION).compose(recipient(), "m", NOW))
    assert promotion["List-Unsubscribe"] == "<mailto:sophie@garage-lambert.example?subject=STOP>"
    assert "List-Unsubscribe-Post" not in promotion
    assert "STOP" in text_of(promotion) and "STOP" in html_of(promotion)
    service = read_again(composer(purpose=Purpose.SERVICE).compose(recipient(), "m", NOW))
    assert "List-Unsubscribe" not in service
    assert "STOP" not in text_of(service) and "STOP" not in html_of(service)


def test_answers_and_refusals_go_to_the_reply_address() -> None:
    sender = replace(WRITER.sender, reply_to="atelier+pub@garage-lambert.example")
    letter = composer(purpose=Purpose.PROMOTION, writer=replace(WRITER, sender=sender))
    message = read_again(letter.compose(recipient(), "m", NOW))
    assert message["Reply-To"] == "atelier+pub@garage-lambert.example"
    assert message["List-Unsubscribe"] == "<mailto:atelier%2Bpub@garage-lambert.example?subject=STOP>"


@pytest.mark.fault(90)
def test_one_mailing_writes_once_to_a_mailbox_and_another_mailing_is_another() -> None:
    letter = composer()
    first, again, other = (letter.compose(recipient(), mailing, NOW) for mailing in ("m", "m", "n"))
    assert first.dedupe_key == again.dedupe_key != other.dedupe_key
    assert first.message_id != again.message_id
    upper = letter.compose(recipient(email="N.Adam@courriel.example"), "m", NOW)
    assert upper.dedupe_key == first.dedupe_key


def test_a_test_goes_elsewhere_and_is_nobodys_message() -> None:
    letter = composer()
    prepared = letter.compose_test(recipient(), "sophie@garage-lambert.example", NOW)
    assert prepared.intent is Intent.TEST
    assert (prepared.envelope_to, prepared.client_id) == ("sophie@garage-lambert.example", None)
    assert "Bonjour Adam" in text_of(read_again(prepared))
    assert prepared.dedupe_key != letter.compose_test(recipient(), prepared.envelope_to, NOW).dedupe_key


def test_a_local_part_that_is_not_ascii_makes_a_mail_for_smtputf8() -> None:
    prepared = composer().compose(recipient(email="andré@bücher.example"), "m", NOW)
    assert prepared.envelope_to == "andré@xn--bcher-kva.example"
    assert "<andré@xn--bcher-kva.example>".encode() in content(prepared)


def test_a_letter_can_be_tried_before_the_account_is_set_up_but_not_composed() -> None:
    letter = composer(writer=Writer(Sender(), Company()))
    assert letter.problems([recipient()]) == []
    assert letter.preview(recipient()).text.startswith("Bonjour Adam")
    with pytest.raises(HeaderError):
        letter.compose(recipient(), "m", NOW)


def test_a_letter_without_text_is_none() -> None:
    with pytest.raises(LetterError):
        Composer(Letter(Purpose.SERVICE), WRITER, lambda c: None)
