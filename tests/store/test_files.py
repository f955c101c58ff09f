"""The files of the documents: what was imported is what is sent, or nothing is."""

import re
from pathlib import Path

import pytest

from carmail_tui.documents.document import DocumentFile
from carmail_tui.store.files import FileChangedError, FileGoneError, FileStore, path_of


def kept(store: FileStore, content: bytes) -> DocumentFile:
    path, digest, size = store.put(content)
    return DocumentFile("invoice.pdf", "application/pdf", path, digest, size)


def test_what_is_put_is_read(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    file = kept(store, b"one")
    assert file.size == 3
    assert store.read(file) == b"one"
    assert len(file.path.split("/")[0]) == 2


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    assert kept(store, b"one") == kept(store, b"one")
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.fault(79, 83)
@pytest.mark.parametrize("spoiled", [b"two", b"", b"one more"])
def test_a_file_that_changed_is_never_given_out(tmp_path: Path, spoiled: bytes) -> None:
    store = FileStore(tmp_path)
    file = kept(store, b"one")
    (tmp_path / file.path).write_bytes(spoiled)
    with pytest.raises(FileChangedError) as raised:
        store.read(file)
    assert isinstance(raised.value, OSError)
    assert "invoice.pdf" in raised.value.sentence()
    store.put(b"one")
    assert store.read(file) == b"one"


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    file = kept(store, b"one")
    (tmp_path / file.path).unlink()
    with pytest.raises(FileGoneError) as raised:
        store.read(file)
    assert isinstance(raised.value, OSError)
    assert "invoice.pdf" in raised.value.sentence()


@pytest.mark.parametrize("digest", ["0", "../../../etc/passwd", "A" * 64, "0" * 63])
def test_a_path_is_made_of_a_digest_alone(digest: str) -> None:
    with pytest.raises(ValueError, match=re.escape(digest)):
        path_of(digest)
