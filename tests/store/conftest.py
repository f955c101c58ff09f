"""A post office on SQLite and then on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.post_office import PostOffice, opened
from tests.postgres import database_url, postgres
from tests.smtp_server import SmtpServer

__all__ = ("database_url", "postgres")


@pytest.fixture
def server() -> SmtpServer:
    return SmtpServer()


@pytest.fixture
def office(database_url: str, tmp_path: Path, server: SmtpServer) -> Iterator[PostOffice]:
    with opened(database_url, tmp_path, server) as found:
        yield found
