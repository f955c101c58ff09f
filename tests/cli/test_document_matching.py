"""`carmail documents match`: what is certain is settled, the rest is listed, decided, and taken back."""

from pathlib import Path

from carmail_tui.store import models
from tests.cli.conftest import Counter
from tests.reading.garage_layouts import scan
from tests.reading.invoices import ubl


def bring_in(counter: Counter, *numbers: str, **buyer: str) -> None:
    """Invoices of one buyer who has no VAT number and no address."""
    told = {"buyer_vat": "", "buyer_email": "", **buyer}
    for number in numbers:
        counter.write(f"{number}.xml", ubl(number, **told))  # type: ignore[arg-type]
    paths = [str(Path(counter.folder) / f"{number}.xml") for number in numbers]
    assert counter.run("import", "documents", "--any-seller", *paths).status == 0


def client_of(counter: Counter, number: str) -> int | None:
    return counter.store.ledger.by_number(number)[0].client_id


def test_the_listing_says_who_it_may_be_and_how_alike_the_names_are(counter: Counter) -> None:
    bring_in(counter, "1", buyer="Dubois Piere")
    likely = counter.client("Dubois, Pierre", code="D1", postcode="4000")
    counter.client("Maes BV", code="M1", postcode="4000")
    answer = counter.run("documents", "match")
    assert answer.status == 1
    lines = answer.out.splitlines()
    assert lines[0].startswith("1  Dubois Piere, 4000") and "D1 4000" in lines[1] and " %" in lines[1]
    assert len(lines) == 2
    (record,) = counter.run("documents", "match", "--json").records
    (candidate,) = record["candidates"]
    assert (candidate["id"], candidate["by"]) == (likely, "likeness") and candidate["score"] > 85


def test_what_is_decided_holds_for_the_next_and_can_be_taken_back(counter: Counter) -> None:
    bring_in(counter, "1", "2", buyer="Somebody")
    card = counter.client("Dubois, Pierre", code="D1")
    answer = counter.run("documents", "match", "--number", "1", "--client", "D1")
    assert (answer.status, answer.out) == (0, "1, and 1 of the same buyer: Dubois, Pierre.\n")
    bring_in(counter, "3", buyer="SOMEBODY")
    assert client_of(counter, "1") == client_of(counter, "2") == client_of(counter, "3") == card
    assert "Somebody, 4000 is Dubois, Pierre" in counter.run("documents", "match", "--remembered").out
    assert counter.run("documents", "match", "--number", "1", "--forget").status == 0
    assert counter.run("documents", "match", "--number", "1", "--forget").status == 3
    bring_in(counter, "4", buyer="Somebody")
    assert client_of(counter, "4") is None


def test_none_of_these_makes_a_card_of_each_buyer_once(counter: Counter) -> None:
    bring_in(counter, "1", "2", buyer="Claes, Anna")
    assert counter.run("documents", "match", "--number", "1", "2", "--make-card").status == 0
    card = client_of(counter, "1")
    assert card is not None and client_of(counter, "2") == card
    found = counter.store.clients.get(card)
    assert found is not None and (found.name, found.street) == ("Claes, Anna", "Rue Haute 1")


def test_a_card_that_came_later_is_found(counter: Counter) -> None:
    bring_in(counter, "1", buyer_vat="BE0417497106")
    card = counter.client("Lambert", vat="0417.497.106")
    answer = counter.run("documents", "match")
    assert (answer.status, answer.out) == (0, "1: Lambert, found by VAT number.\n")
    assert client_of(counter, "1") == card


def test_what_cannot_be_meant_is_said_and_changes_nothing(counter: Counter) -> None:
    bring_in(counter, "1", buyer="Somebody")
    counter.client("One", code="D1")
    counter.client("Two", code="D1")
    match = ("documents", "match")
    for words, said in (
        (("--client", "D1"), "Say of which document"),
        (("--number", "1", "--client", "D1"), "Several clients"),
        (("--number", "1", "--client", "X[/b]\x1b"), "There is no client X[/b]"),
        (("--number", "1", "--client-id", "99999"), "There is no client 99999"),
    ):
        answer = counter.run(*match, *words)
        assert answer.status == 2 and said in answer.err and "\x1b" not in answer.err
    assert counter.run(*match, "--number", "77", "--make-card").status == 3
    assert client_of(counter, "1") is None


def test_hostile_names_are_made_visible(counter: Counter) -> None:
    bring_in(counter, "1", buyer="Evil\u202e\u0085[/b]")
    counter.client("Evil\u202e [/b]", postcode="4000")
    answer = counter.run("documents", "match")
    assert "\u202e" not in answer.out + answer.err and "[/b]" in answer.out


def test_a_wrong_file_is_shown_in_the_plan_and_stopped(counter: Counter) -> None:
    """The files of two documents have changed places."""
    bring_in(counter, "F-1001", buyer="Dumont", total="100.00", gross="100.00")
    bring_in(counter, "F-1002", buyer="Maes")
    for name, number in (("Dumont", "F-1001"), ("Maes", "F-1002")):
        card = counter.client(name, f"{name.lower()}@x.example", code=name)
        assert counter.run("documents", "match", "--number", number, "--client-id", str(card)).status == 0
    first, second = (counter.store.ledger.by_number(number)[0] for number in ("F-1001", "F-1002"))
    with counter.store.database.connection_context():
        for document, other in ((first, second), (second, first)):
            models.DocumentFile.update(path=other.files[0].path, sha256=other.files[0].sha256).where(
                models.DocumentFile.document == document.id
            ).execute()
    send = ("documents", "send", "--number", "F-1001", "F-1002")
    answer = counter.run(*send, "--dry-run")
    assert answer.out.count("It will not leave") == 2
    assert "F-1001.xml: the number should be F-1001, the file says F-1002" in answer.out
    records = counter.run(*send, "--dry-run", "--json").records
    assert {(r["stop"], r["contradictions"][0]["against"]) for r in records} == {("contradiction", "number")}
    assert counter.run(*send, "--yes").status == 3 and counter.states() == {}


def test_what_was_not_checked_is_said_and_sent(counter: Counter) -> None:
    bring_in(counter, "F-1001", buyer="Dumont")
    card = counter.client("Dumont", "dumont@x.example")
    assert counter.run("documents", "match", "--number", "F-1001", "--client-id", str(card)).status == 0
    path, digest, size = counter.store.files.put(scan())
    (document,) = counter.store.ledger.by_number("F-1001")
    with counter.store.database.connection_context():
        scanned = {"name": "scan\x1b.pdf", "media_type": "application/pdf", "path": path, "sha256": digest}
        models.DocumentFile.create(document=document.id, size=size, **scanned)
    answer = counter.run("documents", "send", "--number", "F-1001", "--yes")
    assert answer.status == 0 and answer.out.count("is a picture without text") == 2
    assert "\x1b" not in answer.out
    assert counter.server.recipients == ["dumont@x.example"]
