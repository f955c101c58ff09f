"""The demo as it is by default, and everything it holds back: sizes, names, files, and where its mails go."""

import json
import mailbox
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from carmail_tui.demo.hostile import HOSTILE_NAMES
from carmail_tui.recipients.client import Language
from carmail_tui.store import models
from carmail_tui.store.database import open_database
from carmail_tui.store.store import Store
from tests.demo.test_command import Running, carmail, start

STEERING = frozenset("\x1b\x07\u202e\u202c")
HEADERS = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo without any option, save that nobody looks at it."""
    folder = tmp_path_factory.mktemp("whole")
    process = carmail("demo", "--no-interface", TMPDIR=str(folder))
    assert process.stdout
    running = Running(process, json.loads(process.stdout.readline()))
    yield running
    running.end()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Running]:
    demo = start(TMPDIR=str(tmp_path))
    yield demo
    if demo.process.poll() is None:
        demo.end()


def at(demo: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    """What `carmail` says with these words in the garage of a demo."""
    known = {"CARMAIL_CONFIG": demo.where["config"], "CARMAIL_DATABASE": demo.where["database"]}
    return subprocess.run(
        [sys.executable, "-m", "carmail_tui", "--lang", "en", *words],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def filed(demo: Running) -> dict[str, EmailMessage]:
    """The mails in the Maildir, parsed again, by recipient."""
    box = mailbox.Maildir(demo.where["maildir"], create=False)
    found = {}
    for key in box.keys():  # noqa: SIM118 - a Maildir's method
        mail = BytesParser(policy=policy.SMTP).parsebytes(box.get_bytes(key))
        assert isinstance(mail, EmailMessage)
        assert not [defect for part in mail.walk() for defect in part.defects]
        found[str(mail["Delivered-To"])] = mail
    return found


def words_of(text: str) -> str:
    """What is left of a text without what a terminal would obey, its blanks made one."""
    return " ".join("".join(character for character in text if character not in STEERING).split())


def test_the_default_garage_has_the_size_that_was_promised(whole: Running) -> None:
    open_database(whole.where["database"])
    assert models.Client.select().count() == 2000
    assert models.Vehicle.select().count() == 2600
    assert models.Document.select().count() == 3000
    kinds = Counter(media for (media,) in models.DocumentFile.select(models.DocumentFile.media_type).tuples())
    assert kinds == {"application/pdf": 3000, "application/xml": 3000}


def test_no_file_is_made_before_it_is_needed(whole: Running) -> None:
    made = [path for path in whole.folder.rglob("*") if path.suffix in {".pdf", ".xml"}]
    assert made == []


def test_names_are_french_dutch_and_german(whole: Running) -> None:
    open_database(whole.where["database"])
    people = {
        language: {
            name
            for (name,) in models.Client.select(models.Client.last_name)
            .where((models.Client.language == language.value) & (models.Client.family == "Particuliers"))
            .tuples()
        }
        for language in (Language.FRENCH, Language.DUTCH, Language.GERMAN)
    }
    for language, some in (
        (Language.FRENCH, {"Thonnard", "Crahay", "Léonard", "Lejeune"}),
        (Language.DUTCH, {"Peeters", "Van de Velde", "Goossens"}),
        (Language.GERMAN, {"Müller", "Großmann", "Königs"}),
    ):
        assert some <= people[language], language
        assert not any(some & people[other] for other in people if other is not language)


def test_the_hostile_names_are_those_that_have_broken_programs() -> None:
    """Markup, a link, escape and operating system commands, reordering, 300 letters, nothing, marks."""
    assert {"[/b]", "[red]x", "*A* [here](http://x)", ""} <= set(HOSTILE_NAMES)
    for sign in ("\x1b[", "\x1b]", "\u202e", "\u0301", "\r\n"):
        assert any(sign in name for name in HOSTILE_NAMES), repr(sign)
    assert any(len(name) >= 300 for name in HOSTILE_NAMES)


def test_hostile_names_break_no_mail(whole: Running, tmp_path: Path) -> None:
    store = Store(whole.where["database"], whole.folder / "garage-files")
    with store.database.connection_context():
        rows = list(models.Client.select(models.Client.id, models.Client.name).tuples())
    hostile = {number: name for number, name in rows if name in HOSTILE_NAMES}
    store.lists.save("Hostile", list(hostile))
    letter = tmp_path / "letter.md"
    letter.write_text(
        "Subject: Entretien\nPurpose: service\n\nBonjour {% if client.name %}{{ client.name }}{% endif %}.",
        encoding="utf-8",
    )
    done = at(whole, "mailing", "--list", "Hostile", "--letter", str(letter), "--yes")
    assert done.returncode == 0, done.stderr + done.stdout
    mails = filed(whole)
    clients = {client.id: client for client in store.clients.many(list(hostile))}
    store.close()
    assert len(mails) == len(hostile) == len(HOSTILE_NAMES)
    for number, name in hostile.items():
        mail = mails[clients[number].addresses[0].email]
        assert mail.keys() == ["Return-Path", "Delivered-To", *HEADERS]
        assert [found.addr_spec for found in mail["To"].addresses] == [str(mail["Delivered-To"])]
        text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert text is not None and html is not None
        said = str(text.get_content())
        assert not STEERING & set(said + str(html.get_content()))
        assert not any(tag in str(html.get_content()) for tag in ("<a ", "<em>", "<script>"))
        assert words_of(name) in words_of(said)


def test_the_server_listens_on_loopback_alone(small: Running) -> None:
    port = f"{small.where['port']:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    lines += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    listening = [local for _number, local, _peer, state, *_more in lines if state == "0A"]
    assert [local for local in listening if local.endswith(f":{port}")] == [f"0100007F:{port}"]


def test_whatever_is_asked_for_nothing_leaves_the_machine(small: Running, tmp_path: Path) -> None:
    assert at(small, "settings", "set", "smtp.server", "smtp.provider.example").returncode == 0
    assert at(small, "list", "save", "All").returncode == 0
    letter = tmp_path / "letter.md"
    letter.write_text("Subject: Hiver\nPurpose: service\n\nBonjour.", encoding="utf-8")
    for words in (
        ("mailing", "--list", "All", "--letter", str(letter), "--yes"),
        ("mailing", "--list", "All", "--letter", str(letter), "--test", "me@elsewhere.example"),
        ("documents", "send", "--unsent", "--yes"),
        ("deliver",),
        ("settings", "test"),
    ):
        done = at(small, *words)
        assert done.returncode == 3, (words, done.stderr)
        assert "This is the demo garage" in done.stderr, (words, done.stderr)
    open_database(small.where["database"])
    assert models.Attempt.select().count() == 0
    assert {state for (state,) in models.Message.select(models.Message.state).tuples()} <= {"queued", "sent"}
    assert filed(small) == {}
