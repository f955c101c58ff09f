"""Client lists: what each column is, and what a card becomes."""

from datetime import date
from pathlib import Path

import pytest

from carmail_tui.reading.client_list import (
    CellFault,
    ReadClient,
    SkippedRow,
    SkipReason,
)
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.columns import Field
from carmail_tui.reading.tables import TableError, TableFault
from carmail_tui.recipients.client import AddressSource, Client, Consent, Language, Vehicle

EXPORTS = Path(__file__).parents[3] / "shared" / "data" / "invoiceninja"
needs_exports = pytest.mark.skipif(
    not EXPORTS.exists(), reason="the shared real files are not beside this repository"
)


def read(folder: Path, text: str, **mapping: str) -> list[ReadClient | SkippedRow]:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_clients(path, {Field(name): column for name, column in mapping.items()}).rows)


def client(folder: Path, text: str, **mapping: str) -> Client:
    (row,) = read(folder, text, **mapping)
    assert isinstance(row, ReadClient)
    return row.client


CARPACK = (
    "Code;Nom;Prénom;Société;Adresse;CP;Localité;Langue;Famille;Type;TVA;Email;Email financier;Plaque;Marque;"
    "Modèle;Châssis;Carburant;1ère mise en circulation;Contrôle technique;Dernière visite;Accepte pub\n"
    "D017;Dubois;Pauline;;Rue du Pont 3;4500;Huy;N;Particulier;P;;pauline@dubois.example;;1-ABC-234;VW;Golf;"
    "WVWZZZ1KZ6W000001;Diesel;03/05/2019;12/12/2026;28-10-26;oui\n"
)


def test_the_headings_of_a_french_garage_program(tmp_path: Path) -> None:
    found = client(tmp_path, CARPACK)
    assert (found.code, found.name, found.last_name, found.first_name) == (
        "D017",
        "Dubois, Pauline",
        "Dubois",
        "Pauline",
    )
    assert (found.street, found.postcode, found.town, found.country) == ("Rue du Pont 3", "4500", "Huy", "BE")
    assert (found.language, found.family, found.type) == (Language.DUTCH, "Particulier", "P")
    assert found.consent == Consent(True)
    assert found.last_visit == date(2026, 10, 28)
    assert found.vehicles == (
        Vehicle(
            plate="1-ABC-234",
            vin="WVWZZZ1KZ6W000001",
            make="VW",
            model="Golf",
            fuel="Diesel",
            first_registration=date(2019, 5, 3),
            next_inspection=date(2026, 12, 12),
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        "Klantnr;Naam;Voornaam;Straat;Postcode;Gemeente;Taal;BTW-nummer;E-mailadres;Telefoon",
        "Kundennr.;Nachname;Vorname;Straße;PLZ;Ort;Sprache;USt-IdNr.;E-Mail;Telefon",
        "Customer No;Last name;First name;Street;Postcode;City;Language;VAT number;E-mail address;Phone",
        "N° client;NOM;PRENOM;RUE;CODE POSTAL;LOCALITE;LANGUE;N° TVA;COURRIEL;TEL.",
    ],
)
def test_headings_in_four_languages(tmp_path: Path, header: str) -> None:
    found = client(
        tmp_path, f"{header}\n5;Peeters;Jan;Dorp 1;9000;Gent;NL;BE0417497106;jan@peeters.example;09 1\n"
    )
    assert (found.code, found.name, found.street, found.postcode, found.town, found.vat, found.phone) == (
        *("5", "Peeters, Jan", "Dorp 1", "9000", "Gent", "BE0417497106", "09 1"),
    )
    assert found.language is Language.DUTCH
    assert found.addresses[0].mailbox == "jan@peeters.example"


def test_nom_alone_is_the_whole_name(tmp_path: Path) -> None:
    found = client(tmp_path, "Nom;CP\nGarage Dumont SRL;4000\n")
    assert (found.name, found.last_name) == ("Garage Dumont SRL", "")


def test_addresses_keep_their_sources_and_names(tmp_path: Path) -> None:
    text = (
        "Nom,Email,Email financier,Email contact\n"
        'Lambert,"Info <info@l.example>; jean@l.example.",compta@l.example,"mailto:INFO@l.example"\n'
    )
    found = client(tmp_path, text).addresses
    assert [(a.email, a.source, a.label) for a in found] == [
        ("info@l.example", AddressSource.CARD, "Info"),
        ("jean@l.example", AddressSource.CARD, ""),
        ("compta@l.example", AddressSource.FINANCIAL, ""),
        ("INFO@l.example", AddressSource.CONTACT, ""),
    ]


@pytest.mark.parametrize("cell", ["", "-", "néant", "n/a", "X", "geen"])
def test_a_cell_that_says_there_is_no_address(tmp_path: Path, cell: str) -> None:
    assert client(tmp_path, f"Nom;Email\nLambert;{cell}\n").addresses == ()


def test_a_malformed_address_is_kept_and_told(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "Nom;Email\nLambert;jean(at)lambert.example\n")
    assert isinstance(row, ReadClient)
    assert [(a.email, a.mailbox) for a in row.client.addresses] == [("jean(at)lambert.example", None)]
    assert [(note.fault, note.text) for note in row.notes] == [
        (CellFault.ADDRESS_MALFORMED, "jean(at)lambert.example")
    ]


def test_what_cannot_be_read_is_told_and_not_guessed(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path, "Nom;Langue;Contrôle technique;Plaque;Accepte pub;Pays\nA;xx;31/02/2026;1;?;Atlantis\n"
    )
    assert isinstance(row, ReadClient)
    assert {note.fault for note in row.notes} == {
        CellFault.LANGUAGE_UNKNOWN,
        CellFault.DATE_UNREADABLE,
        CellFault.CONSENT_UNCLEAR,
        CellFault.COUNTRY_UNKNOWN,
    }
    assert not {"language", "consent", "country"} & row.given


@pytest.mark.parametrize(
    ("cells", "postcode", "town", "country"),
    [
        ("B-4000;Liège;", "4000", "Liège", "BE"),
        (";4000 Liège;", "4000", "Liège", "BE"),
        ("L-1234;Luxembourg;", "1234", "Luxembourg", "LU"),
        ("59000;Lille;France", "59000", "Lille", "FR"),
        ("59000;Lille;", "59000", "Lille", ""),
    ],
)
def test_places(tmp_path: Path, cells: str, postcode: str, town: str, country: str) -> None:
    found = client(tmp_path, f"Nom;CP;Localité;Pays\nA;{cells}\n")
    assert (found.postcode, found.town, found.country) == (postcode, town, country)


def test_rows_that_give_no_client_say_why(tmp_path: Path) -> None:
    text = (
        "Name;Email;Contact Type\n;;customer\nA;b;customer;moved;over\nParts Ltd;p@p.example;vendor\nB;;\nC\n"
    )
    rows = read(tmp_path, text)
    skipped = [(row.line, row.reason) for row in rows if isinstance(row, SkippedRow)]
    assert skipped == [(2, SkipReason.NO_NAME), (3, SkipReason.TOO_MANY_CELLS), (4, SkipReason.SUPPLIER)]
    assert [row.client.name for row in rows if isinstance(row, ReadClient)] == ["B", "C"]


def test_a_column_is_named_by_hand(tmp_path: Path) -> None:
    text = "Who;Where;Nom\nLambert;lambert@l.example;ignored\n"
    found = client(tmp_path, text, name="who", email="2")
    assert (found.name, found.addresses[0].email) == ("Lambert", "lambert@l.example")
    with pytest.raises(TableError) as raised:
        read(tmp_path, text, name="9")
    assert raised.value.fault is TableFault.NO_SUCH_COLUMN


def test_columns_by_number_need_no_header(tmp_path: Path) -> None:
    text = "17;Lambert;l@l.example\n18;Dubois;d@d.example;a note\n"
    rows = read(tmp_path, text, name="2", email="3")
    assert [row.client.name for row in rows if isinstance(row, ReadClient)] == ["Lambert", "Dubois"]
    headed = read(tmp_path, "X;Y;Z\n" + text, name="2", email="3", code="1")
    assert [row.line for row in headed if isinstance(row, ReadClient)] == [2]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("vendor_name,email", TableFault.SUPPLIERS),
        ("Client,Email,Invoice Number,Amount", TableFault.INVOICES),
    ],
)
def test_lists_of_others_are_refused_unless_the_name_is_pointed_at(
    tmp_path: Path, header: str, fault: TableFault
) -> None:
    text = f"{header}\nA,a@a.example\n"
    with pytest.raises(TableError) as raised:
        read(tmp_path, text)
    assert raised.value.fault is fault
    assert client(tmp_path, text, name="1").name == "A"


@needs_exports
def test_the_export_of_invoice_ninja() -> None:
    found = read_clients(EXPORTS / "clients.csv")
    rows = list(found.rows)
    clients = [row.client for row in rows if isinstance(row, ReadClient)]
    assert len(clients) == len(rows) == 20
    first = clients[0]
    assert (first.name, first.company, first.first_name, first.last_name) == (
        *("Ludwig Krajcik DVM", "Ludwig Krajcik DVM", "Terrill", "Ondricka"),
    )
    assert (first.street, first.postcode, first.town, first.phone) == (
        *("371 O'Connell Summit, Suite 612", "83425-0771", "Lornamouth", "1-537-759-0369"),
    )
    assert [a.mailbox for a in first.addresses] == ["brook59@example.org"]


@needs_exports
def test_the_export_of_zoho() -> None:
    rows = list(read_clients(EXPORTS / "zoho_contacts.csv").rows)
    clients = {row.client.name: row.client for row in rows if isinstance(row, ReadClient)}
    assert len(clients) == len(rows) == 5
    jones = clients["Jessica Jones"]
    assert (jones.company, jones.phone, jones.addresses[0].email) == (
        *("Defenders", "888-867-5309", "jessica@jones.net"),
    )
    assert (clients["Avengers"].first_name, clients["Avengers"].last_name) == ("Thor", "Odensohn")
