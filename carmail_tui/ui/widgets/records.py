"""The records of a table, of which there may be a million: their ids, and the rows that were looked at."""

from array import array
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

Record = TypeVar("Record")
Sourced_co = TypeVar("Sourced_co", covariant=True)

PAGE = 64
"""How many rows are fetched at once."""

Fetch = Callable[..., Awaitable[Any]]
"""Calls what it is given in a thread."""


class Source(Protocol[Sourced_co]):
    """Where the records come from. Both are called in a thread."""

    def ids(self, search: str) -> "Sequence[int]":
        """The ids of all records that `search` (or nothing) finds, in the order of the table."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[tuple[int, Sourced_co]]:
        """The records with these ids, each with its id."""
        ...


class Found(NamedTuple):
    """What a source holds, before it is shown: the ids in their order, and the first rows that are needed."""

    source: Source[Any]
    ids: Sequence[int]
    rows: dict[int, Any]


class Records(Generic[Record]):
    """The ids that are shown, and their rows as they are fetched, page by page."""

    def __init__(self, fetch: Fetch) -> None:
        self.ids: Sequence[int] = array("q")
        self._fetch = fetch
        self._source: Source[Record] | None = None
        self._rows: dict[int, Record] = {}
        self._asked: set[int] = set()
        self._generation = 0

    async def find(
        self, source: Source[Record], search: str, first_of: Callable[[Sequence[int]], int]
    ) -> Found | None:
        """What `source` holds, with a page of rows from `first_of` on; None where it was overtaken."""
        self._generation += 1
        generation = self._generation
        ids = await self._fetch(source.ids, search)
        first = first_of(ids)
        rows = await self._fetch(source.rows, list(ids[first : first + PAGE]))
        return Found(source, ids, dict(rows)) if generation == self._generation else None

    def show(self, found: Found) -> None:
        """Hold what was found."""
        self._source, self.ids, self._rows = found
        self._asked = set()

    def row(self, record: int | None) -> Record | None:
        """The row of a record, once it is fetched."""
        return None if record is None else self._rows.get(record)

    def page_due(self, index: int) -> int | None:
        """The page with the line `index`, which is to be fetched now; None where it is on its way."""
        page = index // PAGE
        if page in self._asked or self._source is None:
            return None
        self._asked.add(page)
        return page

    async def fetch_page(self, page: int) -> None:
        """Fetch the rows of a page; after an error it is due again."""
        generation = self._generation
        try:
            rows = await self._rows_of(page * PAGE, PAGE)
        except Exception:
            self._asked.discard(page)
            raise
        if generation == self._generation:
            self._rows.update(rows)

    async def fetch_again(self, first: int, count: int) -> None:
        """Fetch these rows again, which changed; the others when they are looked at."""
        self._rows = await self._rows_of(first, count)
        self._asked = set()

    async def _rows_of(self, first: int, count: int) -> dict[int, Record]:
        if self._source is None:
            return {}
        return dict(await self._fetch(self._source.rows, list(self.ids[first : first + count])))
