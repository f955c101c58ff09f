"""The names that programs give to the columns of a client list, in French, Dutch, German and English."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from carmail_tui.reading.program_columns import FURTHER_NAMES, without_qualifiers
from carmail_tui.recipients.folding import fold


class Field(StrEnum):
    """What a column of a client list can hold; the values are the names that `--map` takes."""

    CODE = "code"
    NAME = "name"
    COMPANY = "company"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    STREET_MORE = "street_more"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"
    PHONE = "phone"
    VAT = "vat"
    EMAIL = "email"
    EMAIL_FINANCIAL = "email_financial"
    EMAIL_CONTACT = "email_contact"
    FAMILY = "family"
    TYPE = "type"
    LANGUAGE = "language"
    CONSENT = "consent"
    CONSENT_SINCE = "consent_since"
    CONSENT_ORIGIN = "consent_origin"
    LAST_VISIT = "last_visit"
    ROLE = "role"
    """Customer or supplier, where one list holds both."""
    PLATE = "plate"
    VIN = "vin"
    VEHICLE_TYPE = "vehicle_type"
    MAKE = "make"
    MODEL = "model"
    FUEL = "fuel"
    FIRST_REGISTRATION = "first_registration"
    NEXT_INSPECTION = "next_inspection"


NAMES: dict[Field, str] = {
    Field.CODE: (
        "code, code client, client code, customer code, no client, n client, numero client, numero de "
        "client, num client, client number, customer number, customer no, customer id, client id, id "
        "client, id number, account number, klantnummer, klantcode, klantnr, klant nr, kundennummer, "
        "kundennr, kunden nr, debiteurnummer, ref client, reference client, reference"
    ),
    Field.NAME: (
        "display name, customer name, client name, full name, nom complet, volledige naam, nom du client, "
        "nom client, klantnaam, kundenname, denomination, name, nom, naam, client, klant, kunde"
    ),
    Field.COMPANY: (
        "company name, company, societe, nom societe, nom de la societe, raison sociale, entreprise, firme, "
        "organisation, organization, organization name, bedrijf, bedrijfsnaam, firma, firmanaam, "
        "firmenname, unternehmen, vennootschap, handelsnaam"
    ),
    Field.FIRST_NAME: ("first name, firstname, given name, prenom, voornaam, vorname, contact first name"),
    Field.LAST_NAME: (
        "last name, lastname, family name, surname, nom de famille, familienaam, achternaam, nachname, "
        "familienname, contact last name"
    ),
    Field.STREET: (
        "billing street, billing address, address line 1, address 1, address, street, street address, "
        "adresse, adresse 1, adresse ligne 1, rue, adres, straat, straat en nummer, strasse, strasse und "
        "hausnummer, anschrift, home street, business street"
    ),
    Field.HOUSE_NUMBER: ("house number, numero de maison, huisnummer, huisnr, hausnummer, hausnr"),
    Field.STREET_MORE: (
        "billing apt suite, billing street2, billing street 2, address line 2, address 2, adresse 2, "
        "adresse ligne 2, complement, complement d adresse, bus, boite, busnummer, adres 2, adresszusatz"
    ),
    Field.POSTCODE: (
        "billing postal code, billing code, billing zip, postal code, postcode, post code, postal code zip "
        "code, zip code, zip, code postal, cp, postnummer, plz, postleitzahl"
    ),
    Field.TOWN: (
        "billing city, city, town, localite, ville, commune, plaats, gemeente, stad, woonplaats, ort, "
        "stadt, wohnort"
    ),
    Field.COUNTRY: ("billing country, country, pays, code pays, land, country code"),
    Field.PHONE: (
        "phone, telephone, tel, phone number, primary phone, telefoon, telefoonnummer, telefon, "
        "telefonnummer, numero de telephone, gsm, mobile, mobilephone, mobile phone, portable, handy, tel "
        "prive, tel bureau, home phone, business phone, billing phone, shipping phone, phone 1 value"
    ),
    Field.VAT: (
        "vat number, vat, vat id, vat no, tax id, tva, n tva, no tva, numero tva, numero de tva, num tva, "
        "btw, btw nummer, btwnummer, btw nr, btwnr, ust id, ustid, ust idnr, ust id nr, ustidnr, "
        "umsatzsteuer id, ondernemingsnummer, numero d entreprise, n entreprise, no entreprise, bce, kbo"
    ),
    Field.EMAIL: (
        "email, e mail, mail, emailid, email id, email address, e mail address, emails, adresse mail, "
        "adresse email, adresse e mail, courriel, emailadres, e mailadres, e mail adres, mailadres, e mail "
        "adresse, email adresse, emailadresse, primary email, e mail 1 value, email 1"
    ),
    Field.EMAIL_FINANCIAL: (
        "email financier, e mail financier, mail financier, email facturation, e mail facturation, mail "
        "facturation, email facture, email factures, email comptabilite, mail compta, email compta, billing "
        "email, invoice email, accounting email, email facturatie, e mail facturatie, facturatie email, "
        "factuur email, email boekhouding, financieel email, rechnungs email, rechnungs e mail, e mail "
        "rechnung, email rechnung, email buchhaltung"
    ),
    Field.EMAIL_CONTACT: (
        "email contact, e mail contact, contact email, contact e mail, email 2, e mail 2, e mail 2 value, "
        "second email, secondary email, autre email, email secondaire, tweede email"
    ),
    Field.FAMILY: (
        "famille, famille client, family, familie, categorie, categorie client, category, groupe, client "
        "group, customer group, klantengroep, kundengruppe"
    ),
    Field.TYPE: (
        "type, type client, type de client, client type, customer type, customer sub type, klanttype, "
        "klantsoort, kundentyp, kundenart"
    ),
    Field.LANGUAGE: ("langue, langue client, language, taal, sprache, lang, code langue, language code"),
    Field.CONSENT: (
        "accepte pub, accepte publicite, accepte la pub, accepte la publicite, pub, publicite, accepte "
        "promotions, promotions, accepts promotions, accepts marketing, marketing, newsletter, opt in, "
        "optin, consent, consentement, mailing, reclame, aanvaardt reclame, werbung, werbung erlaubt"
    ),
    Field.CONSENT_SINCE: (
        "date consentement, date du consentement, consent date, consent since, datum toestemming, datum "
        "einwilligung"
    ),
    Field.CONSENT_ORIGIN: ("origine consentement, origine du consentement, consent origin, consent source"),
    Field.LAST_VISIT: (
        "derniere visite, date derniere visite, dernier passage, dern visite, last visit, laatste bezoek, "
        "letzter besuch"
    ),
    Field.ROLE: ("contact type"),
    Field.PLATE: (
        "plaque, immatriculation, numero d immatriculation, immat, plate, license plate, licence plate, "
        "nummerplaat, kenteken, kennzeichen"
    ),
    Field.VIN: ("vin, chassis, numero de chassis, no chassis, chassisnummer, fahrgestellnummer, fin"),
    Field.VEHICLE_TYPE: (
        "type vehicule, type de vehicule, genre, genre vehicule, vehicle type, voertuigtype, type voertuig, "
        "fahrzeugtyp, fahrzeugart"
    ),
    Field.MAKE: ("marque, marque vehicule, make, brand, merk, automerk, marke"),
    Field.MODEL: ("modele, modele vehicule, model, modell"),
    Field.FUEL: ("carburant, energie, fuel, brandstof, kraftstoff"),
    Field.FIRST_REGISTRATION: (
        "premiere mise en circulation, 1ere mise en circulation, 1re mise en circulation, date 1ere mise en "
        "circulation, mise en circulation, date de mise en circulation, premiere immatriculation, 1ere "
        "immatriculation, first registration, eerste inschrijving, eerste inverkeerstelling, erstzulassung"
    ),
    Field.NEXT_INSPECTION: (
        "controle technique, date controle technique, prochain controle technique, prochain controle, "
        "prochain ct, date ct, ct, next inspection, inspection, technische keuring, keuring, volgende "
        "keuring, datum keuring, hauptuntersuchung, tuv, hu"
    ),
}
"""The names of each field, the surest first: of several columns of one, the first that is filled counts."""

SUPPLIER_NAMES = (
    "vendor name, vendor, supplier, supplier name, fournisseur, nom fournisseur, leverancier, lieferant"
)
"""A column that names a supplier: such a list holds nobody to write to."""

LEDGER_NAMES = (
    "invoice number, invoice no, numero facture, numero de facture, factuurnummer, rechnungsnummer, "
    "invoice date, date facture, factuurdatum, rechnungsdatum, due, due date, echeance, date d echeance, "
    "vervaldatum, falligkeit, falligkeitsdatum"
)
"""A column that stands in a list of invoices."""


def _folded(names: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in names.split(","))


def _ranks() -> dict[str, tuple[Field, int]]:
    ranks: dict[str, tuple[Field, int]] = {}
    for field, names in NAMES.items():
        for position, name in enumerate(_folded(f"{names}, {FURTHER_NAMES.get(field.value, names)}")):
            ranks.setdefault(name, (field, position))
    return ranks


_RANK = _ranks()
_QUALIFIED = 1000
"""What a name is behind one that stands alone: `Home City` behind `City`."""
_ADDRESS = (Field.STREET, Field.HOUSE_NUMBER, Field.STREET_MORE, Field.POSTCODE, Field.TOWN, Field.COUNTRY)
_SUPPLIER = frozenset(_folded(SUPPLIER_NAMES))
_LEDGER = frozenset(_folded(LEDGER_NAMES))
_LONGEST_NAME = 200
_PLACES = frozenset({
    "home", "work", "business", "prive", "privat", "private", "thuis", "domicile", "bureau",
    "geschaftlich", "werk", "werkadres", "huisadres", "dienstlich", "perso", "personnel", "pro",
    "professionnel",
})  # fmt: skip
_BARE_NAMES = frozenset({"name", "nom", "naam"})


def columns_of(header: Sequence[str]) -> dict[Field, tuple[int, ...]]:
    """The columns of each field, the surest name first, then in the order of the file.

    A bare "Nom", "Naam" or "Name" beside a first name and without another last name is the last name.
    """
    found: list[tuple[int, int, Field]] = []
    for column, name in enumerate(header):
        folded = fold(name[:_LONGEST_NAME])
        if known := _RANK.get(folded):
            found.append((known[1], column, known[0]))
        elif known := _RANK.get(without_qualifiers(folded)[0]):
            found.append((known[1] + _QUALIFIED, column, known[0]))
    fields = {field for _rank, _column, field in found}
    if Field.FIRST_NAME in fields and Field.LAST_NAME not in fields:
        found = [
            (rank, column, Field.LAST_NAME if fold(header[column]) in _BARE_NAMES else field)
            for rank, column, field in found
        ]
    # Telephones are all alike: the first of the file counts, after which come those of other addresses.
    found = [(_phone_rank(fold(header[c])) if f is Field.PHONE else rank, c, f) for rank, c, f in found]
    columns: dict[Field, tuple[int, ...]] = {}
    for _rank, column, field in sorted(found, key=lambda entry: entry[:2]):
        columns[field] = (*columns.get(field, ()), column)
    return columns


def _phone_rank(folded: str) -> int:
    return sum(word in folded.split() for word in ("shipping", "billing"))


def address_groups(
    header: Sequence[str], columns: Mapping[Field, Sequence[int]]
) -> tuple[dict[Field, tuple[int, ...]], ...]:
    """The columns of postal addresses, those that belong together in one group, in the order of the file.

    Where a list has several addresses (home, work), a town is never taken from one and a street from another.
    """
    groups: dict[str, dict[Field, tuple[int, ...]]] = {}
    for field, column in sorted(((f, n) for f in _ADDRESS for n in columns.get(f, ())), key=lambda e: e[1]):
        group = groups.setdefault(_group(fold(header[column][:_LONGEST_NAME])), {})
        group[field] = (*group.get(field, ()), column)
    return tuple(groups.values())


def _group(folded: str) -> str:
    """What tells a postal address from another one of the same row; empty for the only one, or the card's."""
    qualifier = without_qualifiers(folded)[1]
    return qualifier if qualifier in _PLACES or qualifier[-1:].isdigit() else ""


def names_suppliers(header: Sequence[str]) -> bool:
    """Whether the header is that of a list of suppliers."""
    return any(fold(name) in _SUPPLIER for name in header)


def names_invoices(header: Sequence[str]) -> bool:
    """Whether the header is that of a list of invoices."""
    return any(fold(name) in _LEDGER for name in header)
