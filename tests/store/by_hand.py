"""The steps of delivery taken by hand, one message at a time."""

from datetime import timedelta
from typing import Any

from carmail_tui.delivery.queue import Transition, utc_now
from carmail_tui.delivery.states import State
from carmail_tui.store.models import Message
from tests.post_office import PostOffice

OWNER, OTHER = "a" * 32, "b" * 32


def put_into(office: PostOffice, state: State, owner: str | None = OWNER) -> int:
    """The one message, put into a state by force."""
    with office.store.database.connection_context():
        Message.update(state=state.value, owner=owner).execute()
        return int(Message.get().id)


def claim(office: PostOffice, owner: str = OWNER) -> Any:
    """The next message that may leave now, claimed; None where none may."""
    claimed = office.store.dispatch.claim(office.smtp.account, owner, utc_now() + timedelta(seconds=1))
    return claimed[0] if claimed else None


def take_step(office: PostOffice, message: int, step: str, owner: str = OWNER, **more: Any) -> bool:
    """Take one step of delivery; whether the message was this owner's."""
    (taken,) = office.store.dispatch.take(owner, [Transition(message, step, **more)])
    return taken
