"""The messages of the outbox as lists and screens show them."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from peewee import Database, fn

from carmail_tui.delivery.bounces import MessageBounce
from carmail_tui.delivery.message import AttemptLine, MailingProgress, MessageLine
from carmail_tui.delivery.states import UNDER_WAY, UNSUCCESSFUL, WAITING, State
from carmail_tui.store.bounces import came_back, load_bounces
from carmail_tui.store.dispatch import load_account
from carmail_tui.store.models import Attempt, DocumentMessage, Mailing, Message
from carmail_tui.store.rows import moment

_DOCUMENTS = "documents"


class Messages:
    """Reading the outbox of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, mailing: int) -> MailingProgress | None:
        """How far one mailing has come."""
        with self._database.connection_context():
            found = _progress([mailing])
        return found[0] if found else None

    def latest(self, limit: int = 50) -> list[MailingProgress]:
        """The latest mailings and sendings, the newest first."""
        with self._database.connection_context():
            newest = (Mailing.created.desc(), Mailing.id.desc())
            query = Mailing.select(Mailing.id).order_by(*newest).limit(limit).tuples()
            return _progress([row[0] for row in query])

    def unfinished(self) -> list[MailingProgress]:
        """Mailings that wait, are under way, or need a person; the newest first."""
        lives = Message.state.in_(sorted(WAITING | UNDER_WAY))
        doubtful = (Message.state == State.IN_DOUBT) & ~Message.settled
        found: set[int] = set()
        with self._database.connection_context():
            # Each by an index of its own: together they would look at everything that was ever sent.
            for wanted in (lives | doubtful | _failed(), _returned()):
                query = Message.select(Message.mailing).where(wanted).distinct().tuples()
                found |= {row[0] for row in query}
            return _progress(sorted(found))

    def failures(self, mailings: Sequence[int]) -> dict[int, int]:
        """How many failures that nobody settled each of these mailings has; without any, it is left out."""
        found: Counter[int] = Counter()
        with self._database.connection_context():
            for wanted in (_failed(), _returned()):
                found.update(_counted(mailings, wanted))
        return dict(found)

    def ids(
        self,
        *,
        states: Iterable[State] = (),
        mailing: int | None = None,
        client: int | None = None,
        search: str = "",
    ) -> "array[int]":
        """The ids of messages, the newest first."""
        parts: list[Any] = [Message.id > 0]
        if wanted := [state.value for state in states]:
            parts.append(Message.state.in_(wanted))
        if mailing is not None:
            parts.append(Message.mailing == mailing)
        if client is not None:
            parts.append(Message.client_id == client)
        for word in search.split():
            named = Message.client_name.contains(word) | Message.envelope_to.contains(word)
            parts.append(named | Message.subject.contains(word))
        query = Message.select(Message.id).where(reduce(and_, parts)).order_by(Message.id.desc()).tuples()
        with self._database.connection_context():
            return array("q", (row[0] for row in query))

    def lines(self, ids: Sequence[int]) -> list[MessageLine]:
        """The lines of these messages, in the order of `ids`."""
        found: dict[int, MessageLine] = {}
        with self._database.connection_context():
            for start in range(0, len(ids), 500):
                these = Message.id.in_(list(ids[start : start + 500]))
                gone = {row[0] for row in Message.select(Message.id).where(these & replaced()).tuples()}
                query = Message.select().where(these)
                back = load_bounces(ids[start : start + 500])
                found |= {row.id: _line(row, row.id in gone, back.get(row.id)) for row in query}
        return [found[id_] for id_ in ids if id_ in found]

    def last(self, mailing: int, limit: int) -> list[MessageLine]:
        """The messages of a mailing that moved last."""
        waiting = Message.state.in_([State.QUEUED.value, State.CANCELLED.value])
        query = (
            Message.select(Message.id)
            .where((Message.mailing == mailing) & ~waiting)
            .order_by(Message.updated.desc(), Message.id.desc())
            .limit(limit)
            .tuples()
        )
        with self._database.connection_context():
            ids = [row[0] for row in query]
        return self.lines(ids)

    def attempts(self, message: int) -> list[AttemptLine]:
        """Every try of a message, the first one first."""
        query = Attempt.select().where(Attempt.message == message).order_by(Attempt.id)
        with self._database.connection_context():
            return [
                AttemptLine(moment(row.at), row.phase, row.outcome, row.code, row.enhanced, row.reply)
                for row in query
            ]

    def same(self, dedupe_key: str) -> MessageLine | None:
        """The message with this key, where there is one."""
        with self._database.connection_context():
            row = Message.get_or_none(Message.dedupe_key == dedupe_key)
        return _line(row) if row else None


def replaced() -> Any:
    """Whether a message did not succeed, and a later one that was not taken back goes in its place.

    A letter: to the same client in the same mailing. Documents: with each of them, in whatever sending.
    """
    later = Message.alias()
    follows = (later.id > Message.id) & (later.state != State.CANCELLED)
    same = (later.mailing == Message.mailing) & (later.client_id == Message.client_id)
    letter = (Message.intent != _DOCUMENTS) & fn.EXISTS(later.select(later.id).where(follows & same))
    carried, again = DocumentMessage.alias(), DocumentMessage.alias()
    anew = again.select(again.document).join(later, on=again.message == later.id)
    anew = anew.where(follows & (again.document == carried.document))
    its_own = carried.select(carried.document).where(carried.message == Message.id)
    left = its_own.where(carried.document.not_in(anew))
    documents = (Message.intent == _DOCUMENTS) & fn.EXISTS(its_own) & ~fn.EXISTS(left)
    return (Message.state.in_(sorted(UNSUCCESSFUL)) | came_back()) & (letter | documents)


def _failed() -> Any:
    return Message.state.in_(sorted(UNSUCCESSFUL)) & ~Message.settled & ~replaced()


def _returned() -> Any:
    return came_back() & ~Message.settled & ~replaced()


def _counted(mailings: Sequence[int], wanted: Any) -> dict[int, int]:
    query = (
        Message.select(Message.mailing, fn.COUNT(Message.id))
        .where(Message.mailing.in_(list(mailings)) & wanted)
        .group_by(Message.mailing)
        .tuples()
    )
    return dict(query)


def _progress(ids: Sequence[int]) -> list[MailingProgress]:
    mailings = {row.id: row for row in Mailing.select().where(Mailing.id.in_(list(ids)))}
    counts: dict[int, dict[State, int]] = defaultdict(dict)
    accounts: dict[int, str] = {}
    query = (
        Message.select(Message.mailing, Message.state, fn.COUNT(Message.id), fn.MAX(Message.account))
        .where(Message.mailing.in_(list(mailings)))
        .group_by(Message.mailing, Message.state)
        .tuples()
    )
    for mailing, state, count, account in query:
        counts[mailing][State(state)] = count
        accounts[mailing] = account
    gone: Counter[int] = Counter()
    for mailing, state in _replaced_in(list(mailings)):
        counts[mailing][State(state)] -= 1
        gone[mailing] += 1
    tries, bounced = _next_tries(list(mailings)), _counted(list(mailings), _returned())
    states = {account: load_account(account) for account in {"", *accounts.values()}}
    return [
        MailingProgress(
            id=row.id,
            title=row.title,
            kind=row.kind,
            user=row.user,
            created=moment(row.created),
            hold_until=moment(row.hold_until) if row.hold_until else None,
            paused=row.paused,
            paused_reason=row.paused_reason,
            left_out=row.left_out,
            counts=counts[row.id],
            account=states[accounts.get(row.id, "")],
            next_try=tries.get(row.id),
            settled=row.settled,
            replaced=gone[row.id],
            bounced=bounced.get(row.id, 0),
        )
        for row in sorted(mailings.values(), key=lambda row: (-row.created, -row.id))
    ]


def _replaced_in(ids: Sequence[int]) -> list[tuple[int, str]]:
    query = Message.select(Message.mailing, Message.state).where(Message.mailing.in_(ids) & replaced())
    return list(query.tuples())


def _next_tries(ids: Sequence[int]) -> dict[int, datetime]:
    query = (
        Message.select(Message.mailing, fn.MIN(Message.not_before))
        .where(Message.mailing.in_(ids) & (Message.state == State.DEFERRED))
        .group_by(Message.mailing)
        .tuples()
    )
    return {mailing: moment(at) for mailing, at in query}


def _line(row: Any, gone: bool = False, bounce: MessageBounce | None = None) -> MessageLine:
    return MessageLine(
        id=row.id,
        mailing_id=row.mailing_id,
        client_id=row.client_id,
        client_name=row.client_name,
        envelope_to=row.envelope_to,
        subject=row.subject,
        state=State(row.state),
        reason=row.reason,
        code=row.code,
        enhanced=row.enhanced,
        reply=row.reply,
        attempts=row.attempts,
        not_before=moment(row.not_before) if row.not_before else None,
        created=moment(row.created),
        updated=moment(row.updated),
        settled=row.settled,
        intent=row.intent,
        replaced=gone,
        bounce=bounce,
    )
