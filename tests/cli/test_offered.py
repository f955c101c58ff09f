"""What `carmail --help` offers: the commands of the design, and nothing that does not work yet."""

import re

import pytest

from carmail_tui.cli.main import main
from carmail_tui.i18n import use_language
from tests.cli.conftest import Counter

COMMANDS = {
    "carmail": {
        *(
            "demo",
            "import",
            "clients",
            "list",
            "filter",
            "mailing",
            "documents",
            "deliver",
            "outbox",
            "bounces",
            "settings",
            "inspect",
        ),
    },
    "carmail import": {"clients", "documents", "list", "undo"},
    "carmail list": {"save", "show", "delete"},
    "carmail filter": {"save", "show", "delete"},
    "carmail documents": {"match", "send"},
    "carmail outbox": {"retry", "cancel", "resolve"},
    "carmail settings": {"show", "set", "test", "password"},
    "carmail inspect": {"documents", "bounces", "csv", "vcards", "addresses"},
}
OPTIONS = {
    "carmail": {"--database", "--lang", "--ascii"},
    "carmail demo": {"--clients", "--documents", "--keep"},
    "carmail import clients": {"--map", "--dry-run", "--json"},
    "carmail import documents": {"--dry-run", "--json", "--any-seller"},
    "carmail clients": {"--family", "--make", "--where", "--filter", "--count", "--json", "--csv"},
    "carmail mailing": {
        "--list",
        "--letter",
        "--attach",
        "--test",
        "--dry-run",
        "--yes",
        "--no-wait",
        "--json",
    },
    "carmail documents": {"--unsent", "--number", "--json"},
    "carmail documents send": {"--number", "--unsent", "--to", "--group", "--dry-run", "--yes", "--no-wait"},
    "carmail deliver": {"--watch"},
    "carmail outbox": {"--state", "--json"},
    "carmail bounces": {"--dry-run", "--forgive", "--json"},
    "carmail outbox resolve": {"--sent", "--again", "--give-up"},
}
"""Those of section 6 of the design that belong to this part of the work."""
LATER = (
    "backup",
    "doctor",
    "imap",
    "oauth",
)
"""What other parts of the work own."""


def help_of(capture: pytest.CaptureFixture[str], command: str) -> str:
    """The help of a command, in English."""
    capture.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["--lang=en", *command.split()[1:], "--help"])
    use_language("en")
    assert not ended.value.code
    return capture.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_are_those_of_the_design(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    listed = help_of(capsys, command).partition("\ncommands:\n")[2]
    assert set(re.findall(r"^    (\w+)", listed, re.MULTILINE)) == COMMANDS[command]


@pytest.mark.parametrize("command", OPTIONS)
def test_the_options_of_the_design_are_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    offered = set(re.findall(r"--[a-z-]+", help_of(capsys, command)))
    assert sorted(OPTIONS[command] - offered) == []


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() | OPTIONS.keys()))
def test_what_does_not_work_yet_is_not_offered(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = help_of(capsys, command).casefold()
    assert [word for word in LATER if re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", shown)] == []


def test_a_list_that_is_damaged_is_refused_in_a_sentence(counter: Counter) -> None:
    for name, content in (
        ("list.xlsx", b"PK\x03\x04rest"),
        ("cards.vcf", b"BEGIN:VCARD\r\nEND:VCARD\r\n"),
    ):
        answer = counter.run("import", "clients", counter.write(name, content))
        assert answer.status == 3 and name in answer.err and "Traceback" not in answer.err
    assert counter.run("clients", "--count").out == "0\n"
