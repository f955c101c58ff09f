"""Trying an account without sending anything: connection, encryption, login, sender."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from carmail_tui.delivery.errors import DeliveryError, HeldError, NegativeReplyError
from carmail_tui.delivery.policy import Phase, Reason
from carmail_tui.delivery.session import Session, Terms
from carmail_tui.settings.model import Smtp

_TERMS = Terms(dict.fromkeys(Phase, 15.0))


class TrialStep(StrEnum):
    """What is tried, in this order."""

    CONNECTION = "connection"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    SENDER = "sender"


_STEP_OF_PHASE = {
    Phase.CONNECT: TrialStep.CONNECTION,
    Phase.GREETING: TrialStep.CONNECTION,
    Phase.EHLO: TrialStep.CONNECTION,
    Phase.STARTTLS: TrialStep.ENCRYPTION,
    Phase.AUTH: TrialStep.LOGIN,
    Phase.MAIL: TrialStep.SENDER,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """How far the account got: the step that failed (None: all passed), why, and the server's words."""

    failed: TrialStep | None = None
    reason: Reason | None = None
    reply: str = ""

    def passed(self, step: TrialStep) -> bool | None:
        """Whether this step passed; None where it was not reached."""
        if self.failed is None:
            return True
        order = list(TrialStep)
        if step is self.failed:
            return False
        return True if order.index(step) < order.index(self.failed) else None


def try_account(smtp: Smtp, password: str, sender: str) -> Trial:
    """Connect, encrypt, log in, and ask whether `sender` may send; then leave."""
    return asyncio.run(_try(smtp, password, sender))


async def _try(smtp: Smtp, password: str, sender: str) -> Trial:
    session: Session | None = None
    try:
        session = await Session.open(smtp, password, _TERMS)
        await session.check_sender(sender)
    except (HeldError, NegativeReplyError) as error:
        code = f"{error.reply.code} " if isinstance(error, NegativeReplyError) else ""
        return Trial(_STEP_OF_PHASE[error.phase], error.verdict.reason, code + error.words)
    except DeliveryError as error:
        return Trial(_STEP_OF_PHASE[error.phase], Reason.LINE_DROPPED, error.words)
    finally:
        if session is not None:
            await session.close()
    return Trial()
