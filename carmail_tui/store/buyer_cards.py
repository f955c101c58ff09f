"""A card from the buyer of a document, for whom there is none."""

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import identifying_vat
from carmail_tui.reading.einvoice import PostalAddress
from carmail_tui.recipients.address import mailbox
from carmail_tui.recipients.client import Client, Language


def can_be_found_again(buyer: Party) -> bool:
    """Whether the next document of this buyer would find the card that is made of it."""
    known = identifying_vat(buyer.vat) or mailbox(buyer.email) or buyer.code or buyer.postcode
    return bool(buyer.name.strip() and known)


def card_from(buyer: Party, address: PostalAddress, language: Language) -> Client:
    """A new card from the buyer of a document."""
    return Client(
        name=buyer.name.strip(),
        code=buyer.code,
        company=buyer.name.strip() if buyer.vat else "",
        language=language,
        street=address.street,
        postcode=address.postcode,
        town=address.town,
        country=address.country[:2] or "BE",
        vat=buyer.vat,
    )
