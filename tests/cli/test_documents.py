"""`carmail documents`: the ledger as a table and as JSON."""

from datetime import date

from carmail_tui.documents.document import DocumentKind, Party
from tests.cli.desk import Desk, desk, inbox, port

__all__ = ("desk", "inbox", "port")


def test_the_ledger_is_one_json_object_a_line(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("2026-1850", julie, due=date(2026, 12, 24))
    desk.document("2026-0093", None, kind=DocumentKind.CREDIT_NOTE, buyer=Party("Collard, Sophie"))
    status, records = desk.records()
    assert status == 0
    assert records[0] == {
        "number": "2026-1850",
        "kind": "invoice",
        "date": "2026-11-24",
        "due": "2026-12-24",
        "client": "Henrard, Julie",
        "matched": True,
        "amount": "1284.60",
        "currency": "EUR",
        "paid": False,
        "state": "unsent",
        "has_address": True,
        "sent_at": None,
        "sent_to": "",
        "files": ["2026-1850.pdf"],
    }
    note = records[1]
    assert (note["amount"], note["matched"], note["client"]) == ("-1284.60", False, "Collard, Sophie")


def test_the_ledger_for_people_is_a_table_that_no_name_can_break(desk: Desk) -> None:
    desk.document("1", desk.client("\x1b[31m[red]x\u202e", "a@b.example"))
    desk.document("2", None)
    status, out, _ = desk.run()
    assert status == 0 and "\x1b" not in out and "\u202e" not in out
    heading, *rows = out.splitlines()
    assert heading.split() == ["Number", "Kind", "Date", "Client", "Amount", "Sent", "on"]
    assert rows[0].endswith("no, no @") and rows[1].endswith("no")


def test_numbers_that_are_not_there_are_told(desk: Desk) -> None:
    desk.document("1", None)
    assert desk.run("--number", "1")[0] == 0
    status, out, err = desk.run("--number", "1", "99")
    assert status == 1 and "99" in err and len(out.splitlines()) == 2
    assert desk.run("--number", "99")[0] == 3


def test_a_period_that_cannot_be_read_is_a_sentence(desk: Desk) -> None:
    status, out, err = desk.run("--period", "yesterday")
    assert (status, out) == (2, "") and "yesterday" in err
