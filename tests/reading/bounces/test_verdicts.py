"""What a bounce says is found, and no other mail is taken for one: on labelled mails of our own."""

from collections import Counter

import pytest

from carmail_tui.reading.bounces.mail import read_mail
from carmail_tui.reading.bounces.verdict import Verdict
from tests.reading.bounces.mails import mail
from tests.reading.bounces.more_servers import ROWS, bounce
from tests.reading.bounces.ordinary import COUNT, ordinary_mails
from tests.reading.bounces.samples import (
    FREE_TEXT,
    ORIGINAL_ID,
    REPORTS,
    Sample,
    bounce_with_parts_but_no_report,
    complaint,
)


def test_no_ordinary_mail_is_taken_for_a_bounce() -> None:
    mails = dict(ordinary_mails())
    assert len(mails) == len(set(mails.values())) == COUNT
    alarms = []
    for name, content in mails.items():
        found = read_mail(content)
        if found.verdict in {Verdict.BOUNCE, Verdict.COMPLAINT} or found.recipients:
            alarms.append((name, found.verdict, [failed.address for failed in found.recipients]))
    assert alarms == []


@pytest.mark.parametrize("sample", [*REPORTS, *FREE_TEXT], ids=lambda sample: sample.name)
def test_a_bounce_tells_who_was_not_reached_and_why(sample: Sample) -> None:
    found = read_mail(sample.content)
    told = {
        failed.address: (failed.kind.value, failed.status, failed.cause.value) for failed in found.recipients
    }
    assert found.verdict is Verdict.BOUNCE
    assert told == sample.wanted
    assert found.original_id == sample.original


def test_a_complaint_names_who_complained_and_about_what() -> None:
    found = read_mail(complaint())
    assert found.verdict is Verdict.COMPLAINT
    assert [failed.address for failed in found.recipients] == ["luc@client.example"]
    assert found.original_id == ORIGINAL_ID


def test_the_returned_mail_may_be_a_part_without_a_report() -> None:
    found = read_mail(bounce_with_parts_but_no_report())
    assert [failed.address for failed in found.recipients] == ["luc@client.example"]
    assert found.original_id == ORIGINAL_ID


def test_automatic_replies_and_reports_of_success_are_told_apart() -> None:
    verdicts = Counter[tuple[str, Verdict]]()
    for name, content in ordinary_mails():
        verdicts[name.rpartition("-")[0], read_mail(content).verdict] += 1
    for kind, verdict in (("success_report", Verdict.DELIVERED), ("out_of_office", Verdict.AUTOMATIC_REPLY)):
        of_kind = {found: count for (name, found), count in verdicts.items() if name == kind}
        assert of_kind[verdict] >= 0.9 * sum(of_kind.values())


@pytest.mark.parametrize(
    ("sender", "subject", "text", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_the_words_of_many_servers_are_understood(
    sender: str, subject: str, text: str, wanted: dict[str, tuple[str, str]]
) -> None:
    found = read_mail(bounce(sender, subject, text))
    assert {failed.address: (failed.kind.value, failed.cause.value) for failed in found.recipients} == wanted


@pytest.mark.parametrize(
    ("subject", "before", "mark"),
    [
        ("Re: {subject}", "Bonjour,\n\nvoir ci-dessous.\n\n", "> "),
        ("Fwd: {subject}", "---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem\n\n", ""),
        ("{subject}", "Hallo, ik kreeg dit terug:\n\n", ""),
        ("Problème de mail", "J'ai reçu ceci aujourd'hui, que faire ?\n\n", ""),
        ("TR: {subject}", "", ""),
    ],
)
def test_a_person_who_passes_on_such_words_is_no_bounce(subject: str, before: str, mark: str) -> None:
    for _server, _sender, about, text, _wanted in ROWS:
        said = before + "\n".join(mark + line for line in text.split("\n"))
        passed_on = mail(
            {"Subject": subject.format(subject=about), "Return-Path": "<bart@client.example>"}, said
        )
        assert read_mail(passed_on).verdict is Verdict.ORDINARY, about
