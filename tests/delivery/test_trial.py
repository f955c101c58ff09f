"""Trying an account: which step fails, why, and that nothing is sent."""

from collections.abc import Iterator

import pytest

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.trial import Trial, TrialStep, try_account
from carmail_tui.settings.model import Security, Smtp
from tests.post_office import SENDER
from tests.smtp_server import SmtpServer, hang_up, say


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer(accounts={"sophie": "secret"}) as found:
        yield found


def _try(
    server: SmtpServer,
    password: str = "secret",
    *,
    host: str = "127.0.0.1",
    security: Security = Security.NONE,
) -> Trial:
    return try_account(Smtp(host, server.port, security, login="sophie"), password, SENDER)


def test_an_account_that_works_passes_every_step_and_sends_nothing(server: SmtpServer) -> None:
    trial = _try(server)
    assert trial == Trial()
    assert all(trial.passed(step) for step in TrialStep)
    assert server.count("MAIL") == 1
    assert server.count("RCPT") == server.count("DATA") == 0
    assert server.ledger == []


@pytest.mark.parametrize(
    ("phase", "reply", "step", "reason"),
    [
        ("greeting", "554 go away", TrialStep.CONNECTION, Reason.SERVER_REFUSES),
        ("ehlo", "421 too busy", TrialStep.CONNECTION, Reason.SERVER_REFUSES),
        ("auth", "535 5.7.139 disabled for your tenant", TrialStep.LOGIN, Reason.AUTH_IMPOSSIBLE),
        ("mail", "553 5.7.1 not your address", TrialStep.SENDER, Reason.SENDER_REFUSED),
    ],
)
def test_the_step_that_fails_is_named_with_the_words_of_the_server(
    server: SmtpServer, phase: str, reply: str, step: TrialStep, reason: Reason
) -> None:
    server.on(phase, say(reply))
    trial = _try(server)
    assert trial == Trial(step, reason, reply)
    steps = list(TrialStep)
    failed = steps.index(step)
    assert [trial.passed(step) for step in steps] == [True] * failed + [False] + [None] * (3 - failed)


def test_a_wrong_password_is_tried_once(server: SmtpServer) -> None:
    assert _try(server, "wrong").reason is Reason.PASSWORD_REFUSED
    assert server.count("AUTH") == 1
    assert _try(server, "").reason is Reason.PASSWORD_MISSING
    assert server.count("AUTH") == 1


def test_encryption_that_is_not_offered_fails_before_the_password(server: SmtpServer) -> None:
    trial = _try(server, security=Security.STARTTLS)
    assert (trial.failed, trial.reason) == (TrialStep.ENCRYPTION, Reason.TLS_MISSING)
    assert server.count("AUTH") == 0


def test_a_line_that_drops_and_a_server_that_is_not_there(server: SmtpServer) -> None:
    server.on("auth", hang_up())
    assert _try(server).failed is TrialStep.LOGIN
    server.__exit__()
    trial = _try(server)
    assert (trial.failed, trial.reason) == (TrialStep.CONNECTION, Reason.SERVER_UNREACHABLE)


def test_no_account_is_tried_unencrypted_elsewhere(server: SmtpServer) -> None:
    trial = _try(server, host="mail.client.example")
    assert (trial.failed, trial.reason) == (TrialStep.CONNECTION, Reason.NOT_LOOPBACK)
    assert server.sessions == 0
