"""Bounces: taking reports, tying them to messages, marking their addresses, and forgiving an address."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from peewee import Database, chunked, fn

from carmail_tui.delivery.bounces import (
    BOUNCES_WITHIN,
    CLOCKS_DIFFER,
    FINAL,
    Effect,
    MessageBounce,
    Returned,
    Settled,
    effect_of,
)
from carmail_tui.delivery.states import STEPS, State
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Setback, Suppression, SuppressionReason
from carmail_tui.store import models
from carmail_tui.store.rows import milliseconds, moment

_BATCH = 500
_WENT = (State.SENT.value, State.IN_DOUBT.value)
_BY_REPORT = "bounce"
"""The reason of a message that was in doubt, until its bounce showed that the server had taken it."""


class Bounces:
    """The bounces of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, returned: Returned, *, complaint_origin: str, dry_run: bool = False) -> Settled:
        """Keep what a report says of a recipient, and do what follows; nothing at all on a dry run.

        A report that was read before changes nothing again. `complaint_origin` is how the card will say that
        we know of the refusal of promotions.
        """
        with self._database.connection_context(), self._database.atomic():
            message = _message(returned)
            # One row of the outbox is one recipient: by its own id we know which mailbox was written to.
            named = message.mailbox if message is not None and message.mailbox else ""
            names = tuple(dict.fromkeys(name for name in (named, *returned.names) if name))
            written_to = next((name for name in names if name == named or _in_book(name)), "")
            read_before = _known(returned)
            effect = effect_of(
                returned,
                read_before=read_before,
                ours=bool(written_to),
                forgiven=_forgiven(written_to),
                suppressed=models.Suppression.get_or_none(models.Suppression.mailbox == written_to)
                is not None,
            )
            settled = _settled(returned, effect, message)
            if not dry_run and effect is not Effect.STRANGER and not read_before:
                self._keep(replace(returned, names=(written_to,)), message)
                _follow(returned, effect, written_to, complaint_origin)
            return settled

    def _keep(self, returned: Returned, message: Any) -> None:
        models.Bounce.create(
            key=returned.key,
            message=message,
            mailbox=returned.names[0],
            kind=returned.kind,
            cause=returned.cause,
            status=returned.status,
            words=returned.words,
            at=milliseconds(returned.at),
        )
        if message is not None and message.state == State.IN_DOUBT:
            # Whoever sends it back has had it: the doubt is settled, and it was sent when it came into doubt.
            models.Message.update(state=STEPS["it_arrived"].target.value, reason=_BY_REPORT).where(
                (models.Message.id == message.id) & (models.Message.state == State.IN_DOUBT)
            ).execute()

    def forgive(self, email: str, at: datetime) -> bool:
        """A person says that the address is good: write to it again; whether it was not written to.

        Reports that were written before no longer count against it, also those that are read later.
        """
        found = mailbox(email)
        if found is None:
            return False
        with self._database.connection_context(), self._database.atomic():
            models.Forgiven.insert(mailbox=found, since=milliseconds(at)).on_conflict(
                conflict_target=[models.Forgiven.mailbox], preserve=[models.Forgiven.since]
            ).execute()
            gone = models.Suppression.delete().where(models.Suppression.mailbox == found)
            return bool(gone.execute())

    def take_back_forgiving(self, suppression: Suppression) -> None:
        """The address was not good after all: it is not written to, for the reason from before."""
        with self._database.connection_context(), self._database.atomic():
            models.Forgiven.delete().where(models.Forgiven.mailbox == suppression.mailbox).execute()
            models.Suppression.insert(
                mailbox=suppression.mailbox,
                reason=suppression.reason.value,
                since=suppression.since,
                detail=suppression.detail,
            ).on_conflict_ignore().execute()


def load_bounces(messages: Iterable[int]) -> dict[int, MessageBounce]:
    """What came back of these messages: of several reports a final one, else the latest."""
    found: dict[int, MessageBounce] = {}
    table = models.Bounce
    for part in chunked(messages, _BATCH):
        query = table.select().where(table.message.in_(part)).order_by(table.at, table.id)
        for row in query:
            bounce = MessageBounce(row.kind, row.cause, row.status, row.words, moment(row.at))
            known = found.get(row.message_id)
            if known is None or bounce.final or not known.final:
                found[row.message_id] = bounce
    return found


def load_setbacks(mailboxes: Iterable[str]) -> dict[str, Setback]:
    """What came back last from each of these mailboxes, unless a server has taken a mail for it since."""
    found: dict[str, Setback] = {}
    table, sent = models.Bounce, models.Message
    for part in chunked(mailboxes, _BATCH):
        query = (
            table.select(table.mailbox, table.cause, table.at)
            .where(table.mailbox.in_(part) & table.kind.in_(sorted(FINAL)))
            .order_by(table.at, table.id)
            .tuples()
        )
        latest = {mailbox_: (cause, at) for mailbox_, cause, at in query}
        later = sent.select(sent.mailbox, fn.MAX(sent.updated)).where(
            sent.mailbox.in_(list(latest)) & (sent.state == State.SENT) & ~came_back()
        )
        taken = dict(later.group_by(sent.mailbox).tuples())
        for mailbox_, (cause, at) in latest.items():
            if at >= taken.get(mailbox_, 0):
                found[mailbox_] = Setback(cause, moment(at).date())
    return found


def came_back() -> Any:
    """Whether a message was sent, and came back: only what was sent has a bounce."""
    table = models.Bounce
    back = table.select(table.message).where(table.kind.in_(sorted(FINAL)) & table.message.is_null(False))
    return models.Message.id.in_(back)


def _known(returned: Returned) -> bool:
    return models.Bounce.get_or_none(models.Bounce.key == returned.key) is not None


def _message(returned: Returned) -> Any:
    """The message that it belongs to.

    By its Message-ID. Only a report that tells none is tied by address and time, to the latest message that a
    server took in the days before: one that names another mail is about that one, which is not from here.
    """
    table = models.Message
    if returned.original_id:
        by_id = table.message_id.in_([f"<{returned.original_id}>", returned.original_id])
        # The state is looked at here: asked for it too, SQLite would read all that was ever sent.
        rows = [row for row in table.select().where(by_id) if row.state in _WENT]
        mine = [row for row in rows if row.mailbox in returned.names]
        return (mine or rows or [None])[0]
    first, last = milliseconds(returned.at - BOUNCES_WITHIN), milliseconds(returned.at + CLOCKS_DIFFER)
    near = table.mailbox.in_(returned.names) & (table.updated >= first) & (table.updated <= last)
    return table.select().where(table.state.in_(_WENT) & near).order_by(table.updated.desc()).first()


def _in_book(name: str) -> bool:
    """Whether a card, a document or the outbox has the address."""
    book = models.Address.get_or_none(models.Address.mailbox == name)
    return book is not None or models.Message.get_or_none(models.Message.mailbox == name) is not None


def _forgiven(name: str) -> datetime | None:
    row = models.Forgiven.get_or_none(models.Forgiven.mailbox == name)
    return moment(row.since) if row is not None else None


def _follow(returned: Returned, effect: Effect, name: str, complaint_origin: str) -> None:
    day = returned.at.date()
    if effect is Effect.SUPPRESSED:
        models.Suppression.create(
            mailbox=name, reason=SuppressionReason.BOUNCED.value, since=day, detail=returned.words
        )
    elif effect is Effect.NO_PROMOTIONS:
        _refuse_promotions(name, day, complaint_origin)


def _refuse_promotions(name: str, day: date, origin: str) -> None:
    """Whoever calls our mail unwanted receives no promotions any more; invoices, they still do.

    A consent that was given after the complaint stands.
    """
    client, address = models.Client, models.Address
    holders = address.select(address.client).where(address.mailbox == name)
    for row in client.select().where(client.id.in_(holders)):
        if row.promotions and row.promotions_since is not None and row.promotions_since > day:
            continue
        row.promotions, row.promotions_since, row.promotions_origin = False, day, origin
        row.corrected = " ".join(sorted({*row.corrected.split(), "consent"}))
        row.save()


def _settled(returned: Returned, effect: Effect, message: Any) -> Settled:
    if message is None:
        return Settled(returned, effect)
    return Settled(returned, effect, int(message.id), message.subject, message.client_name)
