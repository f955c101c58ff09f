"""Completing the path of a file."""

from pathlib import Path

from textual.suggester import Suggester

from carmail_tui.i18n import harmless


class PathSuggester(Suggester):
    """Completes the path of a file; the right arrow takes it."""

    async def get_suggestion(self, value: str) -> str | None:
        typed = Path(value).expanduser()
        folder, start = (typed, "") if value.endswith("/") else (typed.parent, typed.name)
        try:
            names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(start))
            names = [name for name in names if name == harmless(name)]
        except OSError:
            return None
        names = [name for name in names if start or not name.startswith(".")]
        if not names or not value:
            return None
        completed = value[: len(value) - len(start)] + names[0]
        return completed + "/" if (folder / names[0]).is_dir() else completed
