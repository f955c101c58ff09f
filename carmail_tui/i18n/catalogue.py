"""Keeping the catalogues: collects the texts, merges them into each language, compiles.

`python -m carmail_tui.i18n.catalogue` does it; `--check` says what is missing, and changes nothing.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
LOCALE = Path(__file__).parent / "locale"
COMPLETE = ("fr",)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""What marks a text, and how many of its arguments are texts."""


def collect() -> Any:
    """All texts of the program, those within f-strings too."""
    from babel.messages.catalog import Catalog

    catalogue = Catalog(project="carmail_tui", charset="utf-8")
    for file in sorted(PACKAGE.rglob("*.py")):
        for text in _texts(ast.parse(file.read_text(encoding="utf-8"))):
            catalogue.add(text)
    return catalogue


def _texts(tree: ast.Module) -> Iterator[str | tuple[str, ...]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        wanted = call.args[: _KEYWORDS.get(call.func.id, 0)]
        found = [arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        # What is not written out is a text that was marked with N_() where it stands.
        if found and len(found) == len(wanted):
            yield found[0] if len(found) == 1 else tuple(found)


def read(language: str) -> Any:
    """The catalogue of a language, as it is kept."""
    from babel.messages.pofile import read_po

    with _po(language).open("rb") as file:
        return read_po(file, locale=language)


def faults(language: str) -> list[str]:
    """What is missing or wrong in a language: untranslated, uncertain, or with other placeholders."""
    texts, catalogue = collect(), read(language)
    missing = [f"untranslated: {text.id!r}" for text in texts if text.id and not _done(catalogue, text)]
    wrong = [f"wrong: {text.id!r}" for text in catalogue if text.id and _placeholders_differ(text)]
    if not _mo(language).exists() or _mo(language).read_bytes() != compiled(catalogue):
        wrong.append("not compiled")
    return missing + wrong


def compiled(catalogue: Any) -> bytes:
    """The catalogue as gettext reads it."""
    from babel.messages.mofile import write_mo

    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(language: str) -> None:
    """Merge the texts of the program into the language, and compile it."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = read(language) if _po(language).exists() else Catalog(locale=language, charset="utf-8")
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    # A catalogue changes when a text does, and not with each day.
    catalogue.creation_date = catalogue.revision_date = _BEGINNING
    _po(language).parent.mkdir(parents=True, exist_ok=True)
    with _po(language).open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=False, no_location=True, sort_output=True)
    _mo(language).write_bytes(compiled(catalogue))


def _done(catalogue: Any, message: Any) -> bool:
    known = catalogue.get(message.id[0] if isinstance(message.id, tuple) else message.id)
    if known is None or known.fuzzy:
        return False
    texts = known.string if isinstance(known.string, (list, tuple)) else (known.string,)
    return all(texts)


def _placeholders_differ(message: Any) -> bool:
    import re
    import string

    def names(text: str) -> set[str]:
        found = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
        return found | set(re.findall(r"%(?:\(\w+\))?[a-z]\b", text))

    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    wanted = set().union(*(names(text) for text in ids))
    return any(text and names(text) - wanted for text in texts)


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "carmail.po"


def _mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def main() -> int:
    """Update every catalogue, or check it."""
    found = []
    for language in COMPLETE:
        if "--check" in sys.argv:
            found += [f"{language}: {fault}" for fault in faults(language)]
        else:
            update(language)
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
