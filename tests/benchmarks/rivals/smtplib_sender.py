"""Sends ready mails with smtplib over one connection, and says how many a second.

    python -m tests.benchmarks.rivals.smtplib_sender PORT FILE [--database PATH]

FILE is what `tests.benchmarks.letters.write_ready` wrote. With --database each mail has a row of its own,
committed to the disk once before the mail and once after its reply: the least that durability needs.
"""

import argparse
import pickle
import smtplib
import sqlite3
import time
from pathlib import Path


def main() -> None:
    """Send, and print the mails per second from the first reply to the last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", type=Path)
    arguments = parser.parse_args()
    mails: list[tuple[str, str, bytes]] = pickle.loads(arguments.file.read_bytes())
    rows = _rows(arguments.database, len(mails)) if arguments.database else None
    replies: list[float] = []
    with smtplib.SMTP("127.0.0.1", arguments.port) as server:
        for number, (sender, to, content) in enumerate(mails):
            _record(rows, number, "committing")
            server.sendmail(sender, [to], content)
            _record(rows, number, "sent")
            replies.append(time.perf_counter())
    print((len(replies) - 1) / (replies[-1] - replies[0]) if len(replies) > 1 else 0.0)


def _rows(path: Path, count: int) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = wal")
    database.execute("PRAGMA synchronous = full")
    database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, state TEXT)")
    database.execute("BEGIN")
    database.executemany("INSERT INTO message VALUES (?, 'queued')", [(number,) for number in range(count)])
    database.execute("COMMIT")
    return database


def _record(rows: sqlite3.Connection | None, number: int, state: str) -> None:
    if rows is not None:
        rows.execute("UPDATE message SET state = ? WHERE id = ?", (state, number))


if __name__ == "__main__":
    main()
