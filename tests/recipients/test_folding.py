"""One form for what people spell in several ways; what they do not share stays apart."""

import pytest

from carmail_tui.documents.document import Party
from carmail_tui.documents.matching import KnownClient, NoMatch, match
from carmail_tui.documents.seatbelt import same_party
from carmail_tui.recipients.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" Société  L'Étoile", "SOCIETE L ETOILE"),
        ("Straße", "strasse"),
        ("Yıldız", "YILDIZ"),
        ("Łódź_Auto", "lodz auto"),
        ("Ελλάς", "ΕΛΛΑΣ"),
        ("ЙОСИФ", "Йосиф"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_names_in_other_scripts_are_told_apart() -> None:
    assert fold("Иванов") != fold("Петров")
    assert not same_party(("Петров",), "", Party(name="Иванов"))


class Neighbours:
    """One client, Петров, whom only his name and postcode could find."""

    client = KnownClient(1, ("Петров",), postcode="1000")

    def decided(self, key: str) -> None:
        return None

    def alike(self, name: str, postcode: str) -> tuple[KnownClient, ...]:
        return (self.client,)

    def by_vat(self, key: str) -> tuple[KnownClient, ...]:
        return ()

    def by_code(self, code: str) -> tuple[KnownClient, ...]:
        return ()

    def by_mailbox(self, found: str) -> tuple[KnownClient, ...]:
        return ()

    def by_name(self, keys: object) -> tuple[KnownClient, ...]:
        wanted = set(keys) if isinstance(keys, tuple) else set()
        return (self.client,) if fold(self.client.names[0]) in wanted else ()


def test_the_invoice_of_a_neighbour_is_nobody_elses() -> None:
    assert match(Party(name="Иванов", postcode="1000"), Neighbours()) == NoMatch()
