"""How others send, with mails that are ready, and without any bookkeeping; says how many a second.

    python -m tests.benchmarks.rivals.smtp_clients MODEL PORT FILE

MODEL is `new` (smtplib, a connection for each mail: Django, Invoice Ninja), `reused` (smtplib, one
connection: Odoo), `threads` (ten connections in ten threads: listmonk's model) or `aiosmtplib` (sixteen
connections). FILE is what `tests.benchmarks.letters.write_ready` wrote.
"""

import asyncio
import pickle
import smtplib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Mail = tuple[str, str, bytes]


def new(port: int, mails: list[Mail]) -> None:
    """A connection for each mail."""
    for sender, to, content in mails:
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.sendmail(sender, [to], content)


def reused(port: int, mails: list[Mail]) -> None:
    """One connection for all."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, to, content in mails:
            server.sendmail(sender, [to], content)


def threads(port: int, mails: list[Mail]) -> None:
    """Ten connections, a thread each."""
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda share: reused(port, share), [mails[n::10] for n in range(10)]))


def aiosmtplib(port: int, mails: list[Mail]) -> None:
    """Sixteen connections, a task each."""
    from aiosmtplib import SMTP

    async def send(share: list[Mail]) -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as server:
            for sender, to, content in share:
                await server.sendmail(sender, [to], content)

    async def send_all() -> None:
        await asyncio.gather(*(send(mails[n::16]) for n in range(16)))

    asyncio.run(send_all())


MODELS = {"new": new, "reused": reused, "threads": threads, "aiosmtplib": aiosmtplib}

if __name__ == "__main__":
    model, at, file = sys.argv[1:]
    ready: list[Mail] = pickle.loads(Path(file).read_bytes())
    started = time.perf_counter()
    MODELS[model](int(at), ready)
    print(len(ready) / (time.perf_counter() - started))
