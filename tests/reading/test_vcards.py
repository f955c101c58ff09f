"""Cards of every version, as telephones and mail programs write them, and as they get them wrong."""

import json
from pathlib import Path

import pytest

from carmail_tui.reading.client_list import ReadClient
from carmail_tui.reading.clients import read_clients
from carmail_tui.reading.tables import TableError, TableFault
from carmail_tui.reading.vcards import Card, cards_of

PICTURE = "\r\n".join([" " + "iVBORw0KGgoAAAANSUhEUgAA" * 3] * 40)


def cards(tmp_path: Path, content: str | bytes) -> list[Card]:
    path = tmp_path / "contacts.vcf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(cards_of(path))


def card(tmp_path: Path, *lines: str, version: str = "3.0") -> Card:
    text = "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])
    (found,) = cards(tmp_path, text)
    return found


def test_a_card_of_a_company_with_several_of_everything(tmp_path: Path) -> None:
    found = card(
        tmp_path,
        "N:Peeters;Jan;;Mr.;",
        "FN:Jan Peeters",
        "ORG:Garage Peeters\\, Zonen BV;Werkplaats",
        "EMAIL;TYPE=INTERNET:jan@peeters.example",
        "item1.EMAIL;TYPE=INTERNET,PREF:info@peeters.example",
        "item1.X-ABLabel:facturen",
        "TEL;TYPE=WORK,FAX:+32 9 222 33 40",
        "TEL;TYPE=CELL:0470 12 34 56",
        "ADR;TYPE=HOME:;;Thuisstraat 1;Mol;;2400;België",
        "ADR;TYPE=WORK;TYPE=PREF:;Bus 3;Kerkstraat 2\\, hoek;Gent;;9000;België",
        f"PHOTO;ENCODING=b;TYPE=PNG:{PICTURE.strip()}",
        "LANG:nl",
    )
    assert (found.name, found.last_name, found.first_name) == ("Jan Peeters", "Peeters", "Jan")
    assert found.organisation == "Garage Peeters, Zonen BV"
    assert found.emails == ["jan@peeters.example", "info@peeters.example"]
    assert [phone.number for phone in found.phones] == ["+32 9 222 33 40", "0470 12 34 56"]
    assert found.phone == "0470 12 34 56"
    place = found.place
    assert (place.street, place.extended, place.postcode, place.city) == (
        "Kerkstraat 2, hoek",
        "Bus 3",
        "9000",
        "Gent",
    )


def test_quoted_printable_in_its_charset_over_several_lines(tmp_path: Path) -> None:
    found = card(
        tmp_path,
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=",
        "ller;Zo=C3=AB;;;",
        "FN;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Zo=EB M=FCller",
        "ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Rue Haute 1=0D=0Abte 2;Li=E8ge;;4000;Belgique",
        "PHOTO;ENCODING=BASE64;JPEG:",
        PICTURE,
        "",
        "EMAIL;PREF;INTERNET:zoe@mueller.example",
        version="2.1",
    )
    assert (found.last_name, found.first_name, found.name) == ("Müller", "Zoë", "Zoë Müller")
    assert (found.place.street, found.place.city) == ("Rue Haute 1 bte 2", "Liège")
    assert found.emails == ["zoe@mueller.example"]


@pytest.mark.parametrize("fold", ["\r\n ", "\n ", "\r\n\t"])
def test_folded_lines(tmp_path: Path, fold: str) -> None:
    assert card(tmp_path, f"FN:Jean-Bap{fold}tiste Ler{fold}oy").name == "Jean-Baptiste Leroy"


def test_version_4_with_uris_and_quoted_parameters(tmp_path: Path) -> None:
    found = card(
        tmp_path,
        "FN:Eva Claes",
        'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+32-9-222-33-44',
        "EMAIL;PREF=1:mailto:eva@claes.example",
        'ADR;LABEL="Markt 5; 9000 Gent: BE":;;Markt 5;Gent;;9000;BE',
        version="4.0",
    )
    assert (found.phone, found.emails, found.place.street) == (
        "+32-9-222-33-44",
        ["eva@claes.example"],
        "Markt 5",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a\\, b\\; c\\\\d", "a, b; c\\d"),
        ("http\\://a.example", "http://a.example"),
        ("C:\\Users\\Jan", "C:\\Users\\Jan"),
        ("two\\nlines", "two lines"),
        ("ends in \\", "ends in \\"),
    ],
)
def test_escapes_right_and_wrong(tmp_path: Path, written: str, meant: str) -> None:
    assert card(tmp_path, f"FN:{written}").name == meant


def test_an_escaped_semicolon_is_no_separator(tmp_path: Path) -> None:
    found = card(tmp_path, "FN:x", "ORG:A\\;B\\\\;C", "N:Du\\;Bois;Luc;;;")
    assert (found.organisation, found.last_name, found.first_name) == ("A;B\\", "Du;Bois", "Luc")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_cards_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Zoë Élysée\r\nEND:VCARD\r\n"
    assert [found.name for found in cards(tmp_path, text.encode(encoding))] == ["Zoë Élysée"]
    path = tmp_path / "contacts.vcf"
    assert [row.client.name for row in read_clients(path).rows if isinstance(row, ReadClient)] == [
        "Zoë Élysée"
    ]


def test_cards_without_an_end_and_within_each_other(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nFN:One\nBEGIN:VCARD\nFN:Two\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEMAIL:a@agent.example\n"
        "END:VCARD\nEMAIL:two@two.example\nEND:VCARD\nnonsense\nBEGIN:vcard\nfn:Three\n"
    )
    found = cards(tmp_path, text)
    assert [(each.name, each.emails) for each in found] == [
        ("One", []),
        ("Two", ["two@two.example"]),
        ("Three", []),
    ]
    assert [each.line for each in found] == [1, 3, 13]


def jcard(name: str) -> list[object]:
    return ["vcard", [
        ["version", {}, "text", "4.0"], ["fn", {}, "text", name],
        ["n", {}, "text", [name, "An", "", "", ["x", "y"]]],
        ["org", {}, "text", ["Maes; Zonen", "Werkplaats"]],
        ["adr", {"type": "work"}, "text", ["", "", ["Kerkstraat 1", "bus 2"], "Gent", "", "9000", "BE"]],
        ["tel", {"type": ["work", "voice"], "pref": "1"}, "uri", "tel:+32-9-222-33-44"],
        ["email", {}, "text", "an@maes.example"], "nonsense", [], ["email", {}, "text"],
    ]]  # fmt: skip


@pytest.mark.parametrize("several", [False, True])
def test_jcards(tmp_path: Path, several: bool) -> None:
    found = cards(tmp_path, json.dumps([jcard("Maes"), jcard("Claes")] if several else jcard("Maes")))
    assert [each.name for each in found] == (["Maes", "Claes"] if several else ["Maes"])
    first = found[0]
    assert (first.organisation, first.place.street, first.phone) == (
        "Maes; Zonen",
        "Kerkstraat 1 bus 2",
        "+32-9-222-33-44",
    )
    assert first.emails == ["an@maes.example"]


def test_cards_are_a_client_list(tmp_path: Path) -> None:
    path = tmp_path / "contacts.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nN:Peeters;Jan;;;\nFN:Jan Peeters\nORG:Peeters BV\nEMAIL:jan@gmial.com\n"
        "EMAIL:jp@home.example\nTEL:0470 12 34 56\nADR:;;Markt 1;Gent;;9000;Belgium\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    )
    first, second = read_clients(path).rows
    assert isinstance(first, ReadClient)
    client = first.client
    assert (client.name, client.company, client.last_name) == ("Peeters BV", "Peeters BV", "Peeters")
    assert [address.email for address in client.addresses] == ["jan@gmial.com", "jp@home.example"]
    assert [note.suggestion for note in first.notes] == ["jan@gmail.com"]
    assert (client.postcode, client.town, client.phone) == ("9000", "Gent", "0470 12 34 56")
    assert not isinstance(second, ReadClient)
    assert second.line == 11


def test_a_picture_in_a_line_of_its_own_and_one_of_millions(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:Jan\nPHOTO;BASE64:" + "A" * 3_000_000 + "\nEMAIL:jan@a.example\nEND:VCARD\n"
    (found,) = cards(tmp_path, text)
    assert found.emails == ["jan@a.example"]


@pytest.mark.parametrize("content", [b'["vcard", [', b'["vcard", ' + b"[" * 200_000])
def test_damaged_jcards(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableError) as raised:
        cards(tmp_path, content)
    assert raised.value.fault is TableFault.DAMAGED
