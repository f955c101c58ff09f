"""`carmail bounces`: what came back marks its address, its message and its documents, once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path

import pytest

from carmail_tui.delivery.queue import utc_now
from carmail_tui.documents.document import Document, DocumentKind, SendingState
from carmail_tui.letters.prepared import Intent, PreparedMessage
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_columns
from tests.cli.conftest import Counter
from tests.reading.bounces.mails import ORIGINAL, RETURNED, STATUS, TEXT, mail, report

LUC = "luc@client.example"
_OURS = "facture.117@garage.example"


def dsn(
    to: str = LUC,
    status: str = "5.1.1",
    words: str = "550 5.1.1 User unknown",
    action: str = "failed",
    *,
    original: str = _OURS,
    at: datetime | None = None,
    number: int = 1,
) -> bytes:
    """A report about a mail of ours."""
    fields = "Reporting-MTA: dns; mx.example\n\n"
    fields += f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
    returned = ORIGINAL.format(to=to).replace(f"<{_OURS}>", f"<{original}>" if original else "")
    told = (STATUS, f"{fields}Diagnostic-Code: smtp; {words}")
    kind, body = report("delivery-status", (TEXT, "Not delivered."), told, (RETURNED, returned))
    head = {
        "Return-Path": "<>",
        "From": "MAILER-DAEMON@mx.example",
        "Subject": "Undelivered Mail",
        "Message-ID": f"<report{number}@mx.example>",
        "Date": format_datetime(at or datetime.now(UTC)),
        "Content-Type": kind,
    }
    return mail(head, body)


def sent(counter: Counter, client: int, *documents: int, to: str = LUC, state: str = "sent") -> int:
    """A message to this client that a server has taken; its id."""
    message = PreparedMessage(
        intent=Intent.DOCUMENTS if documents else Intent.MAILING,
        dedupe_key=to,
        message_id=f"<{_OURS}>",
        date=utc_now(),
        envelope_from="sophie@garage-lambert.example",
        envelope_to=to,
        subject="Facture 2026/117",
        head=b"",
        client_id=client,
        client_name="Luc",
        document_ids=documents,
    )
    queued = counter.store.outbox.queue([message], account="a", title="x", kind="documents")
    with counter.store.database.connection_context():
        models.Message.update(state=state).execute()
    assert queued.ids[0] is not None
    return queued.ids[0]


def document(counter: Counter, client: int) -> int:
    found = Document(DocumentKind.INVOICE, "2026/117", date.today(), Decimal(100), client_id=client)
    with counter.store.database.connection_context():
        return int(models.Document.create(**document_columns(found)).id)


def suppressed(counter: Counter, client: int) -> str:
    """Why the first address of the client is not written to; empty where it is."""
    known = counter.store.clients.get(client)
    assert known is not None
    found = known.addresses[0].suppression
    return found.reason.value if found else ""


def effects(counter: Counter, *paths: str) -> list[str]:
    return [record["effect"] for record in counter.run("bounces", *paths, "--json").records]


def test_a_dead_address_is_marked_and_its_document_has_come_back(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    invoice = document(counter, client)
    message = sent(counter, client, invoice)
    path = counter.write("report.eml", dsn())
    answer = counter.run("bounces", path)
    assert answer.status == 0 and LUC in answer.out and "User unknown" in answer.out
    assert suppressed(counter, client) == "bounced"
    (line,) = counter.store.ledger.lines([invoice])
    assert line.state is SendingState.BOUNCED
    (told,) = counter.store.ledger.history(invoice)
    assert told.bounce is not None and "User unknown" in told.bounce.detail
    (outbox,) = counter.run("outbox", "--json").records
    assert outbox["id"] == message and outbox["bounce"]["cause"] == "unknown_mailbox"


def test_a_report_read_twice_changes_nothing_twice(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    sent(counter, client)
    path = counter.write("report.eml", dsn())
    assert effects(counter, path) == ["suppressed"]
    assert effects(counter, path, path) == ["known", "known"]
    counter.run("bounces", "--forgive", LUC)
    assert effects(counter, path) == ["known"]
    assert suppressed(counter, client) == ""


@pytest.mark.parametrize(
    ("status", "words", "action", "effect", "came_back"),
    [
        ("5.2.2", "552 Mailbox full", "failed", "shown", True),
        ("4.4.1", "connection timed out", "failed", "shown", True),
        ("5.7.1", "550 5.7.1 blocked as spam", "failed", "shown", True),
        ("5.1.1", "550 5.1.1 sender on a blacklist, blocked", "failed", "shown", True),
        ("5.3.4", "552 message too large", "failed", "shown", True),
        ("4.4.1", "connection timed out", "delayed", "nothing", False),
    ],
)
def test_what_says_nothing_of_the_address_does_not_mark_it(
    counter: Counter, status: str, words: str, action: str, effect: str, came_back: bool
) -> None:
    client = counter.client("Luc", LUC)
    message = sent(counter, client)
    assert effects(counter, counter.write("r.eml", dsn(LUC, status, words, action))) == [effect]
    assert suppressed(counter, client) == ""
    (line,) = counter.store.messages.lines([message])
    assert line.bounce is not None and line.came_back is came_back
    known = counter.store.clients.get(client)
    assert known is not None and (known.addresses[0].setback is not None) is came_back


def test_a_trial_changes_nothing(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    message = sent(counter, client)
    path = counter.write("report.eml", dsn())
    answer = counter.run("bounces", path, "--dry-run", "--json")
    assert [record["effect"] for record in answer.records] == ["suppressed"]
    assert suppressed(counter, client) == ""
    assert counter.store.messages.lines([message])[0].bounce is None


def test_a_forgiven_address_is_not_marked_by_what_was_written_before(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    assert counter.run("bounces", "--forgive", LUC).status == 0
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert effects(counter, counter.write("old.eml", dsn(at=yesterday))) == ["forgiven"]
    later = datetime.now(UTC) + timedelta(hours=1)
    assert effects(counter, counter.write("new.eml", dsn(at=later, number=2))) == ["suppressed"]
    assert suppressed(counter, client) == "bounced"


def test_a_complaint_ends_promotions_and_not_invoices(counter: Counter) -> None:
    client = counter.client("Luc", LUC, accepts=True)
    fields = f"Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: {LUC}\n"
    told = ("Content-Type: message/feedback-report", fields)
    kind, body = report("feedback-report", (TEXT, "spam"), told, (RETURNED, ORIGINAL.format(to=LUC)))
    path = counter.write("arf.eml", mail({"Subject": "FW: Promotion", "Content-Type": kind}, body))
    assert effects(counter, path) == ["no_promotions"]
    known = counter.store.clients.get(client)
    assert known is not None and known.consent.accepted is False and known.addresses[0].usable


def test_a_report_about_another_mail_is_tied_to_none_of_ours(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    message = sent(counter, client)
    path = counter.write("report.eml", dsn(original="somewhere.else@garage.example"))
    assert effects(counter, path) == ["suppressed"]
    assert counter.store.messages.lines([message])[0].bounce is None


def test_a_report_without_the_mail_is_tied_by_address_and_time(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    message = sent(counter, client)
    before = counter.write("before.eml", dsn(original="", at=datetime.now(UTC) - timedelta(days=2)))
    after = datetime.now(UTC) + timedelta(seconds=5)
    counter.run("bounces", before)
    assert counter.store.messages.lines([message])[0].bounce is None
    with counter.store.database.connection_context():
        models.Message.update(updated=models.Message.updated - 60_000).execute()
    counter.run("bounces", counter.write("after.eml", dsn(original="", at=after, number=2)))
    assert counter.store.messages.lines([message])[0].came_back


def test_an_address_that_a_server_rewrote_marks_the_one_written_to(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    sent(counter, client)
    assert effects(counter, counter.write("r.eml", dsn("l.maes@inner.client.example"))) == ["suppressed"]
    assert suppressed(counter, client) == "bounced"


def test_a_stranger_leaves_no_trace(counter: Counter) -> None:
    counter.client("Luc", LUC)
    assert effects(counter, counter.write("r.eml", dsn("who@else.example", original="x@y.example"))) == [
        "stranger"
    ]
    with counter.store.database.connection_context():
        assert models.Bounce.select().count() == models.Suppression.select().count() == 0


def test_a_doubt_is_settled_by_what_comes_back(counter: Counter) -> None:
    client = counter.client("Luc", LUC)
    message = sent(counter, client, state="in_doubt")
    counter.run("bounces", counter.write("r.eml", dsn()))
    (line,) = counter.store.messages.lines([message])
    assert line.state.value == "sent" and line.came_back


def test_files_that_are_no_mails_are_told_and_the_rest_is_read(counter: Counter, tmp_path: Path) -> None:
    counter.client("Luc", LUC)
    counter.write("r.eml", dsn())
    counter.write("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100))
    paths = (str(tmp_path / "photo.jpg"), str(tmp_path / "r.eml"), str(tmp_path / "gone"))
    answer = counter.run("bounces", *paths)
    assert answer.status == 1
    assert "does not begin as a mail does" in answer.err and "is not there" in answer.err
    assert "1 address is not written to any more." in answer.err
    assert counter.run("bounces").status == 2
    assert counter.run("bounces", str(tmp_path / "gone")).status == 3


def test_words_of_a_server_do_not_reach_the_terminal_raw(counter: Counter) -> None:
    counter.client("Luc", LUC)
    answer = counter.run("bounces", counter.write("r.eml", dsn(words="550 unknown \x1b[2J user")))
    assert "\x1b" not in answer.out + answer.err
