"""What the options of the criteria ask for: case, accents and the spelling of a make do not matter."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from carmail_tui.cli.criteria import ANSWERED, TICKED, TYPED
from carmail_tui.cli.filters import kept_filter
from carmail_tui.cli.main import NotDoneError
from carmail_tui.i18n import _, visible
from carmail_tui.recipients.criteria import Criteria, narrowed
from carmail_tui.recipients.expression.tree import Node
from carmail_tui.recipients.folding import fold
from carmail_tui.recipients.kinds import PARSE, nothing
from carmail_tui.recipients.makes import make_key
from carmail_tui.recipients.regions import REGIONS, PostcodeRange, parse_postcodes

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage

__all__ = ("asked_criteria",)

_NEAR, _LISTED = 3, 8


def asked_criteria(arguments: argparse.Namespace, garage: "Garage") -> Criteria:
    """The criteria that were asked for. Raises NotDoneError with a sentence naming what is near."""
    values = garage.store.clients.values

    def found(option: str, kind: str, key: Callable[[str], str]) -> tuple[str, ...]:
        """The keys of the values of an option, which must be values that clients have."""
        asked: list[str] = getattr(arguments, option.replace("-", "_"))
        if not asked:
            return ()
        known = {value.key: value.label for value in values(kind, Criteria(), garage.today)}
        return _keys(option, asked, known, key)

    kinds: dict[str, Any] = {
        kind: found(option, kind, make_key if option == "make" else fold) for option, kind in TICKED.items()
    }
    for option, (kind, _meaning) in ANSWERED.items():
        kinds[kind] = {"yes": True, "no": False}.get(getattr(arguments, option))
    for option, (kind, _metavar, _meaning) in TYPED.items():
        kinds[kind] = _typed(option, kind, getattr(arguments, option.replace("-", "_")), garage)
    asked = Criteria(
        **kinds,
        languages=_named("language", arguments.language, _language_names()),
        postcodes=_postcodes(arguments.postcode),
        regions=_named("region", arguments.region, {code: name for code, (name, _spans) in REGIONS.items()}),
    )
    for text in arguments.where:
        asked = narrowed(asked, Criteria(where=_expression(text)))
    for name in arguments.filter:
        asked = narrowed(kept_filter(garage, name), asked)
    return asked


def _expression(text: str) -> Node:
    """An own filter. Raises NotDoneError that shows the place of the fault."""
    from carmail_tui.recipients.expression.errors import ExpressionError
    from carmail_tui.recipients.expression.parsing import parse

    try:
        return parse(text)
    except ExpressionError as error:
        raise NotDoneError("\n".join((*error.pointed(text), error.sentence()))) from error


def _language_names() -> dict[str, str]:
    from carmail_tui.ui.words import LANGUAGES

    return {language.value: name for language, name in LANGUAGES.items()}


def _named(option: str, asked: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of values that may be given as codes, or by name in English or in the language in use."""
    codes = {fold(word): code for code, name in names.items() for word in (code, name, _(name))}
    shown = {code: _(name) for code, name in names.items()}
    return _keys(option, asked, shown, lambda text: codes.get(fold(text), fold(text)))


def _keys(
    option: str, asked: Sequence[str], known: Mapping[str, str], key: Callable[[str], str]
) -> tuple[str, ...]:
    keys = []
    for text in asked:
        if key(text) not in known:
            raise NotDoneError(_unknown(option, text, known))
        keys.append(key(text))
    return tuple(dict.fromkeys(keys))


def _unknown(option: str, text: str, known: Mapping[str, str]) -> str:
    import difflib

    folded = {fold(word): label for key, label in known.items() for word in (key, label)}
    near = difflib.get_close_matches(fold(text), folded, n=_NEAR, cutoff=0.6)
    labels = list(dict.fromkeys(visible(folded[word], 40) for word in near))
    if labels:
        words = _("--{option} {value}: no client has that. Did you mean {labels}?")
    elif known:
        labels = [visible(label, 40) for label in list(known.values())[:_LISTED]]
        labels += ["..."] if len(known) > _LISTED else []
        words = _("--{option} {value}: no client has that. There are {labels}.")
    else:
        words = _("--{option} {value}: no client has that.")
    return words.format(option=option, value=visible(text, 40), labels=", ".join(labels))


def _postcodes(asked: Sequence[str]) -> tuple[PostcodeRange, ...]:
    try:
        return tuple(span for text in asked for span in parse_postcodes(text))
    except ValueError as error:
        words = _("--postcode {value} cannot be read. Write 4000-4999 or 5000.")
        raise NotDoneError(words.format(value=visible(str(error), 40))) from error


def _typed(option: str, kind: str, text: str | None, garage: "Garage") -> Any:
    if text is None:
        return nothing(kind)
    try:
        return PARSE[kind](text, garage.today)
    except (ValueError, OverflowError) as error:
        words = _("--{option} {value} cannot be read. Write {examples}.")
        right = _EXAMPLES.get(kind, "6w, 3m, 05/01, 01/12-05/01")
        raise NotDoneError(words.format(option=option, value=visible(text, 40), examples=right)) from error


_EXAMPLES = {
    "spent": "500, 500-2000, -2000, '500 12m'",
    "registered": "2012, 2010-2015, 10y",
    "not_mailed": "30, 3m, 01/09/2026",
    "name": "dupont",
}
