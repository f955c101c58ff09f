"""What a person says of whose a document is: asked once, remembered for the buyer, taken back."""

from dataclasses import dataclass
from datetime import datetime

from carmail_tui.documents.document import Document, Party
from carmail_tui.documents.matching import Match, buyer_key


@dataclass(frozen=True, slots=True)
class Decision:
    """What is remembered: this buyer is that client, as `user` said."""

    key: str
    """`documents.matching.buyer_key` of the buyer."""
    client_id: int
    client_name: str
    buyer: Party
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """Whose a document was before, and whether a person had said so."""

    document: int
    client: int | None = None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer did, so that it can be taken back: whose the documents were before.

    `key` is empty where nothing is remembered, `former` what was remembered of the buyer before.
    `card` is a card that was made from the buyer.
    """

    client_id: int
    before: tuple["Before", ...]
    key: str = ""
    former: Decision | None = None
    card: int | None = None

    @property
    def remembered(self) -> bool:
        """Whether it holds for the next documents of the buyer."""
        return bool(self.key)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A document of the ledger, whose it may be, and what is remembered of its buyer."""

    document: Document
    match: Match
    decision: Decision | None = None

    @property
    def can_be_remembered(self) -> bool:
        """Whether an answer would hold for the next documents: whether the buyer can be told from others."""
        return bool(buyer_key(self.document.buyer))
