"""A database that cannot be used is named in a sentence, without its password."""

import subprocess
import sys
from pathlib import Path

import pytest

from carmail_tui.store.database import open_database
from carmail_tui.store.errors import DatabaseUnusableError


@pytest.mark.parametrize(
    "url", ["garage.db", "sqlite:garage.db", "mysql://server/garage", "postgresql://server", ""]
)
def test_what_is_no_database_url_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(url)

    assert url in refused.value.sentence()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(f"sqlite:///{tmp_path / 'file' / 'garage.db'}")

    assert str(tmp_path / "file") in refused.value.sentence()


@pytest.mark.parametrize("server", ["127.0.0.1:1/garage", "127.0.0.1"])
def test_neither_the_sentence_nor_the_log_holds_the_password(server: str) -> None:
    with pytest.raises(DatabaseUnusableError) as refused:
        open_database(f"postgresql://sophie:s3cr:t@@{server}")

    assert "s3cr" not in refused.value.sentence() + str(refused.value)
    assert "sophie" in refused.value.sentence()


def test_without_its_driver_a_postgresql_database_is_refused_in_a_sentence() -> None:
    program = """
import sys
sys.modules["psycopg"] = None
from carmail_tui.cli.main import main
sys.exit(main(["--lang=en", "--database", "postgresql://127.0.0.1:1/garage", "clients"]))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ended.returncode == 3
    assert "cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr
