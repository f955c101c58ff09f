"""What there is to tell of the watched folder, without any reader of files: Today asks at the start."""

from dataclasses import dataclass
from enum import StrEnum


class FolderFault(StrEnum):
    """Why nothing of the folder is read."""

    FOLDER = "folder"
    """It is not there, or cannot be listed: a share that is not mounted."""
    COMPANY = "company"
    """The settings do not say which documents are ours."""


@dataclass(frozen=True, slots=True)
class FolderLook:
    """What a look at the folder did: how many files it dealt with, and whether more are waiting."""

    read: int = 0
    more: bool = False
    fault: FolderFault | None = None


@dataclass(frozen=True, slots=True)
class FolderNews:
    """What came from the folder since its report was last read: new documents, and what was left out."""

    new: int = 0
    left_out: int = 0
