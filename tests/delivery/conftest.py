"""A post office whose server is scripted by each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.post_office import PostOffice, opened
from tests.smtp_server import SmtpServer


@pytest.fixture
def server() -> SmtpServer:
    return SmtpServer()


@pytest.fixture
def office(tmp_path: Path, server: SmtpServer) -> Iterator[PostOffice]:
    with opened(f"sqlite:///{tmp_path / 'garage.db'}", tmp_path, server) as found:
        yield found
