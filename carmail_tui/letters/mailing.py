"""A letter held against its recipients, and queued: what the interface and the command line share."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from carmail_tui.i18n import _, ngettext, visible
from carmail_tui.letters.compose import Composer, Problem
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.recipients.reach import Reach, Recipient

__all__ = (
    "Checked",
    "IncompleteMailingError",
    "Outbox",
    "Queued",
    "check",
    "new_token",
    "problem_words",
    "queue_mailing",
    "queue_test",
)

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter held against its recipients: who receives it, who does not, and whose mail cannot be made."""

    composer: Composer
    reach: Reach
    problems: tuple[Problem, ...]

    @property
    def incomplete(self) -> frozenset[int | None]:
        """The ids of the clients whose mail cannot be made."""
        return frozenset(problem.client.id for problem in self.problems)

    @property
    def ready(self) -> tuple[Recipient, ...]:
        """The recipients whose mail is whole."""
        incomplete = self.incomplete
        return tuple(r for r in self.reach.recipients if r.client.id not in incomplete)


def check(composer: Composer, reach: Reach) -> Checked:
    """Try the letter on everyone in `reach`."""
    return Checked(composer, reach, tuple(composer.problems(reach.recipients)))


class Queued(Protocol):
    """What the outbox answers: the mailing, and how many of its messages are new there."""

    @property
    def mailing(self) -> int:
        """The id of the mailing; without meaning where `count` is 0."""
        ...

    @property
    def ids(self) -> tuple[int | None, ...]:
        """The id of each message, None where one with its dedupe key was there already."""
        ...

    @property
    def count(self) -> int:
        """How many messages are new."""
        ...


class Outbox(Protocol):
    """What queueing needs of the outbox: all messages enter, or none does."""

    def queue(
        self,
        prepared: Sequence[PreparedMessage],
        *,
        account: str,
        title: str,
        kind: str,
        user: str = "",
        hold_until: datetime | None = None,
        left_out: int = 0,
    ) -> Queued:
        """Queue these messages."""
        ...


class IncompleteMailingError(LetterError):
    """Some mails cannot be made, and nobody said to leave these clients out. Nothing was queued."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        named = [f"{visible(p.client.name, 40)} ({problem_words(p)})" for p in self.problems[:_NAMED]]
        if len(self.problems) > _NAMED:
            named.append("...")
        count = len(self.problems)
        fault = ngettext(
            "{count} mail cannot be made: {names}", "{count} mails cannot be made: {names}", count
        )
        super().__init__(fault.format(count=count, names=", ".join(named)))


def new_token() -> str:
    """A token for one confirmation: the same token never queues anyone twice, a new one is a new mailing."""
    return secrets.token_hex(16)


def queue_mailing(  # noqa: PLR0913 - all but three are said by name
    composer: Composer,
    reach: Reach,
    outbox: Outbox,
    *,
    token: str,
    account: str,
    user: str,
    now: datetime,
    hold_until: datetime | None = None,
    without: Collection[int | None] = (),
) -> Queued:
    """Queue the letter for everyone in `reach`, except the clients with an id in `without`.

    `token` (see `new_token`) is made once for each confirmation. Nothing leaves before `hold_until`, and
    delivery is started by the caller. Raises IncompleteMailingError for a mail with an empty field,
    LetterError for a letter without purpose, HeaderError for a sender without address: nothing is queued.
    """
    purpose = composer.letter.purpose
    if purpose is None:
        raise LetterError(_("Is it a promotion or a service? Its purpose is not said"))
    recipients = [recipient for recipient in reach.recipients if recipient.client.id not in without]
    if problems := composer.problems(recipients):
        raise IncompleteMailingError(problems)
    prepared = [composer.compose(recipient, token, now) for recipient in recipients]
    return outbox.queue(
        prepared,
        account=account,
        title=composer.letter.title,
        kind=purpose.value,
        user=user,
        hold_until=hold_until,
        left_out=len(reach.left_out) + len(reach.recipients) - len(recipients),
    )


def queue_test(
    composer: Composer,
    recipient: Recipient,
    to: str,
    outbox: Outbox,
    *,
    account: str,
    user: str,
    now: datetime,
) -> Queued:
    """Queue the mail of one recipient as a test, to the address `to`; delivery is started by the caller."""
    prepared = composer.compose_test(recipient, to, now)
    return outbox.queue([prepared], account=account, title=prepared.subject, kind="test", user=user)


def problem_words(problem: Problem) -> str:
    """What is wrong with one mail, in a few words."""
    if problem.empty:
        fields = ", ".join(f"<{name}>" for name in problem.empty)
        return ngettext("{fields} is empty", "{fields} are empty", len(problem.empty)).format(fields=fields)
    return problem.fault
