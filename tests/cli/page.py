"""What docs/cli.md says of each command, for the tests that hold it against the program."""

import re
from dataclasses import dataclass, field
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_CRITERIA = "Criteria"


@dataclass
class Command:
    """What the page says of a command: its options, and by what they are of, the keys it prints."""

    options: set[str] = field(default_factory=set)
    keys: dict[str, set[str]] = field(default_factory=dict)


def _read_page() -> dict[str, Command]:
    """The commands of the page, by what one types; the criteria stand among them under their title."""
    commands: dict[str, Command] = {}
    command, table = Command(), ""
    for line in (DOCS / "cli.md").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## `?([^`]+)`?", line):
            command = commands.setdefault(heading[1], Command())
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            table = ""
        elif not table:
            table = f"key {cells[1]}" if cells[0] == "key" else cells[0]
        elif table == "option" and cells[0].startswith("["):
            command.options |= commands[_CRITERIA].options
        elif table == "option":
            command.options |= set(re.findall(r"`(--[a-z-]+)", cells[0]))
        elif table.startswith("key "):
            command.keys.setdefault(table.removeprefix("key "), set()).update(
                re.findall(r"`([^`]+)`", cells[0])
            )
    return commands


DOCUMENTED = _read_page()
COMMANDS = [name for name in DOCUMENTED if name != _CRITERIA]
