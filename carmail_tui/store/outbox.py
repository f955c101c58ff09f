"""The outbox as people use it: queueing, taking back, pausing, retrying, settling doubts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Database

from carmail_tui.delivery.policy import Reason
from carmail_tui.delivery.queue import utc_now
from carmail_tui.delivery.states import STEPS, WAITING, State
from carmail_tui.letters.identity import dedupe_key
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.folding import fold
from carmail_tui.store.dispatch import whole
from carmail_tui.store.models import Account, Blob, Content, DocumentMessage, Mailing, Message
from carmail_tui.store.rows import milliseconds
from carmail_tui.store.statements import CONTENT, QUEUE
from carmail_tui.store.transitions import run

_KEPT = (
    "mailing",
    "account",
    "intent",
    "client_id",
    "client_name",
    "subject",
    "date",
    "envelope_from",
    "size",
)
"""What a readdressed message has in common with the one that was not accepted."""

_ANEW = {"not_before": 0, "attempts": 0, "trying_since": None, "reason": "", "settled": False}
"""What is asked for again starts like new, and Today counts it again should it fail again."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What queueing did. `ids` has, for each prepared message, its id in the outbox, or None where a message
    with its dedupe key was there already."""

    mailing: int
    ids: tuple[int | None, ...]

    @property
    def count(self) -> int:
        """How many are queued."""
        return sum(id_ is not None for id_ in self.ids)


class Outbox:
    """The outbox of a database, for people."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Queue these messages in one transaction: all of them are in the outbox, or none is.

        `kind` is promotion, service, documents or test. Nothing leaves before `hold_until`.
        """
        now = milliseconds(utc_now())
        with self._database.connection_context(), self._database.atomic():
            mailing = Mailing.create(
                user=user,
                kind=kind,
                title=title,
                title_key=fold(title),
                created=now,
                hold_until=milliseconds(hold_until) if hold_until else 0,
                left_out=left_out,
            )
            kept: set[str] = set()
            ids = tuple(self._insert(message, mailing, account, now, kept) for message in prepared)
            if prepared and not any(ids):
                mailing.delete_instance()
            return Queued(mailing.id, ids)

    def hold(self, mailing: int, until: datetime) -> None:
        """Nothing of the mailing leaves before this moment."""
        with self._database.connection_context():
            Mailing.update(hold_until=milliseconds(until)).where(Mailing.id == mailing).execute()

    def _insert(
        self, message: PreparedMessage, mailing: Any, account: str, now: int, kept: set[str]
    ) -> int | None:
        digests = [self._keep(blob, kept) for blob in message.blobs]
        # The unique key decides, not a look beforehand: two counters may send the same invoice at once.
        rows = run(
            self._database,
            QUEUE,
            *(mailing.id, account, message.intent.value, message.client_id, message.client_name),
            *(message.subject, message.dedupe_key, message.message_id, milliseconds(message.date)),
            *(message.envelope_from, message.envelope_to, mailbox(message.envelope_to) or ""),
            *(len(message.head) + sum(map(len, message.blobs)), State.QUEUED.value, now, now),
        ).fetchall()
        if not rows:
            return None
        ((id_,),) = rows
        run(self._database, CONTENT, id_, message.head, " ".join(digests))
        for document_id in message.document_ids:
            DocumentMessage.create(document=document_id, message=id_)
        return int(id_)

    @staticmethod
    def _keep(content: bytes, kept: set[str]) -> str:
        digest = hashlib.sha256(content).hexdigest()
        if digest not in kept:
            Blob.insert(sha256=digest, content=content).on_conflict_ignore().execute()
            kept.add(digest)
        return digest

    def content(self, message: int) -> bytes:
        """The frozen bytes of a message."""
        with self._database.connection_context():
            kept = Content.get_by_id(message)
            return whole(self._database, bytes(kept.head), kept.blobs)

    def take_back(self, mailing: int) -> int:
        """Cancel what has not left; how many messages."""
        with self._database.connection_context():
            return self._move("cancel", Message.mailing == mailing)

    def pause(self, mailing: int, paused: bool) -> None:
        """Pause the mailing, or let it go on. What has reached its final dot is past pausing."""
        with self._database.connection_context(), self._database.atomic():
            Mailing.update(paused=paused, paused_reason="").where(Mailing.id == mailing).execute()
            if not paused:
                # To let it go on is to ask for it: what rested with it has not rested too long.
                waiting = (Message.mailing == mailing) & Message.state.in_(sorted(WAITING))
                Message.update(updated=milliseconds(utc_now())).where(waiting).execute()

    def cancel(self, ids: Sequence[int]) -> int:
        """Cancel these, where they wait; how many did."""
        with self._database.connection_context():
            return self._move("cancel", Message.id.in_(list(ids)))

    def retry(self, ids: Sequence[int]) -> int:
        """Try again these that were deferred, refused or have expired; how many can be.

        Their tries and their lifetime begin anew.
        """
        with self._database.connection_context():
            return self._move("retry", Message.id.in_(list(ids)), **_ANEW)

    def readdress(self, message: int, email: str) -> int | None:
        """Send a message that was not accepted to a corrected address; the id of the new one.

        None where this address has a message of the same mailing already. Raises HeaderError.
        """
        from carmail_tui.letters.readdress import readdressed

        with self._database.connection_context(), self._database.atomic():
            old, content = Message.get_by_id(message), Content.get_by_id(message)
            head, message_id, envelope_to = readdressed(bytes(content.head), old.envelope_from, email)
            same = (Message.mailing == old.mailing) & (Message.envelope_to == envelope_to)
            if Message.select().where(same & (Message.state != State.CANCELLED)).exists():
                return None
            now = milliseconds(utc_now())
            kept = {field: getattr(old, field) for field in _KEPT}
            new = Message.create(
                **kept,
                message_id=message_id,
                envelope_to=envelope_to,
                mailbox=mailbox(envelope_to) or "",
                dedupe_key=dedupe_key(f"readdressed {old.dedupe_key}", "", envelope_to),
                state=State.QUEUED.value,
                created=now,
                updated=now,
            )
            Content.create(message=new, head=head, blobs=content.blobs)
            for row in DocumentMessage.select().where(DocumentMessage.message == old):
                DocumentMessage.create(document=row.document_id, message=new)
            return int(new.id)

    def resolve(self, ids: Sequence[int], step: str, user: str) -> int:
        """Settle doubts: `it_arrived`, `send_again` (the very same bytes) or `give_up`; how many."""
        assert State.IN_DOUBT in STEPS[step].sources
        columns: dict[str, Any] = {"reason": f"by {user}"[:32]}
        if step == "send_again":
            columns = _ANEW | columns
        elif step == "it_arrived":
            # It was sent when it came into doubt, not when somebody found out.
            columns["updated"] = Message.updated
        with self._database.connection_context():
            return self._move(step, Message.id.in_(list(ids)), **columns)

    def settle(self, ids: Sequence[int], settled: bool = True) -> int:
        """Today stops counting these."""
        with self._database.connection_context():
            return int(Message.update(settled=settled).where(Message.id.in_(list(ids))).execute())

    def release_account(self, account: str, *, settings_alone: bool = False) -> None:
        """Try the account again at once: a person has mended it.

        `settings_alone`: its settings were changed, which says nothing of what an older copy may hold.
        """
        restored = Account.held_reason == Reason.RESTORED_COPY
        with self._database.connection_context():
            Account.update(held_reason="", held_reply="", retry_at=0, failures=0).where(
                (Account.key == account) & (~restored if settings_alone else True)
            ).execute()

    def former_accounts(self, account: str, user: str) -> list[str]:
        """By which other accounts something of this user waits: their settings named them before."""
        waiting = Message.state.in_(sorted(WAITING)) & Message.mailing.in_(_mailings(user))
        with self._database.connection_context():
            query = Message.select(Message.account).where(waiting & (Message.account != account)).distinct()
            return [row[0] for row in query.tuples()]

    def move_account(self, former: str, account: str, user: str) -> int:
        """What waits for this user leaves by `account` from now on; how many messages.

        That of others stays: they have accounts of their own in the same database.
        """
        elsewhere = (Message.account == former) & Message.state.in_(sorted(WAITING))
        elsewhere &= Message.mailing.in_(_mailings(user))
        with self._database.connection_context(), self._database.atomic():
            held = (Account.key == former) & (Account.held_reason == Reason.RESTORED_COPY)
            if found := Account.select().where(held).first():
                # What must not leave by itself does not leave under another name either.
                hold = {"held_reason": found.held_reason, "held_since": found.held_since, "retry_at": 0}
                Account.insert(key=account, **hold).on_conflict(
                    conflict_target=[Account.key], update=hold
                ).execute()
            return int(Message.update(account=account).where(elsewhere).execute())

    def _move(self, step: str, where: Any, **columns: Any) -> int:
        taken = STEPS[step]
        columns = {"updated": milliseconds(utc_now())} | columns
        query = Message.update(state=taken.target.value, owner=None, **columns)
        return int(query.where(where & Message.state.in_(sorted(taken.sources))).execute())


def _mailings(user: str) -> Any:
    return Mailing.select(Mailing.id).where(Mailing.user == user)
