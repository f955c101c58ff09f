"""`carmail documents send`: what leaves, what is stopped, what is asked."""

import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from carmail_tui.demo.guard import DemoLeavesError
from carmail_tui.documents.document import DocumentKind
from carmail_tui.settings.model import Smtp
from carmail_tui.store import models
from tests.cli.desk import Desk, desk, inbox, port
from tests.inbox import free_port

__all__ = ("desk", "inbox", "port")


def test_documents_are_sent_and_the_ledger_says_when(desk: Desk) -> None:
    dumont = desk.client("Transports Dumont SA", "compta@dumont.example")
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("2026-1851", dumont)
    desk.document("2026-1852", dumont)
    desk.document("2026-1850", julie)
    status, records = desk.records("send", "--unsent", "--yes")
    assert status == 0
    assert [(r["client"], r["documents"], r["to"], r["rule"], r["state"]) for r in records] == [
        ("Transports Dumont SA", ["2026-1852", "2026-1851"], "compta@dumont.example", "card", "sent"),
        ("Henrard, Julie", ["2026-1850"], "julie.h@courriel.example", "card", "sent"),
    ]
    assert sorted(desk.inbox.attachments()) == [
        ("compta@dumont.example", ["2026-1852.pdf", "2026-1851.pdf"]),
        ("julie.h@courriel.example", ["2026-1850.pdf"]),
    ]
    _, ledger = desk.records()
    assert {(r["state"], r["sent_at"] is not None) for r in ledger} == {("sent", True)}
    assert desk.run("send", "--unsent", "--yes")[0] == 0
    assert len(desk.inbox.received) == 2


def test_each_document_goes_in_its_own_mail_where_that_is_asked_for(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("2", julie)
    assert desk.run("send", "--number", "1", "2", "--no-group", "--yes")[0] == 0
    assert sorted(names for _, names in desk.inbox.attachments()) == [["1.pdf"], ["2.pdf"]]


def test_without_a_yes_the_plan_is_shown_and_nothing_leaves(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, out, _ = desk.run("send", "--unsent")
    assert status == 2 and "julie.h@courriel.example" in out
    status, out, _ = desk.run("send", "--unsent", "--dry-run")
    assert status == 0 and "julie.h@courriel.example" in out
    status, records = desk.records("send", "--unsent", "--dry-run")
    assert status == 0 and records[0]["to"] == "julie.h@courriel.example"
    assert models.Message.select().count() == 0


def test_no_wait_stops_after_queueing(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, records = desk.records("send", "--unsent", "--yes", "--no-wait")
    assert status == 0 and records[0]["state"] == "queued"
    assert desk.inbox.received == []


def test_what_cannot_be_sent_is_told_and_the_rest_goes(desk: Desk) -> None:
    desk.document("1", desk.client("Dubois, Pierre"))
    desk.document("2", desk.client("Bodson, Alain", "unknown@courriel.example"))
    desk.document("3", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    status, records = desk.records("send", "--number", "1", "2", "3", "--yes")
    assert status == 1
    assert [(r["state"], r["stop"], r["obstacle"]) for r in records] == [
        (None, "obstacle", "no_address"),
        ("refused", None, None),
        ("sent", None, None),
    ]
    assert "no such user" in records[1]["reply"]


def test_nothing_done_is_said_by_the_exit_status(desk: Desk) -> None:
    desk.document("1", desk.client("Dubois, Pierre"))
    assert desk.run("send", "--number", "1", "--yes")[0] == 3
    assert desk.run("send", "--number", "99", "--yes")[0] == 3
    desk.document("2", desk.client("Bodson, Alain", "unknown@courriel.example"))
    assert desk.run("send", "--number", "2", "--yes")[0] == 3


def test_a_second_sending_needs_again(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    assert desk.run("send", "--number", "1", "--yes")[0] == 0
    status, out, _ = desk.run("send", "--number", "1", "--yes")
    assert status == 3 and "julie.h@courriel.example" in out and "--again" in out
    assert len(desk.inbox.received) == 1
    assert desk.run("send", "--number", "1", "--yes", "--again")[0] == 0
    assert len(desk.inbox.received) == 2


def test_one_address_is_for_the_documents_of_one_client(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("2", julie)
    desk.document("3", desk.client("Henrard, Julien", "julien@courriel.example"))
    status, _, err = desk.run("send", "--number", "1", "3", "--to", "x@y.example", "--yes")
    assert status == 2 and "Henrard, Julie, " in err.replace("Henrard, Julien", "Henrard, Julie, ")
    assert desk.run("send", "--number", "1", "2", "--to", "not an address", "--yes")[0] == 2
    assert desk.inbox.received == []
    assert desk.run("send", "--number", "1", "2", "--to", "X@y.example", "--yes")[0] == 0
    assert desk.inbox.attachments() == [("X@y.example", ["1.pdf", "2.pdf"])]


def test_an_address_that_bounced_is_refused_even_where_it_is_typed(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie"))
    models.Suppression.create(mailbox="dead@courriel.example", reason="bounced", since=date(2026, 11, 20))
    status, out, _ = desk.run("send", "--number", "1", "--to", "Dead@courriel.example", "--yes")
    assert status == 3 and "bounced" in out


def test_a_number_of_several_documents_is_not_guessed(desk: Desk) -> None:
    julie = desk.client("Henrard, Julie", "julie.h@courriel.example")
    desk.document("1", julie)
    desk.document("1", julie, kind=DocumentKind.CREDIT_NOTE)
    status, _, err = desk.run("send", "--number", "1", "--yes")
    assert status == 3 and "--kind" in err and desk.inbox.received == []
    status, _records = desk.records("send", "--number", "1", "--kind", "credit_note", "--yes")
    assert status == 0 and len(desk.inbox.received) == 1
    assert [(r["kind"], r["state"]) for r in desk.records()[1]] == [
        ("credit_note", "sent"),
        ("invoice", "unsent"),
    ]
    assert [r["kind"] for r in desk.records("--kind", "invoice")[1]] == ["invoice"]


def test_without_an_account_a_sentence_says_so(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    garage: Any = desk.garage
    garage.settings = replace(garage.settings, smtp=Smtp())
    status, _, err = desk.run("send", "--number", "1", "--yes")
    assert status == 2 and "smtp.server" in err


def test_a_server_that_is_not_there_leaves_the_mail_to_a_process_that_waits_for_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    garage: Any = desk.garage
    garage.database_url, garage.config_path = "sqlite:///garage.db", "settings.toml"
    launched: list[str] = []
    monkeypatch.setattr("carmail_tui.delivery.launch.launch", lambda url, config: launched.append(url))
    garage.settings = replace(garage.settings, smtp=replace(garage.settings.smtp, port=free_port()))
    status, out, err = desk.run("send", "--number", "1", "--yes", "--json")
    assert status == 3 and json.loads(out)["state"] == "queued"
    assert "mail server" in err
    assert launched == [garage.database_url]


def test_the_mails_of_a_demo_garage_do_not_leave_this_machine(desk: Desk) -> None:
    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    models.Meta.create(key="demo", value="1")
    garage: Any = desk.garage
    garage.settings = replace(garage.settings, smtp=replace(garage.settings.smtp, server="smtp.example"))
    with pytest.raises(DemoLeavesError):
        desk.run("send", "--number", "1", "--yes")
    assert [message.state for message in models.Message.select()] == ["queued"]


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("OUI\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_at_a_terminal_the_plan_is_confirmed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    desk.document("1", desk.client("Henrard, Julie", "julie.h@courriel.example"))
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert desk.run("send", "--number", "1")[0] == status
    assert len(desk.inbox.received) == (status == 0)
