"""Which files of a watched folder are there, and whole."""

import os
from pathlib import Path

import pytest

from carmail_tui.reading.watching import Seen, Stillness, look_at

NOW = 1_800_000_000.0


def names(folder: Path) -> list[str]:
    return [os.path.relpath(seen.path, folder) for seen in look_at(folder)]


def test_files_and_those_in_folders_within(tmp_path: Path) -> None:
    (tmp_path / "2026" / "11").mkdir(parents=True)
    for name in ("b.xml", "a.pdf", "2026/11/c.xml"):
        (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == ["2026/11/c.xml", "a.pdf", "b.xml"]


@pytest.mark.parametrize(
    "name",
    [".hidden.xml", ".~lock.a.xml#", "~$a.xml", "a.xml.part", "a.pdf.crdownload", "A.TMP", "a.filepart"],
)
def test_what_a_program_is_still_writing_is_not_there_yet(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == []


def test_pipes_links_into_other_folders_and_closed_folders_are_passed_over(tmp_path: Path) -> None:
    inbox, other = tmp_path / "inbox", tmp_path / "other"
    inbox.mkdir()
    other.mkdir()
    (other / "theirs.xml").write_bytes(b"x")
    (inbox / "loop").symlink_to(inbox)
    (inbox / "out").symlink_to(other)
    (inbox / "gone.xml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(inbox / "pipe.xml")
    (inbox / "a\n\x1b.xml").write_bytes(b"x")
    assert names(inbox) == ["a\n\x1b.xml"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        look_at(tmp_path / "not mounted")


def test_a_file_is_whole_where_two_looks_find_it_the_same() -> None:
    young = Seen("a.xml", 100, int((NOW - 2) * 1e9))
    still = Stillness()
    assert still.whole([young], NOW) == []
    grown = young._replace(size=200, changed_ns=int((NOW - 1) * 1e9))
    assert still.whole([grown], NOW) == []
    assert still.whole([grown], NOW) == [grown]


def test_an_old_file_is_whole_at_once_and_an_empty_one_never() -> None:
    old = Seen("a.xml", 100, int((NOW - 3600) * 1e9))
    empty = Seen("b.xml", 0, int((NOW - 3600) * 1e9))
    still = Stillness()
    assert still.whole([old, empty], NOW) == [old]
    assert still.whole([old, empty], NOW) == [old]


def test_a_file_from_the_future_is_whole_at_the_second_look() -> None:
    """The clock of a file server is ahead."""
    ahead = Seen("a.xml", 100, int((NOW + 3600) * 1e9))
    still = Stillness()
    assert still.whole([ahead], NOW) == []
    assert still.whole([ahead], NOW) == [ahead]
