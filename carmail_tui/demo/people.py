"""The clients of the demo garage: each is a function of its number, so that any part can be made alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from carmail_tui.demo.addresses import firm_addresses, person_addresses, private_email, suppressed
from carmail_tui.demo.cast import CAST, Part, Role, cast_client
from carmail_tui.demo.names import (
    ADMINISTRATIONS,
    FIRM_WORDS,
    FIRST_NAMES,
    FOREIGN_TOWNS,
    LAST_NAMES,
    LEGAL_FORMS,
    STREETS,
    TOWNS,
)
from carmail_tui.demo.vat import vat_number
from carmail_tui.demo.vehicles import make_vehicle
from carmail_tui.recipients.client import Address, Client, Consent, Language

PERSON, FIRM, FLEET, ADMINISTRATION = "Particuliers", "Sociétés", "Flottes", "Administrations"
_LANGUAGES = (Language.FRENCH,) * 39 + (Language.DUTCH,) * 7 + (Language.GERMAN,) * 4
_COUNTRIES = ("BE",) * 17 + ("LU", "NL", "DE")
_TYPES = ("Client",) * 15 + ("Prospect",) * 3 + ("VIP",) * 2
_ORIGINS = ("bon de commande", "téléphone", "comptoir", "site internet", "formulaire d'entretien")
_NUMBERS_A_CLIENT = 8
"""Plates are numbered by client, this many each."""


@dataclass(frozen=True)
class People:
    """`count` clients, numbered from 1, of the garage `seed` as it is on the day `today`."""

    count: int
    today: date
    seed: int = 1

    def __iter__(self) -> Iterator[Client]:
        return (self.client(number) for number in range(1, self.count + 1))

    @cached_property
    def roles(self) -> dict[int, Role]:
        """The clients who are there for a reason, by number, spread over the first ones."""
        step = max(1, min(7, self.count // len(CAST)))
        return {1 + step * place: role for place, role in enumerate(CAST) if 1 + step * place <= self.count}

    def playing(self, part: Part) -> list[Client]:
        """The clients who play this part."""
        return [self.client(number) for number, role in self.roles.items() if role.part is part]

    def part(self, client: Client) -> Part | None:
        """The part that this client plays; None for anybody."""
        role = self.roles.get(client.id or 0)
        return role.part if role else None

    @lru_cache(maxsize=5000)  # noqa: B019 - a garage is made once in a process
    def client(self, number: int) -> Client:
        """The client with this number, which is its id in a new database."""
        random = Random(f"{self.seed} client {number}")  # noqa: S311 - a demo, no secret
        family, vehicles = _kind(number)
        made = self._person(number, random) if family == PERSON else self._firm(number, family, random)
        if role := self.roles.get(number):
            made = cast_client(made, role, self.today)
        made = self._with_vehicles(made, vehicles, random)
        # Of a draw of its own: the others stay as they are.
        age = Random(f"{self.seed} created {number}").randint(1, 5000)  # noqa: S311 - a demo, no secret
        return replace(made, id=number, created=self.today - timedelta(days=age))

    def _person(self, number: int, random: Random) -> Client:
        language = random.choice(_LANGUAGES)
        first, last = random.choice(FIRST_NAMES[language]), random.choice(LAST_NAMES[language])
        client = self._common(number, language, random)
        client = replace(client, name=f"{last}, {first}", first_name=first, last_name=last, family=PERSON)
        client = replace(client, **_place(random, TOWNS[language], language))
        if random.random() < 0.03 and (partner := self._partner(number)):
            same_home = {key: getattr(partner, key) for key in ("last_name", "street", "postcode", "town")}
            client = replace(client, name=f"{partner.last_name}, {first}", **same_home)
            return replace(client, addresses=partner.addresses[:1])
        email = private_email(first, last, number, random)
        return replace(client, addresses=self._suppressed(person_addresses(email, first, random), random))

    def _partner(self, number: int) -> Client | None:
        """The person before this one who has a usable address: they share it, as couples do."""
        for other in range(number - 1, max(0, number - 20), -1):
            if _kind(other)[0] == PERSON and other not in self.roles:
                client = self.client(other)
                if client.addresses and client.addresses[0].usable:
                    return client
        return None

    def _firm(self, number: int, family: str, random: Random) -> Client:
        language = random.choice(_LANGUAGES)
        country = random.choice(_COUNTRIES) if family in {FIRM, FLEET} else "BE"
        if country != "BE":
            language = Language.DUTCH if country == "NL" else language
            language = Language.GERMAN if country == "DE" else language
        place = _place(random, TOWNS[language] if country == "BE" else FOREIGN_TOWNS[country], language)
        name = _firm_name(family, language, country, place["town"], random)
        first, last = random.choice(FIRST_NAMES[language]), random.choice(LAST_NAMES[language])
        return replace(
            self._common(number, language, random),
            name=name,
            company=name,
            first_name=first,
            last_name=last,
            family=family,
            country=country,
            vat=vat_number(country, number, random),
            addresses=self._suppressed(firm_addresses(name, f"{first} {last}", number, random), random),
            **place,
        )

    def _common(self, number: int, language: Language, random: Random) -> Client:
        return Client(
            name="",
            code=f"C{number:05d}",
            type=random.choice(_TYPES),
            language=language,
            # No Belgian subscriber number begins with 0, and 0450 is assigned to nobody.
            phone=f"0450 {random.randint(10, 99)} {random.randint(10, 99)} {random.randint(10, 99)}",
            consent=_consent(random, self.today),
        )

    def _suppressed(self, addresses: tuple[Address, ...], random: Random) -> tuple[Address, ...]:
        if addresses and addresses[0].usable and random.random() < 0.015:
            return suppressed(addresses[0], random, self.today), *addresses[1:]
        return addresses

    def _with_vehicles(self, client: Client, count: int, random: Random) -> Client:
        number = int(client.code[1:]) * _NUMBERS_A_CLIENT
        vans = client.family in {FLEET, ADMINISTRATION}
        vehicles = tuple(
            make_vehicle(random, number + place, self.today, vans=vans) for place in range(count)
        )
        visits = [vehicle.last_visit for vehicle in vehicles if vehicle.last_visit]
        return replace(client, vehicles=vehicles, last_visit=max(visits, default=None))


def _kind(number: int) -> tuple[str, int]:
    """Family and count of vehicles; of 100 clients in a row, 130 vehicles."""
    place = number * 37 % 100
    if place < 2:
        return FLEET, 8
    if place < 5:
        return ADMINISTRATION, 3
    if place < 25:
        return FIRM, 2 if place % 3 == 0 else 1
    if place < 34:
        return PERSON, 0
    return PERSON, 2 if place < 46 else 1


def _place(random: Random, towns: tuple[str, ...], language: Language) -> dict[str, Any]:
    postcode, _space, town = random.choice(towns).partition(" ")
    street = random.choice(STREETS[language])
    return {"street": f"{street} {random.randint(1, 240)}", "postcode": postcode, "town": town}


def _firm_name(family: str, language: Language, country: str, town: str, random: Random) -> str:
    if family == ADMINISTRATION:
        return f"{random.choice(ADMINISTRATIONS[language])} {town}"
    form = random.choice(LEGAL_FORMS[f"BE-{language}" if country == "BE" else country])
    word = random.choice(FIRM_WORDS[language])
    return f"{word} {random.choice(LAST_NAMES[language])} {form}"


def _consent(random: Random, today: date) -> Consent:
    roll = random.random()
    if roll < 0.40:
        return Consent()
    since = today - timedelta(days=random.randint(5, 1500))
    return Consent(roll < 0.85, since, random.choice(_ORIGINS))
