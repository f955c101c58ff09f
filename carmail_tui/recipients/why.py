"""Why a client is found or not, and will receive a letter or not."""

from dataclasses import dataclass
from datetime import date

from carmail_tui.recipients.client import Client
from carmail_tui.recipients.criteria import Criteria, unmet
from carmail_tui.recipients.expression.evaluate import holds
from carmail_tui.recipients.expression.tree import Node, conjuncts
from carmail_tui.recipients.history import History
from carmail_tui.recipients.reach import LeftOut, LeftOutReason, Purpose, letter_address, obstacle


@dataclass(frozen=True, slots=True)
class Why:
    """What there is to say of one client and a letter of this purpose: the criteria that fail, what keeps it
    away, where it would go."""

    client: Client
    purpose: Purpose
    criteria: Criteria
    unmet: tuple[str, ...]
    unmet_parts: tuple[Node, ...]
    """The parts of the own filter that do not hold."""
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
    history: History | None = None,
) -> Why:
    """Look at one client. `shared_with` is the client who already receives at the same mailbox.

    Raises HistoryNeededError where the criteria look back and no `history` is given.
    """
    left_out = obstacle(client, purpose)
    address = letter_address(client)
    if left_out is None and shared_with and address is not None:
        left_out = LeftOut(client, LeftOutReason.SAME_MAILBOX, address.email, other=shared_with)
    email = address.email if address else ""
    failed = unmet(criteria, client, today, history)
    parts = [part for part in conjuncts(criteria.where) if not holds(part, client, today, history)]
    return Why(client, purpose, criteria, failed, tuple(parts), left_out, email, selected)
