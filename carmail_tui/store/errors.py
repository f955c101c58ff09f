"""What can be wrong with the database."""

__all__ = ("DatabaseUnusableError", "StoreError")


class StoreError(Exception):
    """The database could not do what was asked. Nothing was changed."""


class DatabaseUnusableError(StoreError, OSError):
    """The database at `url` cannot be opened or used; `detail` holds the driver's words."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail
