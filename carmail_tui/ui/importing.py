"""An import in progress, for both faces: the columns remembered, what became of the rows, a way out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TypeVar

from carmail_tui.reading.apart import Team
from carmail_tui.reading.clients import Columns, Mapped
from carmail_tui.reading.columns import Field
from carmail_tui.reading.documents import read_documents
from carmail_tui.reading.imported import ClientOutcome, DocumentImport, ImportedClient
from carmail_tui.reading.opened import OpenedList, by_number, from_plain, open_list
from carmail_tui.recipients.client import Language
from carmail_tui.ui.bridge import Garage

_HELD = 2000
"""So many rows of each outcome are held, to be looked through."""
_EVERYBODY = ""
_NAMING = (Field.NAME, Field.COMPANY, Field.LAST_NAME, Field.EMAIL, Field.CODE)
Thing = TypeVar("Thing")


class ImportCancelledError(Exception):
    """The user has stopped it."""


class Job:
    """A piece of work that can be stopped, and how far it is."""

    def __init__(self, share: Callable[[], float] = lambda: 0.0) -> None:
        self.done = 0
        self._stopped = Event()
        self._share = share

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1; 0 where nobody knows."""
        return self._share()

    def stop(self) -> None:
        """Let it end at the next occasion."""
        self._stopped.set()

    def go_on(self, count: int = 1) -> None:
        """So much more is done. Raises ImportCancelledError where it was stopped."""
        self.done += count
        if self._stopped.is_set():
            raise ImportCancelledError

    def watch(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """The things one by one, until it is stopped."""
        for thing in things:
            self.go_on()
            yield thing


class ClientReport:
    """What became of the rows of client lists: all counted, the first of each outcome held."""

    def __init__(self) -> None:
        self.counts: Counter[ClientOutcome] = Counter()
        self.rows: dict[ClientOutcome, list[ImportedClient]] = {outcome: [] for outcome in ClientOutcome}
        self.noted: list[ImportedClient] = []
        """Rows that came in, with a cell that could not be read or a field that a person corrected."""
        self.notes = 0

    def take(self, answers: Sequence[ImportedClient]) -> None:
        """Count some more."""
        self.counts.update(answer.outcome for answer in answers)
        for answer in answers:
            held = self.rows[answer.outcome]
            if len(held) < _HELD:
                held.append(answer)
            if answer.notes or answer.kept:
                self.notes += 1
                if len(self.noted) < _HELD:
                    self.noted.append(answer)

    @property
    def total(self) -> int:
        """How many rows there were."""
        return self.counts.total()


def open_client_list(
    garage: Garage, path: Path, mapping: Mapped | None = None, *, unnamed: bool = False
) -> OpenedList:
    """Open a client list, with the columns that were confirmed for files of its shape. Raises TableError.

    `unnamed` opens one too whose columns nobody can name, for a person to do so.
    """

    def remembered(shape: str) -> Columns | None:
        return from_plain(garage.store.user_states.get(_EVERYBODY, _columns_name(shape)))

    return open_list(path.expanduser(), mapping, language_of(garage), remembered, unnamed=unnamed)


def remember_columns(garage: Garage, opened: OpenedList) -> None:
    """The next file of this shape has the same columns."""
    plain = by_number(opened.columns)
    garage.store.user_states.put(_EVERYBODY, _columns_name(opened.shape), plain)


def _columns_name(shape: str) -> str:
    return f"columns {shape}"


def with_column(columns: Columns, number: int, field: Field | None) -> Columns:
    """The columns with one of them being this field, or not used. A field may have several: the first filled
    counts."""
    found = {one: tuple(n for n in numbers if n != number) for one, numbers in columns.items()}
    if field is not None:
        found[field] = tuple(sorted((*found.get(field, ()), number)))
    return {one: numbers for one, numbers in found.items() if numbers}


def naming_column(columns: Columns) -> bool:
    """Whether some column can name a client."""
    return any(columns.get(field) for field in _NAMING)


def last_folder(garage: Garage, kind: str) -> Path:
    """The folder from which the user imported last; the home folder where that is gone."""
    plain = garage.store.user_states.get(garage.user, f"import {kind}")
    folder = Path(plain) if isinstance(plain, str) else Path.home()
    return folder if folder.is_dir() else Path.home()


def remember_folder(garage: Garage, kind: str, path: Path) -> None:
    """Offer the folder of this path the next time."""
    folder = path if path.is_dir() else path.parent
    garage.store.user_states.put(garage.user, f"import {kind}", str(folder.absolute()))


def language_of(garage: Garage) -> Language:
    """The language of clients of whom nobody says it: that of the garage."""
    codes = {language.value: language for language in Language}
    return codes.get(garage.settings.language, Language.FRENCH)


def bring_clients(
    garage: Garage, opened: OpenedList, report: ClientReport, job: Job, *, dry_run: bool
) -> int | None:
    """Bring a list in, or see what would become of it, told to `report`; the number to undo it by.

    Raises ImportCancelledError where `job` was stopped: then nothing was changed.
    """

    def seen(answers: Sequence[ImportedClient]) -> None:
        report.take(answers)
        job.go_on(len(answers))

    return garage.store.imports.clients_by_batches(
        opened.rows(), seen, source=opened.path.name, user=garage.user, dry_run=dry_run
    )


def bring_documents(
    garage: Garage, path: Path, job: Job, *, create_clients: bool, accept_read: bool, dry_run: bool
) -> DocumentImport:
    """Bring the documents of a file or a folder in, or see what would become of them.

    `accept_read` is a person's yes to what was read from the pages of PDFs.

    Raises ImportCancelledError where `job` was stopped: then nothing was changed.
    """
    with Team() as apart:
        return garage.store.imports.documents(
            job.watch(read_documents([path.expanduser()], apart)),
            garage.settings.company,
            create_clients=create_clients,
            language=language_of(garage),
            accept_read=accept_read,
            source=path.name,
            user=garage.user,
            dry_run=dry_run,
        )
