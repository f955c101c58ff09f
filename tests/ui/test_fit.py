"""In each language the words fit into the cells that a screen of 80 columns has for them."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from rich.cells import cell_len

from carmail_tui.cli.garage import Garage
from carmail_tui.i18n import LANGUAGES, _, use_language
from carmail_tui.i18n.catalogue import PACKAGE
from carmail_tui.i18n.reasons import _STATES as STATES
from carmail_tui.settings.file import SETTINGS
from carmail_tui.ui import screens
from carmail_tui.ui.card_lines import FIELDS as CARD_FIELDS
from carmail_tui.ui.keys import KEYS
from carmail_tui.ui.screens.first_start import _FIELDS as FIRST_FIELDS
from carmail_tui.ui.screens.frame import Frame
from carmail_tui.ui.screens.ledger_filters import _YES_OR_ALL
from carmail_tui.ui.screens.settings import _HIDDEN
from carmail_tui.ui.terminal import ASCII, UNICODE, Glyphs
from carmail_tui.ui.widgets.lines import Hint, KeyBar
from carmail_tui.ui.words import CRITERIA, GROUPS, NOTES
from tests.ui.conftest import at_work

Bar = tuple[Hint | str, ...]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language whose catalogue is complete, and English again after it."""
    yield use_language(request.param)
    use_language("en")


def modules() -> list[Any]:
    """Every module of the screens."""
    found = pkgutil.iter_modules(screens.__path__, f"{screens.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def bars() -> dict[str, Bar]:
    """Every key bar that a class of screens declares, under its name."""
    found: dict[str, Bar] = {}
    for module in modules():
        for shown in vars(module).values():
            if isinstance(shown, type) and issubclass(shown, Frame) and shown.__module__ == module.__name__:
                for name, value in vars(shown).items():
                    if name.startswith("KEYS_") and value:
                        found[f"{shown.__name__}.{name}"] = value
    return found


BARS = bars()


def test_the_bars_are_found() -> None:
    assert {"LedgerRoom.KEYS_SHOWN", "Picker.KEYS_SHOWN", "PlanDialog.KEYS_IN_FIELD"} <= set(BARS)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("bar", BARS.values(), ids=BARS)
def test_a_key_bar_fits_into_eighty_columns(bar: Bar, glyphs: Glyphs, language: str) -> None:
    shown = KeyBar(bar, glyphs)
    assert shown.needed() <= 80, shown.entries()


@pytest.mark.parametrize("bar", BARS.values(), ids=BARS)
def test_a_key_bar_names_keys_that_exist_and_says_what_they_do(bar: Bar, language: str) -> None:
    for hint in bar:
        names = hint.names if isinstance(hint, Hint) else (hint,)
        assert set(names) <= set(KEYS)
    assert all(keys and label for keys, label in KeyBar(bar).entries())


def constants(call: str, text_at: int, width_at: int) -> list[tuple[str, str, int]]:
    """Of each `call`, a marked text among its arguments and the width beside it; and where it stands."""
    found = []
    for file in sorted((PACKAGE / "ui").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        widths = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, int)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call):
                continue
            if len(node.args) <= max(text_at, width_at):
                continue
            text, width = marked(node.args[text_at]), node.args[width_at]
            cells = widths.get(width.id) if isinstance(width, ast.Name) else getattr(width, "value", None)
            if text and isinstance(cells, int):
                found.append((f"{file.stem}:{text}", text, cells))
    return found


def marked(argument: ast.expr) -> str:
    """The text of `_("...")` or `N_("...")`; empty for anything else."""
    if (
        isinstance(argument, ast.Call)
        and isinstance(argument.func, ast.Name)
        and argument.func.id in {"_", "N_"}
    ):
        (text,) = argument.args
        return str(text.value) if isinstance(text, ast.Constant) else ""
    return ""


def padded() -> Iterator[tuple[str, int]]:
    """Every marked text that an f-string fills up to a width, as `{_('Later'):<22}`, and the width."""
    for file in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
                spec = ast.unparse(node.format_spec).strip("f'\"")
                if marked(node.value) and spec.lstrip("<>").isdigit():
                    yield marked(node.value), int(spec.lstrip("<>"))


COLUMNS = constants("Column", 0, 1)


def test_the_columns_are_found() -> None:
    assert {"document_tables", "clients", "outbox", "client_tables"} <= {
        where.split(":")[0] for where, _text, _width in COLUMNS
    }


@pytest.mark.parametrize(("text", "width"), [case[1:] for case in COLUMNS], ids=[case[0] for case in COLUMNS])
def test_a_column_title_fits_its_column(text: str, width: int, language: str) -> None:
    # The column without a width takes what is left, which is ten cells at least.
    assert cell_len(_(text)) <= (width or 10)


@pytest.mark.parametrize("note", NOTES.values())
def test_a_note_fits_beside_a_name_in_the_right_pane(note: str, language: str) -> None:
    assert cell_len(_(note)) <= 9


@pytest.mark.parametrize(
    "setting", [*(setting.meaning for setting in SETTINGS if setting.key not in _HIDDEN), "Password"]
)
def test_the_label_of_a_setting_leaves_a_gap_before_its_value(setting: str, language: str) -> None:
    if setting == "The text that accompanies documents, in this language":
        setting = "Accompanying text, {language}"
    assert cell_len(_(setting)) <= 37


@pytest.mark.parametrize("criterion", CRITERIA.values())
def test_the_name_of_a_criterion_leaves_a_gap_before_its_value(criterion: str, language: str) -> None:
    assert cell_len(_(criterion)) <= 18


@pytest.mark.parametrize("group", GROUPS.values())
def test_the_name_of_a_group_leaves_a_gap_before_its_count(group: str, language: str) -> None:
    assert cell_len(_(group)) <= 31


@pytest.mark.parametrize("state", STATES.values())
def test_the_state_of_a_message_fits_its_column(state: str, language: str) -> None:
    assert cell_len(_(state)) <= 10


@pytest.mark.parametrize("label", [label for label, *_rest in _YES_OR_ALL.values()])
def test_the_name_of_a_filter_leaves_a_gap_before_its_answer(label: str, language: str) -> None:
    assert cell_len(_(label)) <= 19


@pytest.mark.parametrize("label", CARD_FIELDS.values())
def test_the_name_of_a_field_of_the_card_leaves_a_gap_before_its_value(label: str, language: str) -> None:
    assert cell_len(_(label)) <= 15


@pytest.mark.parametrize("label", [label for step in FIRST_FIELDS for _key, label in step])
def test_the_name_of_a_field_of_the_first_start_leaves_a_gap_before_it(label: str, language: str) -> None:
    assert cell_len(_(label)) <= 20


PADDED = [*padded()]


def test_the_padded_texts_are_found() -> None:
    assert {"It arrived", "Give up", "Later"} <= {text for text, _width in PADDED}


@pytest.mark.parametrize(("text", "width"), PADDED)
def test_a_padded_text_fits_its_cells(text: str, width: int, language: str) -> None:
    assert cell_len(_(text)) <= width


async def test_what_one_searches_for_is_seen(garage: Garage) -> None:
    async with at_work(garage) as clerk:
        await clerk.press("f4", "slash")
        await clerk.type("dum")
        assert "Search : dum" in clerk.sees()
