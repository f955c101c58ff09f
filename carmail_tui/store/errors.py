"""What can be wrong with the database."""

from carmail_tui.i18n import _

__all__ = ("DatabaseUnusableError", "StoreError")


class StoreError(Exception):
    """The database could not do what was asked. Nothing was changed."""


class DatabaseUnusableError(StoreError, OSError):
    """The database at `url` cannot be opened or used; `detail` holds the driver's words."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "The database {url} cannot be used: {detail}. Nothing was changed. "
            "Check that its folder exists and can be written to, or name another with --database."
        ).format(url=self.url, detail=self.detail)
