"""`carmail outbox`: what it lists, and settling it without ever sending by itself."""

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.settings.file import load
from carmail_tui.store.models import Message
from tests.cli.conftest import Counter

PLAIN = "Subject: Fermé lundi\nPurpose: service\n\nBonjour <NOM>"


@pytest.fixture
def office(counter: Counter) -> Counter:
    """A mailing of which one was sent, one refused, one put off."""
    for name in ("adam", "unknown", "later"):
        counter.client(name, f"{name}@x.example")
    counter.run("list", "save", "Tous")
    counter.run("mailing", "--list", "Tous", "--letter", counter.write("l.md", PLAIN), "--yes")
    return counter


def message_id(counter: Counter, to: str) -> str:
    """The number of the mail to this recipient."""
    lines = counter.store.messages.lines(counter.store.messages.ids())
    return next(str(line.id) for line in lines if line.envelope_to == f"{to}@x.example")


def put_into(counter: Counter, to: str, state: str) -> str:
    """Bring a mail into a state that only a broken line makes; its number."""
    number = message_id(counter, to)
    with counter.store.database.connection_context():
        Message.update(state=state).where(Message.id == int(number)).execute()
    return number


def test_json_says_everything_of_each_mail_the_latest_first(office: Counter) -> None:
    records = office.run("outbox", "--json").records
    assert [r["id"] for r in records] == sorted((r["id"] for r in records), reverse=True)
    found = {r["client"]: r for r in records}
    assert found["adam"]["state"] == "sent"
    refused = found["unknown"]
    assert (refused["state"], refused["reason"], refused["code"], refused["enhanced"]) == (
        "refused",
        "unknown_address",
        550,
        "5.1.1",
    )
    assert "no such user" in refused["reply"]
    assert found["later"]["state"] == "deferred" and found["later"]["retry_at"] is not None
    assert set(refused) == {
        *("id", "mailing", "intent", "client_id", "client", "to", "subject", "state", "reason", "code"),
        *("enhanced", "reply", "attempts", "retry_at", "created", "updated", "settled", "replaced"),
        "bounce",
    }


def test_states_narrow_the_list(office: Counter) -> None:
    assert [r["client"] for r in office.run("outbox", "--state", "refused", "--json").records] == ["unknown"]
    both = office.run("outbox", "--state", "refused", "deferred", "--json").records
    assert {r["client"] for r in both} == {"unknown", "later"}
    assert office.run("outbox", "--state", "lost").status == 2


def test_people_see_words_and_no_control_characters(office: Counter) -> None:
    with office.store.database.connection_context():
        Message.update(subject="\x1b[2JSujet\u202e").where(Message.client_name == "unknown").execute()
    out = office.run("outbox").out
    assert "refused: unknown address" in out and "sent" in out
    assert "\x1b" not in out and "\u202e" not in out


def test_retry_renews_what_can_leave_and_sends_nothing_itself(office: Counter) -> None:
    assert office.run("outbox", "retry", "--all").status == 0
    assert office.states()["later@x.example"] == "queued"
    assert office.states()["unknown@x.example"] == "refused"
    assert office.run("outbox", "retry", message_id(office, "unknown")).status == 0
    assert office.states()["unknown@x.example"] == "queued"
    assert office.server.recipients == ["adam@x.example"]


def test_what_was_sent_is_never_retried_nor_taken_back(office: Counter) -> None:
    sent = message_id(office, "adam")
    for verb in ("retry", "cancel"):
        answer = office.run("outbox", verb, sent)
        assert answer.status == 3 and "stays as it is" in answer.err
    assert office.run("outbox", "cancel", sent, message_id(office, "later")).status == 1
    assert office.states() == {
        "adam@x.example": "sent",
        "unknown@x.example": "refused",
        "later@x.example": "cancelled",
    }


@pytest.mark.parametrize(
    ("option", "state"), [("--sent", "sent"), ("--again", "queued"), ("--give-up", "cancelled")]
)
def test_a_doubt_is_settled_by_a_person(office: Counter, option: str, state: str) -> None:
    before = office.store.outbox.content(int(message_id(office, "later")))
    doubt = put_into(office, "later", "in_doubt")
    assert office.run("outbox", "resolve", doubt, option).status == 0
    assert office.states()["later@x.example"] == state
    assert office.store.outbox.content(int(doubt)) == before
    assert office.run("outbox", "resolve", doubt, option).status == 3


def test_a_doubt_is_neither_retried_nor_cancelled_by_the_other_verbs(office: Counter) -> None:
    doubt = put_into(office, "later", "in_doubt")
    for words in (("retry", doubt), ("cancel", doubt)):
        assert office.run("outbox", *words).status == 3
    office.run("outbox", "retry", "--all")
    office.run("outbox", "cancel", "--all")
    assert office.states()["later@x.example"] == "in_doubt"


def test_the_verbs_want_numbers_or_all_and_resolve_wants_an_answer(office: Counter) -> None:
    number = message_id(office, "later")
    for words in (
        ("retry",),
        ("cancel",),
        ("resolve", "--sent"),
        ("resolve", number),
        ("retry", number, "--all"),
    ):
        assert office.run("outbox", *words).status == 2
    assert office.states()["later@x.example"] == "deferred"


def test_retry_lets_a_held_account_go_on(office: Counter) -> None:
    account = load(office.config).smtp.account
    office.store.dispatch.hold(account, Reason.PASSWORD_REFUSED, "535 no", None)
    answer = office.run("outbox", "retry", "--all")
    assert answer.status == 0 and "no longer held" in answer.err
    assert not office.store.dispatch.account(account).held
