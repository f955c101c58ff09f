"""The one table of keys: bindings, footers, the help screen and the palette are read from it.

A key is listed by its name in Textual. Letters stand in lower case here and are bound in both: Caps Lock on
a Belgian keyboard is Shift Lock, and is often on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from carmail_tui.i18n import N_


@dataclass(frozen=True, slots=True)
class Key:
    """One action and the keys that call it. `shown` is how a footer writes the first of them."""

    action: str
    keys: tuple[str, ...]
    shown: str
    label: str
    meaning: str
    priority: bool = False


KEYS: dict[str, Key] = {
    "help": Key("app.help", ("f1",), "F1", N_("Help"), N_("Help: all keys of this screen")),
    "palette": Key(
        "app.palette", ("ctrl+p",), "Ctrl+P", N_("Palette"), N_("Choose an action by its name"), True
    ),
    "clients": Key("app.room('clients')", ("f2",), "F2", N_("Clients"), N_("Clients: search, cards")),
    "mailing": Key("app.room('picker')", ("f3",), "F3", N_("Mailing"), N_("Mailing: choose clients, write")),
    "ledger": Key("app.room('ledger')", ("f4",), "F4", N_("Ledger"), N_("Ledger: invoices and credit notes")),
    "outbox": Key(
        "app.room('outbox')", ("f5",), "F5", N_("Outbox"), N_("Outbox: everything sent or waiting")
    ),
    "send_form": Key("send", ("f6",), "F6", N_("Send"), N_("Send, or the next step towards it"), True),
    "send": Key("send", ("at", "f6"), "@", N_("Send"), N_("Send, or the next step towards it")),
    "preview": Key("preview", ("f7",), "F7", N_("Preview"), N_("See it as the client will"), True),
    "settings": Key("app.room('settings')", ("f9",), "F9", N_("Settings"), N_("Settings: account, company")),
    "back": Key("back", ("escape",), N_("Esc"), N_("Back"), N_("One level up; nothing is lost")),
    "quit": Key("app.quit_program", ("q",), "q", N_("Quit"), N_("Leave the program")),
    "quit_anywhere": Key(
        "app.quit_program", ("ctrl+q",), "Ctrl+Q", N_("Quit"), N_("Leave the program"), True
    ),
    "reflex": Key("app.reflex", ("ctrl+c",), "Ctrl+C", "", N_("Says how to leave"), True),
    "open": Key(
        "open", ("enter",), N_("Enter"), N_("Open"), N_("Open, choose or mend; it never sends a mailing")
    ),
    "next_pane": Key("next_pane", ("tab",), "Tab", N_("Other pane"), N_("The next field or pane")),
    "mark": Key("mark", ("space",), N_("Space"), N_("Mark"), N_("Mark the line under the cursor")),
    "mark_down": Key("mark_down", ("insert",), N_("Ins"), N_("Mark"), N_("Mark, and go down")),
    "range": Key("range", ("v",), "v", N_("Range"), N_("Begin a range, and end it")),
    "range_down": Key(
        "extend(1)", ("shift+down",), N_("Shift+↓"), N_("Range"), N_("Mark a range, downwards")
    ),
    "range_up": Key("extend(-1)", ("shift+up",), N_("Shift+↑"), N_("Range"), N_("Mark a range, upwards")),
    "invert": Key("invert", ("asterisk",), "*", N_("Invert"), N_("Invert the marks")),
    "into": Key("into", ("right",), "→", N_("One"), N_("Into the selection: the marked, else this one")),
    # With priority: a table with the focus would mark the line.
    "into_down": Key(
        "into", ("insert",), N_("Ins"), N_("One"), N_("Into the selection: the marked, else this one"), True
    ),
    "out_of": Key(
        "out_of", ("left", "delete"), "←", N_("One"), N_("Out of the selection: the marked, else this one")
    ),
    "all_in": Key(
        "all_in", ("plus", "greater_than_sign"), "+", N_("All"), N_("All that are listed: in, or marked")
    ),
    "all_out": Key(
        "all_out", ("minus", "less_than_sign"), "-", N_("All"), N_("All that are listed: out, or unmarked")
    ),
    "empty": Key("empty_selection", ("z",), "z", N_("Empty"), N_("Empty the selection")),
    "empty_alt": Key("empty_selection", ("alt+r",), "Alt+R", N_("Empty"), N_("Empty the selection"), True),
    "criteria": Key("criteria", ("f",), "f", N_("Criteria"), N_("Criteria: whom or what the list shows")),
    "search": Key("search", ("slash", "ctrl+f"), "/", N_("Search"), N_("Search in the list")),
    "why": Key("why", ("question_mark",), "?", N_("Why"), N_("Why, the history, the server's own words")),
    "undo": Key("undo", ("u", "ctrl+z"), "u", N_("Undo"), N_("Take back the last thing")),
    "lists": Key("lists", ("l",), "l", N_("Lists"), N_("Client lists: take one up, keep one")),
    "group": Key("group", ("g",), "g", N_("Group"), N_("Part or join the documents of one client")),
    "always": Key(
        "always", ("space",), N_("Space"), N_("Always"), N_("Always this address for the client's documents")
    ),
    "whose": Key("whose", ("m",), "m", N_("Client"), N_("Say whose document it is")),
    "remove": Key("remove", ("delete",), N_("Del"), N_("Remove"), N_("Take this line out")),
    "retry": Key("retry", ("r",), "r", N_("Retry"), N_("Try again what can succeed")),
    "settle": Key("settle", ("c",), "c", N_("Settle"), N_("Settle the line: Today stops counting it")),
    "pause": Key("pause", ("p",), "p", N_("Pause"), N_("Pause the mailing, and resume it")),
    "stop": Key("stop", ("x",), "x", N_("Stop"), N_("Stop what has not left yet")),
    "test_mail": Key("test_mail", ("t",), "t", N_("Test mail"), N_("Send this one to yourself, as a test")),
    "try_account": Key(
        "try_account", ("t",), "t", N_("Try the account"), N_("Try the mail account; nothing is sent")
    ),
    "next_error": Key("next_error", ("e",), "e", N_("Next error"), N_("The next client with an error")),
    "without": Key("without", ("s",), "s", N_("Leave them out"), N_("Send without the incomplete ones")),
    "export": Key("export", ("x",), "x", N_("Export"), N_("Write what is listed into a CSV file")),
    "import": Key("import", ("i",), "i", N_("Import"), N_("Bring clients or documents in from files")),
    "previous": Key("step(-1)", ("left",), "←", N_("Client"), N_("The client before")),
    "next": Key("step(1)", ("right",), "→", N_("Client"), N_("The client after")),
    "new": Key("new", ("n",), "n", N_("New"), N_("A new one")),
    "keep_live": Key("keep_live", ("f",), "f", N_("Live list"), N_("Keep the criteria as a live list")),
    "accept": Key("accept", ("y", "o"), "y", N_("Yes"), N_("Yes")),
    "forgive": Key(
        "forgive", ("g",), "g", N_("Good again"), N_("This address is good again: write to it as before")
    ),
    "refusal": Key(
        "refusal", ("p",), "p", N_("Promotions"), N_("Record that the client accepts or refuses promotions")
    ),
    "up": Key("cursor(-1)", ("up",), "↑", N_("Up"), N_("One line up")),
    "down": Key("cursor(1)", ("down",), "↓", N_("Down"), N_("One line down")),
    "page_up": Key("page(-1)", ("pageup",), N_("PgUp"), N_("Page up"), N_("One page up")),
    "page_down": Key("page(1)", ("pagedown",), N_("PgDn"), N_("Page down"), N_("One page down")),
    "first": Key("edge(-1)", ("home",), N_("Home"), N_("First"), N_("The first line")),
    "last": Key("edge(1)", ("end",), N_("End"), N_("Last"), N_("The last line")),
    "choose_a": Key("choose(0)", ("a", "ampersand"), "a", N_("Choose"), N_("The first choice")),
    "choose_b": Key("choose(1)", ("b", "é"), "b", N_("Choose"), N_("The second choice")),
    "choose_c": Key("choose(2)", ("c", "quotation_mark"), "c", N_("Choose"), N_("The third choice")),
    "choose_d": Key("choose(3)", ("d", "apostrophe"), "d", N_("Choose"), N_("The fourth choice")),
    "choose_e": Key("choose(4)", ("e", "left_parenthesis"), "e", N_("Choose"), N_("The fifth choice")),
}
"""Every action of the program, by the name under which screens ask for it."""

EVERYWHERE = (
    "help",
    "palette",
    "clients",
    "mailing",
    "ledger",
    "outbox",
    "settings",
    "quit_anywhere",
    "reflex",
)

FORBIDDEN = frozenset(
    {
        "alt+b",
        "alt+f",
        "alt+enter",
        "ctrl+h",
        "ctrl+i",
        "ctrl+m",
        "ctrl+left_square_bracket",
        "ctrl+s",
        "ctrl+a",
    }
    | {f"alt+{digit}" for digit in range(10)}
    | {f"shift+f{number}" for number in range(1, 13)}
    | {"f10", "f11", "f12", "ctrl+b"}
)
"""Keys that do not arrive on some terminal, or that other programs on the way keep for themselves."""


ALT_KEYS = frozenset(key for one in KEYS.values() for key in one.keys if key.startswith("alt+"))
"""Every Alt there is, in lower case."""


def bindings(*names: str) -> list[BindingType]:
    """The bindings of these actions, for a screen or a widget."""
    return [binding for name in names for binding in _bindings(name, KEYS[name])]


def _bindings(name: str, key: Key) -> Iterable[Binding]:
    for index, bound in enumerate(both_cases(key.keys)):
        yield Binding(
            bound,
            key.action,
            key.label,
            show=False,
            priority=key.priority,
            tooltip=key.meaning,
            id=f"{name}.{index}",
        )


def both_cases(keys: Iterable[str]) -> list[str]:
    """The keys, each single letter in lower and upper case."""
    both: list[str] = []
    for key in keys:
        both.append(key)
        if len(key) == 1 and key.isalpha():
            both.append(key.upper())
        if key.startswith("alt+") and len(key) == 5:
            both.append(f"alt+shift+{key[-1]}")
    return both
