"""A mailing in progress: who receives, what is wrong, and queueing it; what the screens call in a thread."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from carmail_tui.delivery.launch import launch
from carmail_tui.delivery.process import utc_now
from carmail_tui.documents.addresses import MalformedAddressError
from carmail_tui.letters import mailing
from carmail_tui.letters.compose import Composer
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.letter import Letter, letter_from_plain, letter_to_plain
from carmail_tui.letters.mailing import Checked
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Address, AddressSource, Client, Vehicle
from carmail_tui.recipients.criteria import Criteria, shown_vehicle
from carmail_tui.recipients.reach import Purpose, Reach, Recipient, reach
from carmail_tui.ui.bridge import Garage

_TEXT_BYTES = 4_000
_LAST_SENT = "last letter sent"
_MAKING = timedelta(hours=1)

HOLD_SECONDS = 10
"""How long everything can be taken back after confirming."""


SELECTION_DRAFT = "letter"
"""The name of the draft that goes to the selection; a letter from a card has one of its own."""


def load_draft(garage: Garage, draft: str = SELECTION_DRAFT) -> Letter:
    """The letter that the user left; an empty one where there is none."""
    plain = garage.store.user_states.get(garage.user, draft)
    return letter_from_plain(plain) if plain else Letter()


def keep_draft(garage: Garage, letter: Letter, draft: str = SELECTION_DRAFT) -> None:
    """Keep the letter as it is now."""
    garage.store.user_states.put(garage.user, draft, letter_to_plain(letter))


def named_files(paths: Sequence[str]) -> list[tuple[str, int | None]]:
    """Each file by name, with its size in bytes; None where it is gone."""
    return [(Path(path).name, _size(path)) for path in paths]


def _size(path: str) -> int | None:
    try:
        return Path(path).stat().st_size
    except OSError:
        return None


def reach_of(garage: Garage, ids: Sequence[int], purpose: Purpose) -> Reach:
    """Who of these clients will receive a letter of this purpose."""
    return reach(garage.store.clients.many(list(ids)), purpose)


def reach_for(garage: Garage, letter: Letter, ids: Sequence[int]) -> Reach:
    """Who of the selection receives this letter; a service letter until its purpose is said."""
    return reach_of(garage, ids, letter.purpose or Purpose.SERVICE)


def purpose_of_draft(garage: Garage) -> Purpose:
    """The purpose of the letter in progress; a service letter until it is said."""
    return load_draft(garage).purpose or Purpose.SERVICE


def check(garage: Garage, letter: Letter, ids: Sequence[int], criteria: Criteria) -> Checked:
    """Hold the letter against the selection. Raises LetterError where its own text is at fault."""
    composer = Composer(
        letter, Writer(garage.settings.sender, garage.settings.company), vehicle_of(garage, criteria)
    )
    return mailing.check(composer, reach_for(garage, letter, ids))


def give_address(garage: Garage, client: Client, email: str) -> None:
    """Letters to `client` go to `email` from now on, in place of the address of the card.

    Raises MalformedAddressError, with the card as it was.
    """
    assert client.id is not None
    if mailbox(email) is None:
        raise MalformedAddressError(email)
    card = next((a for a in client.addresses if a.source is AddressSource.CARD), None)
    address = replace(card, email=email, last_used=None) if card else Address(email, AddressSource.CARD)
    garage.store.cards.put_address(client.id, address)


def bytes_each(checked: Checked) -> int:
    """About how large each mail is, in bytes: its attachments in base64, and its text."""
    return sum(len(attachment.part) for attachment in checked.composer.attachments) + _TEXT_BYTES


def vehicle_of(garage: Garage, criteria: Criteria) -> Callable[[Client], Vehicle | None]:
    """Which vehicle a letter to a client is about."""
    return partial(_shown, criteria=criteria, garage=garage)


def _shown(client: Client, criteria: Criteria, garage: Garage) -> Vehicle | None:
    return shown_vehicle(client, criteria, garage.today)


def queue(garage: Garage, checked: Checked, token: str, draft: str = SELECTION_DRAFT) -> int:
    """Queue the mailing with its hold, and start delivery; the id of the mailing.

    `token` is made once for each confirmation: the same confirmation cannot queue anyone twice.
    """
    now = utc_now()
    queued = mailing.queue_mailing(
        checked.composer,
        checked.reach,
        garage.store.outbox,
        token=token,
        account=garage.settings.smtp.account,
        user=garage.user,
        now=now,
        hold_until=now + _MAKING,
        without=checked.incomplete,
    )
    # The hold begins when all is there: a large mailing takes longer to make than its hold lasts.
    garage.store.outbox.hold(queued.mailing, utc_now() + timedelta(seconds=HOLD_SECONDS))
    written = {"day": garage.today.isoformat(), "count": queued.count}
    if draft == SELECTION_DRAFT:
        garage.store.user_states.put(garage.user, "written", written)
    sent = {"mailing": queued.mailing, "draft": draft, "letter": letter_to_plain(checked.composer.letter)}
    garage.store.user_states.put(garage.user, _LAST_SENT, sent)
    garage.store.user_states.put(garage.user, draft, None)
    launch(garage.database_url, garage.config_path)
    return queued.mailing


def queue_test(garage: Garage, checked: Checked, recipient: Recipient, to: str) -> int:
    """Send one mail of the letter to `to`, as a test; the id of its mailing."""
    queued = mailing.queue_test(
        checked.composer,
        recipient,
        to,
        garage.store.outbox,
        account=garage.settings.smtp.account,
        user=garage.user,
        now=utc_now(),
    )
    launch(garage.database_url, garage.config_path)
    return queued.mailing


def restore_draft(garage: Garage, mailing_id: int) -> None:
    """The letter of a mailing that was taken back is a draft again, unless another was begun."""
    sent = garage.store.user_states.get(garage.user, _LAST_SENT)
    if (
        sent
        and sent["mailing"] == mailing_id
        and not garage.store.user_states.get(garage.user, sent["draft"])
    ):
        garage.store.user_states.put(garage.user, sent["draft"], sent["letter"])
