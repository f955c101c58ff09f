"""Databases for tests that must hold on both: a SQLite file, and a PostgreSQL server of the tests' own."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_numbers = count()


def _program(name: str) -> str | None:
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin")]
    found = [str(place / name) for place in places if (place / name).exists()]
    return found[0] if found else shutil.which(name)


def _owner() -> pwd.struct_passwd:
    """Who runs the server: ourselves, or somebody else where we are root, as whom PostgreSQL will not run."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


@contextmanager
def _running() -> Iterator[str]:
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("no PostgreSQL server here: initdb and pg_ctl were not found")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="carmail-postgres-"))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: str) -> None:
        user, group = (owner.pw_uid, owner.pw_gid) if os.getuid() == 0 else (None, None)
        subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL, user=user, group=group)

    data = str(folder / "data")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    try:
        run(initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C")
        run(control, "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        yield f"postgresql://tester@127.0.0.1:{port}"
    finally:
        if Path(data, "postmaster.pid").exists():
            run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running PostgreSQL server, without a database name."""
    with _running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database, of one kind and then of the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'garage.db'}"
    import psycopg

    server = request.getfixturevalue("postgres")
    name = f"garage_{next(_numbers)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"
