"""How a conversation with a server can end otherwise than well."""

from carmail_tui.delivery.policy import Fate, Phase, Reason, Reply, Verdict, judge

__all__ = (
    "BrokenError",
    "DeliveryError",
    "HeldError",
    "NegativeReplyError",
    "StoppedError",
    "TakenOverError",
    "UnsendableError",
)


class DeliveryError(Exception):
    """The conversation did not go on. `phase` is where, `words` what is known, in the server's words."""

    def __init__(self, phase: Phase, words: str) -> None:
        super().__init__(f"{phase.value}: {words}")
        self.phase = phase
        self.words = words


class NegativeReplyError(DeliveryError):
    """The server said no, explicitly: nothing is uncertain."""

    def __init__(self, phase: Phase, reply: Reply) -> None:
        super().__init__(phase, reply.text)
        self.reply = reply

    @property
    def verdict(self) -> Verdict:
        """What the reply means."""
        return judge(self.phase, self.reply)


class BrokenError(DeliveryError):
    """The line dropped, a deadline passed, or the server spoke nonsense."""


class HeldError(DeliveryError):
    """The account cannot be used as it is set up."""

    def __init__(self, phase: Phase, reason: Reason, words: str = "", *, temporary: bool = False) -> None:
        super().__init__(phase, words)
        fate = Fate.RETRY_ACCOUNT if temporary else Fate.HOLD
        self.verdict = Verdict(fate, reason)


class UnsendableError(DeliveryError):
    """This message cannot be put to this server at all; nothing of it was said."""

    def __init__(self, phase: Phase, reason: Reason, words: str = "") -> None:
        super().__init__(phase, words)
        self.reason = reason


class StoppedError(DeliveryError):
    """The outbox wants the message back, just before its dot: it was cancelled, or its mailing is paused."""


class TakenOverError(Exception):
    """Another process delivers for the account now: this one lost its lock without noticing."""
