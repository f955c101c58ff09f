"""Sends ready mails with smtplib over one connection, and says how many a second.

    python -m tests.benchmarks.rivals.smtplib_sender PORT FILE

FILE is what `tests.benchmarks.letters.write_ready` wrote.
"""

import argparse
import pickle
import smtplib
import time
from pathlib import Path


def main() -> None:
    """Send, and print the mails per second from the first reply to the last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    mails: list[tuple[str, str, bytes]] = pickle.loads(arguments.file.read_bytes())
    replies: list[float] = []
    with smtplib.SMTP("127.0.0.1", arguments.port) as server:
        for sender, to, content in mails:
            server.sendmail(sender, [to], content)
            replies.append(time.perf_counter())
    print((len(replies) - 1) / (replies[-1] - replies[0]) if len(replies) > 1 else 0.0)


if __name__ == "__main__":
    main()
