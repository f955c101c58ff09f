"""The French catalogue is whole and in step with the program, and what is shown has passed through it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from carmail_tui.cli.main import main
from carmail_tui.i18n import catalogue, ngettext, use_language

SHOWN_BY = {"say": (0,), "subtitle": (0,), "Plain": (0,), "Item": (0, 2), "AskText": (0,), "print": (0,)}
"""What shows its arguments to a person, and which of them."""

WORD = re.compile(r"[^\W\d_]{2,}")
"""A letter alone is the name of a key."""

SOURCES = [file for room in ("ui", "cli") for file in sorted((catalogue.PACKAGE / room).rglob("*.py"))]


@pytest.fixture
def french() -> Iterator[None]:
    """French, and English again after it."""
    use_language("fr")
    yield
    use_language("en")


def test_every_text_is_in_french_with_the_same_placeholders_and_compiled() -> None:
    assert catalogue.faults("fr") == []


def test_what_was_compiled_is_what_a_user_reads(french: None) -> None:
    assert ngettext("{count} mail", "{count} mails", 2) == "{count} mails"
    assert ngettext("{count} client", "{count} clients", 0) == "{count} client"


def test_collecting_twice_changes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = catalogue.LOCALE / "fr" / "LC_MESSAGES"
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "carmail.po").write_bytes((kept / "carmail.po").read_bytes())
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    catalogue.update("fr")
    for name in ("carmail.po", "carmail.mo"):
        assert (folder / name).read_bytes() == (kept / name).read_bytes()


def test_a_text_within_an_f_string_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "module.py").write_text(
        "shown = f\"{_('It arrived'):<22} {ngettext('one', 'many', 2)}\"\nasked = _(label)\n"
    )
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path)
    found = {message.id for message in catalogue.collect() if message.id}
    assert found == {"It arrived", ("one", "many")}


def test_the_parser_of_arguments_speaks_the_language_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (("fr", "arguments inconnus : --nope"), ("en", "unrecognized arguments: --nope")):
        with pytest.raises(SystemExit):
            main(["--lang", language, "--nope"])
        assert words in capsys.readouterr().err
    use_language("en")


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(catalogue.PACKAGE)))
def test_what_is_shown_goes_through_gettext(file: Path) -> None:
    raw = [
        f"line {line}: {text!r}"
        for line, text in texts_shown(ast.parse(file.read_text(encoding="utf-8")))
        if WORD.search(text)
    ]
    assert raw == []


def test_the_check_finds_what_it_looks_for() -> None:
    tree = ast.parse("self.say(f'{_(\"kept\")} now')\nItem('a', 'name', right=_('b'))\nprint(_('c'))")
    assert [text for _line, text in texts_shown(tree)] == [" now", "a"]


def texts_shown(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The literals that a call shows as they stand, each with its line."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call.func) in SHOWN_BY:
            for place in SHOWN_BY[_name(call.func)]:
                for argument in call.args[place : place + 1]:
                    yield from _literals(argument)
            for keyword in call.keywords:
                if keyword.arg == "right":
                    yield from _literals(keyword.value)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literals(shown: ast.expr) -> Iterator[tuple[int, str]]:
    """The literals that end up in the text, and neither format specs nor arguments of other calls."""
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str):
        yield shown.lineno, shown.value
    elif isinstance(shown, ast.FormattedValue):
        yield from _literals(shown.value)
    elif isinstance(shown, (ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.IfExp)):
        for part in ast.iter_child_nodes(shown):
            if isinstance(part, ast.expr) and part is not getattr(shown, "test", None):
                yield from _literals(part)
    elif isinstance(shown, ast.Call) and isinstance(shown.func, ast.Attribute):
        # As in "text".format(...): the text counts, not what is put into it.
        yield from _literals(shown.func.value)
