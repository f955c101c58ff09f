"""The lists that programs export, by the labelled table of their headers: each cell comes to its field."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from carmail_tui.reading.client_list import ReadClient
from carmail_tui.reading.clients import read_clients

EXPORTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "labelled" / "exports.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("export", EXPORTS, ids=[export["program"] for export in EXPORTS])
def test_an_export_is_understood(tmp_path: Path, export: dict[str, Any]) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([export["header"], export["row"]])
    row = read_clients(path).rows[0]
    assert isinstance(row, ReadClient)
    client = row.client
    held: dict[str, Any] = {
        "emails": [address.email for address in client.addresses],
        "plate": client.vehicles[0].plate if client.vehicles else "",
        "last_visit": client.last_visit and client.last_visit.isoformat(),
    }
    found = {key: held[key] if key in held else getattr(client, key) for key in export["card"]}
    assert found == export["card"]
