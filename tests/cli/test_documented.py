"""docs/cli.md is held against the program: its commands, their options, the JSON they print."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from carmail_tui.cli.main import main
from carmail_tui.delivery import launch as launching
from carmail_tui.demo.garage import DemoGarage
from carmail_tui.documents.document import DocumentFile
from carmail_tui.i18n import use_language
from carmail_tui.letters.fields import DOCUMENT_FIELDS, LETTER_FIELDS
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.settings.file import SETTINGS
from carmail_tui.settings.providers import PROVIDERS
from carmail_tui.store import models
from carmail_tui.store.document_rows import document_file_columns
from carmail_tui.store.store import Store
from tests.cli.page import COMMANDS, DOCS, DOCUMENTED
from tests.cli.test_bounces import dsn
from tests.reading.garage_layouts import scan
from tests.reading.garage_pdfs import samples
from tests.reading.invoices import PDF, payment, ubl

_LEFT_OUT = "left out"


@dataclass
class Demo:
    """A small demo garage with its mail server, and the command as a person types it on it."""

    garage: DemoGarage
    line: dict[str, Any]
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str) -> str:
        """What `carmail` prints with these words."""
        self.capture.readouterr()
        try:
            main(["--lang=en", *words])
        except SystemExit as stopped:
            assert not stopped.code, self.capture.readouterr().err
        return self.capture.readouterr().out

    def records(self, *words: str) -> list[dict[str, Any]]:
        """The JSON objects it prints: at least one."""
        found = [json.loads(line) for line in self.run(*words).splitlines()]
        assert found
        return found

    def store(self) -> Store:
        return Store(self.garage.database_url, self.garage.folder / "garage-files")

    def write(self, name: str, content: str | bytes) -> str:
        """A file; its path."""
        path = self.garage.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoGarage, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("demo")
    words = ["demo", "--keep", str(folder), "--no-interface", "--clients", "60", "--documents", "60"]
    with subprocess.Popen(
        [sys.executable, "-m", "carmail_tui", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        yield DemoGarage(folder), json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
def demo(
    served: tuple[DemoGarage, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Demo]:
    garage, line = served
    monkeypatch.setenv("CARMAIL_CONFIG", line["config"])
    monkeypatch.setenv("CARMAIL_DATABASE", line["database"])
    # The real one would outlive the test: it waits for hours until what was put off may leave.
    monkeypatch.setattr(launching, "launch", lambda url, path: None)
    yield Demo(garage, line, capsys)
    use_language("en")


def keys_in(record: dict[str, Any]) -> set[str]:
    """The keys of a record; those of objects in a list as `list[].key`."""
    keys = set(record)
    for key, value in record.items():
        for item in value if isinstance(value, list) else ():
            keys |= {f"{key}[].{inner}" for inner in item} if isinstance(item, dict) else set()
    return keys


def hold(command: str, records: Iterable[dict[str, Any]], of: str | None = None) -> None:
    """Each record has the documented keys and no other, and each key inside a list is there at least once.

    `of` names the table where the command has several. Where the page says that keys without a value are left
    out, all records together have them all.
    """
    tables = DOCUMENTED[command].keys
    name, documented = next((name, keys) for name, keys in tables.items() if of is None or of in name)
    top = {key for key in documented if "[]" not in key}
    seen: set[str] = set()
    for record in records:
        seen |= keys_in(record)
        assert "without a value" in name or set(record) == top
    assert seen == documented


def _help(capture: pytest.CaptureFixture[str], command: str) -> str:
    capture.readouterr()
    with pytest.raises(SystemExit):
        main(["--lang=en", *command.split()[1:], "--help"])
    return capture.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_of_a_command_are_the_documented_ones(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _help(capsys, command)
    use_language("en")

    heads = re.findall(r"^  (-\S.*?)(?:  .*)?$", text, re.MULTILINE)
    offered = {option for head in heads for option in re.findall(r"--[a-z-]+", head)}
    assert text.startswith(f"usage: {command} ")
    assert offered - {"--help"} == DOCUMENTED[command].options


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    found, looked_at = set(), ["carmail"]
    while looked_at:
        command = looked_at.pop()
        found.add(command)
        _before, _title, listed = _help(capsys, command).partition("\ncommands:\n")
        looked_at += [f"{command} {word}" for word in re.findall(r"^    (\w+)", listed, re.MULTILINE)]
    use_language("en")

    # `import` and `inspect` do nothing by themselves.
    assert found - {"carmail import", "carmail inspect"} == set(COMMANDS)


def test_demo(demo: Demo) -> None:
    hold("carmail demo", [demo.line])


def test_clients(demo: Demo) -> None:
    hold("carmail clients", demo.records("clients", "--json"))


def test_lists(demo: Demo) -> None:
    saved = demo.records("list", "save", "All", "--json")
    hold("carmail list", saved)
    hold("carmail list", demo.records("list", "--json"))
    hold("carmail clients", demo.records("list", "show", "All", "--json"))
    assert demo.run("list", "delete", "All", "--json") == ""


def test_mailing(demo: Demo) -> None:
    demo.run("list", "save", "All")
    letter = demo.write("letter.txt", "Subject: Hiver\nPurpose: service\n\nBonjour <PRENOM> <NOM>\n")
    words = ("mailing", "--list", "All", "--letter", letter, "--json", "--skip-incomplete")

    planned = demo.records(*words, "--dry-run")
    sent = demo.records(*words, "--yes")

    for records in (planned, sent):
        hold("carmail mailing", [r for r in records if r["state"] == "left_out"], _LEFT_OUT)
        hold("carmail mailing", [r for r in records if r["state"] == "incomplete"], "empty field")
    hold("carmail mailing", [r for r in planned if r["state"] == "planned"], "plan")
    mails = [r for r in sent if r["state"] not in {"left_out", "incomplete"}]
    hold("carmail mailing", mails, "of a mail")
    assert {"sent", "refused", "deferred"} <= {mail["state"] for mail in mails}
    hold("carmail mailing", demo.records(*words[:5], "--test", "me@garage.example", "--json"), "of a mail")


def test_documents(demo: Demo) -> None:
    hold("carmail documents", demo.records("documents", "--json"))


def test_sending_documents(demo: Demo) -> None:
    ledger = [line for line in demo.records("documents", "--json") if line["matched"]]
    sent = next(line["number"] for line in ledger if line["sent_at"])
    fresh = next(line["number"] for line in ledger if line["state"] == "unsent" and line["has_address"])
    store = demo.store()
    (document,) = store.ledger.by_number(fresh)
    other = next(line for line in ledger if line["client"] not in {"", document.buyer.name})
    (others,) = store.ledger.by_number(other["number"])
    assert document.id is not None
    store.ledger.set_client(document.id, others.client_id)
    path, digest, size = store.files.put(scan())
    with store.database.connection_context():
        file = DocumentFile("scan.pdf", "application/pdf", path, digest, size)
        models.DocumentFile.create(**document_file_columns(file, document.id))
    store.close()
    words = ("documents", "send", "--number", sent, fresh, "--json", "--no-group")

    hold("carmail documents send", demo.records(*words, "--dry-run"), "--dry-run")
    outcomes = demo.records(*words, "--yes")

    hold("carmail documents send", outcomes, "sent or not")
    assert {outcome["stop"] for outcome in outcomes} == {"already_sent", "contradiction"}


def test_matching_documents(demo: Demo) -> None:
    for number in ("Y1", "Y2"):
        demo.write(f"open/{number}.xml", _invoice(number, buyer_vat="", postcode=""))
    demo.run("import", "documents", str(demo.garage.folder / "open"))
    words = ("documents", "match", "--number")

    listed = demo.records(*words, "Y1", "Y2", "--json")
    hold("carmail documents match", listed, "of a document")
    chosen = str(listed[0]["candidates"][0]["id"])
    given = demo.records(*words, "Y1", "--client-id", chosen, "--json")
    assert [set(record) for record in given] == [set(listed[0])]
    hold("carmail documents match", demo.records("documents", "match", "--remembered", "--json"), "what is")
    hold("carmail documents match", demo.records(*words, "Y1", "--forget", "--json"), "what is")


def test_outbox(demo: Demo) -> None:
    hold("carmail outbox", demo.records("outbox", "--json"))


def test_settings(demo: Demo) -> None:
    for words in (("settings", "--json"), ("settings", "show", "--json")):
        hold("carmail settings", demo.records(*words))
    hold("carmail settings test", demo.records("settings", "test", "--json"))


def test_importing_clients(demo: Demo) -> None:
    first = demo.write("first.csv", "Nom;Code;Email;Ville\nArend;A1;a@arend.example;Liège\n")
    second = demo.write(
        "second.csv",
        "Nom;Code;Email;Ville;Tel\nArend;A1;a@arend.example;Seraing;04\nBolle;A2;b@gmial.com;Ans;\n;A3;;;\n",
    )
    suppliers = demo.write("suppliers.csv", "Fournisseur;Email\nPneus SA;info@pneus.example\n")
    demo.run("import", "clients", first)
    store = demo.store()
    (arend,) = store.clients.many(store.clients.ids(Criteria(), date.today(), "Arend"))
    store.cards.correct(replace(arend, town="Huy"), frozenset({"town"}))
    store.close()

    hold("carmail import clients", demo.records("import", "clients", second, suppliers, "--json"))


def test_imports_and_undoing_one(demo: Demo) -> None:
    listed = demo.write("listed.csv", "Nom;Code\nCremer;A8\nDelgado;A9\n")
    demo.run("import", "clients", listed)
    hold("carmail import list", demo.records("import", "list", "--json"))
    store = demo.store()
    store.lists.save("Kept", store.clients.ids(Criteria(), date.today(), "Cremer"))
    store.close()

    hold("carmail import undo", demo.records("import", "undo", "--json"))


def _invoice(number: str, *, attachment: tuple[str, str, bytes] | None = None, **other: str) -> bytes:
    """One that the demo garage sold, to its client with three addresses unless `other` says otherwise."""
    told = {"buyer": "Transports Dumont SA", "buyer_vat": "BE0123456749", "buyer_email": "", **other}
    return ubl(number, seller="Garage Lambert", seller_vat="BE0100000070", attachment=attachment, **told)


def test_importing_and_inspecting_documents(demo: Demo) -> None:
    for name, content in {
        "matched": _invoice(
            "Z1",
            buyer_email="new@dumont.example",
            attachment=("Z1.pdf", "application/pdf", PDF),
            more=payment("+++090/9337/55493+++", "BE71096123456769"),
        ),
        "contradicted": _invoice("Z2", total="1.00"),
        "contradicting": _invoice("Z2", total="2.00"),
        "created": _invoice("Z3", buyer="Nobody Yet", buyer_vat="BE0403170701"),
        "perhaps": _invoice("Z4", buyer_vat="", postcode=""),
        "undated": _invoice("Z5", date=""),
        "self-billed": _invoice("Z6", type_code="389", more="<cbc:BuyerReference>Shop</cbc:BuyerReference>"),
        "plain": samples()[0][1],
        "damaged": b"<Invoice",
    }.items():
        demo.write(f"invoices/{name}.xml", content)
    folder = str(demo.garage.folder / "invoices")

    imported = demo.records("import", "documents", folder, "--create-clients", "--json")

    hold("carmail import documents", imported)
    hold("carmail inspect documents", demo.records("inspect", "documents", folder))


def test_inspecting_lists_cards_and_addresses(demo: Demo) -> None:
    table = demo.write("lists/clients.csv", "Nom;Email\nDupont;d@b.example\n")
    damaged = demo.write("lists/damaged.csv", b"\x00\x01\x02")
    hold("carmail inspect csv", demo.records("inspect", "csv", table, damaged))

    card = "BEGIN:VCARD\nFN:Jan\nORG:Maes\nEMAIL:jan@maes.example\nTEL:016 12 34 56\nADR:;b;c;d;;1000;BE\n"
    hold("carmail inspect vcards", demo.records("inspect", "vcards", demo.write("cards.vcf", card)))

    # The DNS is asked only with --check-domain, which no test does: `domain` is not shown here.
    addresses = demo.records("inspect", "addresses", demo.write("addresses.txt", "jan@gmial.com\nnone\n"))
    documented = DOCUMENTED["carmail inspect addresses"].keys["of an address"]
    assert set().union(*addresses) == documented - {"domain"}


def test_bounces(demo: Demo) -> None:
    demo.write("mails/report.eml", dsn("who@else.example"))
    demo.write("mails/photo.jpg", b"\xff\xd8\xff")
    line = b"From MAILER-DAEMON Mon Nov 16 09:00:00 2026\n"
    rewritten = dsn().replace(b"Final-Recipient", b"Original-Recipient: rfc822; a@b.example\nFinal-Recipient")
    demo.write("mails/mbox", line + dsn() + b"\n" + line + rewritten)
    folder = str(demo.garage.folder / "mails")

    hold("carmail bounces", demo.records("bounces", folder, "--json", "--dry-run"))
    hold("carmail inspect bounces", demo.records("inspect", "bounces", folder))


def test_the_fields_settings_and_providers_of_the_guide() -> None:
    guide = (DOCS / "using.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in guide.splitlines() if line.startswith("| `<")]
    fields = [(re.findall(r"<([A-Z]+)>", row[0]), row[2].strip(), row[3].strip()) for row in rows]

    assert {name for names, letter, _documents in fields if letter for name in names} == set(LETTER_FIELDS)
    assert {name for names, _letter, documents in fields if documents for name in names} == set(
        DOCUMENT_FIELDS
    )
    assert all(provider.name in guide for provider in PROVIDERS)
    named = set(re.findall(r"`((?:smtp|sender|company)\.[a-z_.]+)`", guide))
    assert named <= {setting.key for setting in SETTINGS}


def test_filters(demo: Demo) -> None:
    saved = demo.records("filter", "save", "Liège", "--region", "liege", "--json")
    hold("carmail filter", saved)
    hold("carmail filter", demo.records("filter", "--json"))
    hold("carmail filter", demo.records("filter", "show", "liege", "--json"))
    assert demo.run("filter", "delete", "Liège", "--json") == ""
