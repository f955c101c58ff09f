"""The breaker of a mailing: refused as spam several times in a row, it pauses before it harms the sender."""

from collections import Counter

from carmail_tui.delivery.policy import REFUSALS_IN_A_ROW, Reason


class Breaker:
    """Counts, by mailing, the refusals by policy that followed each other."""

    def __init__(self) -> None:
        self._refusals: Counter[int] = Counter()

    def accepted(self, mailing: int) -> None:
        """The server took one."""
        self._refusals.pop(mailing, None)

    def refused(self, mailing: int, reason: Reason) -> bool:
        """The server refused one; whether the mailing must pause."""
        if reason is not Reason.REFUSED_BY_POLICY:
            return False
        self._refusals[mailing] += 1
        if self._refusals[mailing] < REFUSALS_IN_A_ROW:
            return False
        del self._refusals[mailing]
        return True
