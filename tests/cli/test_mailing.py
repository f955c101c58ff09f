"""`carmail mailing`: the plan, the question, the mails that arrive, and what is told of those that do not."""

import io
import os
import signal
import sys
from datetime import date

import pytest

from carmail_tui.recipients.client import Language, Suppression, SuppressionReason
from carmail_tui.recipients.criteria import Criteria, to_plain
from carmail_tui.settings.file import set_values
from tests.cli.conftest import USER, Counter, vehicle

SERVICE = (
    "Subject: Contrôle de <MARQUE> <PLAQUE>\nPurpose: service\n\nBonjour <NOM>,\n\n**A bientôt** <SIGNATURE>"
)
PLAIN = "Subject: Fermé lundi\nPurpose: service\n\nBonjour <NOM>"
PROMOTION = (
    "Subject: Pneus\nPurpose: promotion\n\nBonjour <NOM>\n---\nSubject: Banden\nLanguage: nl\n\nDag <NOM>"
)


class Typist(io.StringIO):
    """A person at a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Let a person answer."""
    monkeypatch.setattr(sys, "stdin", Typist(typed))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def letter(counter: Counter, text: str) -> list[str]:
    """The options for a mailing to the list of everyone."""
    counter.run("list", "save", "Tous")
    return ["mailing", "--list", "tous", "--letter", counter.write("lettre.md", text)]


def test_a_mailing_arrives_with_text_html_and_attachment(counter: Counter) -> None:
    golf = (vehicle("VW", "1-ABC-234", 20),)
    counter.client("Müller & Søn", "muller@x.example", vehicles=golf)
    counter.client("*A* [here](http://x)", "hostile@x.example", vehicles=golf)
    data = os.urandom(5000) + b"\r\n.\r\n"
    bon = counter.write("bon de contrôle.pdf", data)
    answer = counter.run(*letter(counter, SERVICE), "--attach", bon, "--yes", "--json")
    assert answer.status == 0, answer.err
    assert [(r["to"], r["state"], r["reason"]) for r in answer.records] == [
        ("hostile@x.example", "sent", None),
        ("muller@x.example", "sent", None),
    ]
    mail = counter.server.mail("muller@x.example")
    assert mail["Subject"] == "Contrôle de VW 1-ABC-234"
    assert mail["To"].addresses[0].display_name == "Müller & Søn"
    assert "List-Unsubscribe" not in mail
    assert counter.server.text("muller@x.example") == "Bonjour Müller & Søn,\n\nA bientôt Sophie Dupuis\n"
    assert "Bonjour Müller &amp; Søn," in counter.server.text("muller@x.example", "html")
    (attachment,) = mail.iter_attachments()
    assert (attachment.get_filename(), attachment.get_payload(decode=True)) == ("bon de contrôle.pdf", data)
    assert "<a " not in counter.server.text("hostile@x.example", "html")
    assert "*A* [here](http://x)" in counter.server.text("hostile@x.example")


def test_a_promotion_goes_to_those_who_accept_in_their_language(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    counter.client("Maes", "maes@x.example", language=Language.DUTCH)
    counter.client("Refus", "refus@x.example", accepts=False)
    counter.client("Jamais", "jamais@x.example", accepts=None)
    counter.client("Double", "ADAM@x.example")
    counter.client("Sans")
    counter.client("Rebond", "rebond@x.example")
    counter.store.cards.suppress(
        Suppression("rebond@x.example", SuppressionReason.BOUNCED, date(2026, 3, 12))
    )
    answer = counter.run(*letter(counter, PROMOTION), "--yes", "--json")
    assert answer.status == 0, answer.err
    assert counter.server.recipients == ["adam@x.example", "maes@x.example"]
    assert counter.server.mail("maes@x.example")["Subject"] == "Banden"
    assert counter.server.mail("adam@x.example")["List-Unsubscribe"].startswith("<mailto:sophie@")
    assert {r["client"]: (r["state"], r["reason"]) for r in answer.records} == {
        "Adam": ("sent", None),
        "Maes": ("sent", None),
        "Refus": ("left_out", "refused_promotions"),
        "Jamais": ("left_out", "no_consent"),
        "Double": ("left_out", "same_mailbox"),
        "Sans": ("left_out", "no_address"),
        "Rebond": ("left_out", "bounced"),
    }


def test_without_a_terminal_and_without_yes_the_plan_is_shown_and_nothing_leaves(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    counter.client("\x1b[2J", accepts=False)
    answer = counter.run(*letter(counter, PLAIN))
    assert answer.status == 2
    assert "Fermé lundi" in answer.out and "1 mail, from sophie@garage-lambert.example" in answer.out
    assert "no address" in answer.out and "\x1b" not in answer.out
    assert "--yes" in answer.err
    assert counter.states() == {}


def test_a_person_is_asked_and_may_say_no(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.client("Adam", "adam@x.example")
    words = letter(counter, PLAIN)
    at_a_terminal(monkeypatch, "\n")
    assert counter.run(*words).status == 2
    assert counter.states() == {}
    at_a_terminal(monkeypatch, "o\n")
    answer = counter.run(*words)
    assert (answer.status, counter.states()) == (0, {"adam@x.example": "sent"})
    assert "Send 1 mail?" in answer.err and "sent: 1" in answer.out


def test_a_dry_run_tells_the_plan_as_json_and_sends_nothing(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    counter.client("Bastin")
    answer = counter.run(*letter(counter, PLAIN), "--dry-run", "--yes", "--json")
    assert answer.status == 0
    assert [(r["client"], r["to"], r["state"], r["reason"]) for r in answer.records] == [
        ("Adam", "adam@x.example", "planned", None),
        ("Bastin", None, "left_out", "no_address"),
    ]
    assert counter.states() == {}


def test_an_empty_field_stops_the_mailing_until_its_clients_are_left_out(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example", vehicles=(vehicle("VW", "1-ABC-234", 20),))
    counter.client("Piéton", "pieton@x.example")
    words = letter(counter, SERVICE)
    answer = counter.run(*words, "--yes")
    assert answer.status == 2
    assert "Piéton: <MARQUE>, <PLAQUE> are empty" in answer.out and "--skip-incomplete" in answer.err
    assert counter.states() == {}
    answer = counter.run(*words, "--yes", "--skip-incomplete", "--json")
    assert (answer.status, counter.states()) == (0, {"adam@x.example": "sent"})
    (record,) = [r for r in answer.records if r["state"] == "incomplete"]
    assert (record["client"], record["fields"]) == ("Piéton", ["MARQUE", "PLAQUE"])


def test_what_the_server_says_is_told_of_each_mail(counter: Counter) -> None:
    for name in ("adam", "unknown", "later"):
        counter.client(name, f"{name}@x.example")
    answer = counter.run(*letter(counter, PLAIN), "--yes")
    assert answer.status == 1
    assert counter.states() == {
        "adam@x.example": "sent",
        "unknown@x.example": "refused",
        "later@x.example": "deferred",
    }
    assert "sent: 1" in answer.out
    assert "unknown, unknown@x.example: unknown address: 5.1.1 no such user here" in answer.out
    assert "asked to come back later" in answer.out and "tried again by itself" in answer.err
    assert len(counter.launched) == 1


def test_nothing_sent_is_status_3(counter: Counter) -> None:
    counter.client("U", "unknown@x.example")
    assert counter.run(*letter(counter, PLAIN), "--yes").status == 3
    assert counter.launched == []


def test_no_wait_leaves_the_mails_in_the_outbox(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    answer = counter.run(*letter(counter, PLAIN), "--yes", "--no-wait", "--json")
    assert answer.status == 0
    assert [r["state"] for r in answer.records] == ["queued"]
    assert (counter.states(), counter.server.received) == ({"adam@x.example": "queued"}, [])


def test_a_second_mailing_is_another_one(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    words = letter(counter, PLAIN)
    assert counter.run(*words, "--yes").status == counter.run(*words, "--yes").status == 0
    assert counter.server.recipients == ["adam@x.example"] * 2


def test_a_test_goes_to_one_address_alone(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    counter.client("Bastin", "bastin@x.example")
    answer = counter.run(*letter(counter, PROMOTION), "--test", "sophie@y.example")
    assert answer.status == 0, answer.err
    assert counter.server.recipients == ["sophie@y.example"]
    assert counter.server.text("sophie@y.example").startswith("Bonjour Adam\n")


def test_a_test_works_where_nobody_would_receive_the_letter(counter: Counter) -> None:
    counter.client("Refus", accepts=False)
    words = letter(counter, PROMOTION)
    assert counter.run(*words, "--test", "sophie@y.example").status == 0
    assert counter.server.recipients == ["sophie@y.example"]
    assert counter.run(*words, "--test", "sophie").status == 2
    assert counter.run(*words, "--yes").status == 3


def test_the_selection_of_the_interface_and_the_vehicle_it_was_made_for(counter: Counter) -> None:
    both = (vehicle("Audi", "1-AUD-001", 10), vehicle("VW", "1-VWG-002", 30))
    chosen = counter.client("Adam", "adam@x.example", vehicles=both)
    counter.client("Bastin", "bastin@x.example", vehicles=both)
    counter.store.selection.add(USER, [chosen])
    counter.store.user_states.put(USER, "criteria", to_plain(Criteria(makes=("volkswagen",))))
    path = counter.write("lettre.md", SERVICE)
    answer = counter.run("mailing", "--selection", "--letter", path, "--yes")
    assert answer.status == 0, answer.err
    assert "several vehicles" in answer.out
    assert counter.server.mail("adam@x.example")["Subject"] == "Contrôle de VW 1-VWG-002"
    assert counter.server.recipients == ["adam@x.example"]
    assert counter.store.user_states.get(USER, "written")["count"] == 1


def test_criteria_narrow_a_list_and_choose_the_vehicle(counter: Counter) -> None:
    counter.client(
        "Adam", "adam@x.example", vehicles=(vehicle("Audi", "1-AUD-001", 10), vehicle("VW", "1-VWG-002", 30))
    )
    counter.client("Bastin", "bastin@x.example", vehicles=(vehicle("Audi", "1-AUD-003", 10),))
    assert counter.run(*letter(counter, SERVICE), "--make", "vw", "--yes").status == 0
    assert counter.server.recipients == ["adam@x.example"]
    assert counter.server.mail("adam@x.example")["Subject"] == "Contrôle de VW 1-VWG-002"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Subject: S\nPurpose: service\n\nBonjour <NOMM>", "<NOM>"),
        ("Subject: S\n\nBonjour", "Purpose"),
        ("Bonjour", "line 1"),
        ("Subject: S\nPurpose: service\n\n{% if %}", "letter"),
    ],
)
def test_a_faulty_letter_is_a_sentence_and_sends_nothing(counter: Counter, text: str, named: str) -> None:
    counter.client("Adam", "adam@x.example")
    answer = counter.run(*letter(counter, text), "--yes")
    assert answer.status == 2 and named in answer.err
    assert counter.states() == {}


def test_a_list_or_a_file_that_is_not_there_is_a_sentence(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    words = letter(counter, PLAIN)
    for wrong, named in (
        (["mailing", "--list", "Hiver", "--letter", words[-1]], "Tous"),
        ([*words[:-1], str(counter.folder / "absent.md")], "absent.md"),
        ([*words, "--attach", str(counter.folder / "absent.pdf")], "absent.pdf"),
        ([*words, "--family", "Zzz"], "--family"),
    ):
        answer = counter.run(*wrong, "--yes")
        assert answer.status == 2 and named in answer.err
    assert counter.states() == {}


def test_an_account_that_is_not_set_up_can_plan_but_not_send(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    words = letter(counter, PLAIN)
    set_values(counter.config, {"sender.address": ""})
    assert counter.run(*words, "--dry-run").status == 0
    answer = counter.run(*words, "--yes")
    assert answer.status == 2 and "carmail settings" in answer.err


def test_a_held_account_says_why_and_keeps_everything(counter: Counter) -> None:
    counter.client("Adam", "adam@x.example")
    words = letter(counter, PLAIN)
    set_values(counter.config, {"smtp.security": "starttls"})
    answer = counter.run(*words, "--yes")
    assert answer.status == 3
    assert "encryption" in answer.err and "carmail outbox retry" in answer.err
    assert counter.states() == {"adam@x.example": "queued"}
    assert [r["state"] for r in counter.run("outbox", "--json").records] == ["held"]

    set_values(counter.config, {"smtp.security": "none"})
    assert counter.run("outbox", "retry", "--all").status == 0
    assert [r["state"] for r in counter.run("outbox", "--state", "queued", "--json").records] == ["queued"]


def test_ctrl_c_ends_with_the_mail_at_hand_and_keeps_the_rest(counter: Counter) -> None:
    for number in range(9):
        counter.client(f"Client {number}", f"c{number}@x.example")
    words = letter(counter, PLAIN)
    counter.server.before_answer = lambda: os.kill(os.getpid(), signal.SIGINT)
    answer = counter.run(*words, "--yes")
    assert answer.status == 1 and "carmail outbox cancel" in answer.err
    states = counter.states()
    assert set(states.values()) == {"sent", "queued"}
    assert counter.server.recipients == sorted(to for to, state in states.items() if state == "sent")


def test_a_mailing_of_three_hundred_arrives_once_each(counter: Counter) -> None:
    for number in range(300):
        counter.client(f"Client {number:03}", f"c{number:03}@x.example")
    answer = counter.run(*letter(counter, PLAIN), "--yes")
    assert answer.status == 0, answer.err
    assert counter.server.recipients == [f"c{number:03}@x.example" for number in range(300)]
    assert "sent: 300" in answer.out
