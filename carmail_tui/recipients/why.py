"""Why a client is found or not, and will receive a letter or not."""

from dataclasses import dataclass
from datetime import date

from carmail_tui.recipients.client import Client
from carmail_tui.recipients.criteria import Criteria, unmet
from carmail_tui.recipients.reach import LeftOut, LeftOutReason, Purpose, letter_address, obstacle


@dataclass(frozen=True, slots=True)
class Why:
    """What there is to say of one client and a letter of this purpose: the criteria that fail, what keeps it
    away, where it would go."""

    client: Client
    purpose: Purpose
    unmet: tuple[str, ...]
    left_out: LeftOut | None
    email: str
    selected: bool


def why(
    client: Client,
    criteria: Criteria,
    purpose: Purpose,
    today: date,
    *,
    selected: bool,
    shared_with: str = "",
) -> Why:
    """Look at one client. `shared_with` is the client who already receives at the same mailbox."""
    left_out = obstacle(client, purpose)
    address = letter_address(client)
    if left_out is None and shared_with and address is not None:
        left_out = LeftOut(client, LeftOutReason.SAME_MAILBOX, address.email, other=shared_with)
    email = address.email if address else ""
    return Why(client, purpose, unmet(criteria, client, today), left_out, email, selected)
