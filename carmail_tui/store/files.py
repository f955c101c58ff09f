"""The files of the documents: content-addressed copies, so that what is sent is what was imported."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from carmail_tui.documents.document import DocumentFile
from carmail_tui.i18n import _, visible
from carmail_tui.store.errors import StoreError

__all__ = ("FileChangedError", "FileGoneError", "FileStore")

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileGoneError(StoreError, FileNotFoundError):
    """A file of a document is no longer in the folder; `name` is how the ledger calls it."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(f"{name}: {path} is missing")
        self.name = name
        self.path = path

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "The file {name} is no longer where the program keeps it ({path}). Import the document again."
        ).format(name=visible(self.name), path=visible(self.path))


class FileChangedError(StoreError, OSError):
    """A file of a document is not the one that was imported; it must not be sent."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(f"{name}: {path} has changed")
        self.name = name
        self.path = path

    def sentence(self) -> str:
        """What to tell the user."""
        return _(
            "The file {name} has changed since it was imported, and was not sent. Import the document again."
        ).format(name=visible(self.name))


Maker = Callable[[DocumentFile], bytes]


class FileStore:
    """A folder of files, each under the digest of its bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.maker: Maker | None = None
        """Makes the files of a demo garage, whose paths begin with `demo:`, on first need."""

    @staticmethod
    def digest(content: bytes) -> str:
        """The SHA-256 of the bytes, as the ledger keeps it."""
        return hashlib.sha256(content).hexdigest()

    def put(self, content: bytes) -> tuple[str, str, int]:
        """Keep the bytes: their path within the folder, their SHA-256 and their size. Twice is once.

        They are on the disk when this returns, so that no row of the ledger points to half a file.
        """
        digest = self.digest(content)
        path = path_of(digest)
        target = self.folder / path
        if not _holds(target, content):
            _write(target, content)
        return path, digest, len(content)

    def read(self, file: DocumentFile) -> bytes:
        """The bytes of a file, checked. Raises FileGoneError and FileChangedError, which are OSErrors."""
        if self.maker is not None and file.path.startswith("demo:"):
            return self.maker(file)
        target = self.folder / file.path
        try:
            # A FIFO would be waited on for ever.
            content = target.read_bytes() if target.is_file() else None
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileGoneError(file.name, str(target)) from error
        if content is None:
            raise FileGoneError(file.name, str(target))
        if file.sha256 and self.digest(content) != file.sha256:
            raise FileChangedError(file.name, str(target))
        return content


def path_of(digest: str) -> str:
    """Where in the folder the bytes of this SHA-256 lie: `ab/cdef...`."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(digest)
    return f"{digest[:2]}/{digest[2:]}"


def _holds(target: Path, content: bytes) -> bool:
    try:
        return target.stat().st_size == len(content) and target.read_bytes() == content
    except OSError:
        return False


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
