"""The main job on SQLite and on PostgreSQL alike: lists read, clients found, mails that arrive."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.delivery import launch as launching
from carmail_tui.i18n import use_language
from carmail_tui.settings.file import set_values
from carmail_tui.store.store import Store
from tests.cli.conftest import Counter, Server
from tests.postgres import database_url, postgres
from tests.reading.invoices import PDF, ubl

__all__ = ("database_url", "postgres")

CLIENTS = """Code;Nom;Prénom;CP;Localité;Famille;Langue;Email;TVA;Plaque;Marque;Prochain contrôle;Pub
A1;Adam;Nathalie;4020;Liège;Particuliers;FR;adam@x.example;;1-AAA-111;VW;05/12/2026;oui
B2;Müller;Zoë;4700;Eupen;Particuliers;DE;zoe@x.example;;1-BBB-222;Volkswagen;01/03/2028;oui
C3;Transports Lambert;;4000;Liège;Sociétés;FR;info@lambert.example;BE0417497106;1-CCC-333;Audi;;non
D4;Noël;;5000;Namur;Sociétés;NL;;;;;;oui
"""


@pytest.fixture
def counter(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: Server,
    server_port: int,
) -> Iterator[Counter]:
    """A counter whose garage lies in the one database, and then in the other."""
    config = tmp_path / "settings.toml"
    monkeypatch.setenv("CARMAIL_CONFIG", str(config))
    monkeypatch.setenv("CARMAIL_DATABASE", database_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    values = {"smtp.server": "127.0.0.1", "smtp.port": str(server_port), "smtp.security": "none"}
    values |= {"smtp.per_minute": "0", "smtp.per_hour": "0", "user": "sophie"}
    values |= {"sender.name": "Sophie Dupuis", "sender.address": "sophie@garage-lambert.example"}
    values |= {"company.name": "Garage Dumont", "company.vat": "BE0403170701"}
    set_values(config, values)
    store = Store(database_url, tmp_path / "files")
    found = Counter(store, tmp_path, config, server, capsys)
    monkeypatch.setattr(launching, "launch", lambda url, path: found.launched.append(url))
    yield found
    store.close()
    use_language("en")


@pytest.fixture
def garage(counter: Counter) -> Counter:
    """Four clients who came from a list."""
    answer = counter.run("import", "clients", counter.write("clients.csv", CLIENTS))
    assert answer.status == 0, answer.err
    return counter


def names(counter: Counter, *words: str) -> list[str]:
    """Who is found by these criteria."""
    answer = counter.run("clients", *words, "--json")
    assert answer.status == 0, answer.err
    return [record["name"] for record in answer.records]


def test_a_list_is_read_twice_and_found_by_every_criterion(garage: Counter) -> None:
    again = garage.run("import", "clients", str(garage.folder / "clients.csv"))
    assert "unchanged 4" in again.err
    everyone = names(garage)
    assert everyone == sorted(everyone, key=str.casefold) and len(everyone) == 4
    adam, muller, lambert, noel = (
        next(n for n in everyone if part in n) for part in ("Adam", "Mül", "Lam", "Noë")
    )
    for words, found in (
        (("--family", "particuliers"), [adam, muller]),
        (("--make", "vw"), [adam, muller]),
        (("--make", "vw", "--postcode", "4000-4099"), [adam]),
        (("--region", "liege"), [adam, muller, lambert]),
        (("--language", "de"), [muller]),
        (("--promotions", "no"), [lambert]),
        (("--search", "muller"), [muller]),
        (("--search", "EUPEN"), [muller]),
        (("--search", "1-CCC"), [lambert]),
        (("--family", "societes", "--promotions", "yes"), [noel]),
    ):
        assert sorted(names(garage, *words)) == sorted(found), words
        assert garage.run("clients", *words, "--count").out == f"{len(found)}\n"


def test_a_letter_arrives_and_the_outbox_knows(garage: Counter) -> None:
    garage.run("list", "save", "Tous")
    letter = garage.write("l.md", "Subject: Été <NOM>\nPurpose: promotion\n\nBonjour <NOM>, à **bientôt**.")
    words = (
        "mailing",
        "--list",
        "tous",
        "--letter",
        letter,
        "--attach",
        garage.write("a.pdf", b"\x00\xff" * 900),
    )
    answer = garage.run(*words, "--yes", "--json")
    assert answer.status == 0, answer.err
    assert garage.server.recipients == ["adam@x.example", "zoe@x.example"]
    mail = garage.server.mail("zoe@x.example")
    (attached,) = mail.iter_attachments()
    assert (mail["Subject"], attached.get_payload(decode=True)) == ("Été Müller", b"\x00\xff" * 900)
    assert {(r["to"], r["state"]) for r in garage.run("outbox", "--json").records} == {
        ("adam@x.example", "sent"),
        ("zoe@x.example", "sent"),
    }


def test_documents_come_in_once_and_arrive_once(garage: Counter) -> None:
    inbox = garage.folder / "inbox"
    inbox.mkdir()
    (inbox / "a.xml").write_bytes(ubl(attachment=("2026-1851.pdf", "application/pdf", PDF)))
    for expected in ("new 1", "unchanged 1"):
        assert expected in garage.run("import", "documents", str(inbox)).err
    (line,) = garage.run("documents", "--json").records
    assert (line["client"], line["matched"], line["state"]) == ("Transports Lambert", True, "unsent")
    assert garage.run("documents", "send", "--unsent", "--yes").status == 0
    assert garage.server.recipients == ["info@lambert.example"]
    assert garage.run("documents", "send", "--number", "2026-1851", "--yes").status == 3, (
        "it asks for --again"
    )
    (line,) = garage.run("documents", "--json").records
    assert line["state"] == "sent" and line["sent_to"] == "info@lambert.example" and line["sent_at"]
    assert len(garage.server.received) == 1
