"""`carmail demo`: the interface on an invented garage, whose mails never leave this machine."""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carmail_tui.i18n import _

if TYPE_CHECKING:
    from carmail_tui.demo.garage import DemoGarage

_LIBRARIES = ("aiosmtpd", "fpdf")
_LOCK_TRIES = 50
_DELIVERY_ENDS_SECONDS = 3.0


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "demo",
        help=_("the interface on an invented garage; its mails stay on this machine"),
        description=_(
            "Makes an invented garage with a mail server of its own, and opens the interface on it."
            " What is sent is filed into a Maildir; nothing leaves this machine."
        ),
    )
    parser.add_argument(
        "--clients", type=_at_least(1), default=2000, metavar="N", help=_("how many clients (2000)")
    )
    parser.add_argument(
        "--documents", type=_at_least(0), default=3000, metavar="N", help=_("how many documents (3000)")
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help=_("keep the garage in this folder, or go on with it")
    )
    parser.add_argument(
        "--no-interface",
        action="store_true",
        help=_("only make the garage and run its mail server; one JSON line says where they are"),
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the garage, start its server, open the interface; 2 where the folder or a package is wrong."""
    from carmail_tui.delivery.lock import FileLock
    from carmail_tui.demo.garage import DemoGarage

    if not all(map(importlib.util.find_spec, _LIBRARIES)):
        return _wrong(_("The demo needs more packages: pip install 'carmail_tui[demo]'."))
    folder = _folder(arguments.keep)
    garage = DemoGarage(folder)
    if not _may_be_used(garage):
        words = _("{folder} holds other files. Name an empty folder, or that of an earlier demo.")
        return _wrong(words.format(folder=folder))
    with FileLock(garage.interface_lock) as lock:
        if not _taken(lock):
            return _wrong(_("The demo in {folder} is open already.").format(folder=folder))
        try:
            return _run(arguments, garage)
        finally:
            _end(garage, keep=arguments.keep is not None, at_once=arguments.no_interface)


def _run(arguments: argparse.Namespace, garage: "DemoGarage") -> int:
    from carmail_tui.demo.garage import make_garage, write_settings
    from carmail_tui.demo.serving import start_server
    from carmail_tui.settings.file import load

    if not garage.made:
        words = _("Making the demo garage: {clients} clients, {documents} documents.")
        print(words.format(clients=arguments.clients, documents=arguments.documents), file=sys.stderr)
        make_garage(
            garage.folder, clients=arguments.clients, documents=arguments.documents, today=date.today()
        )
    port = start_server(garage, load(garage.config_path).smtp.port)
    write_settings(garage, port)
    os.environ["CARMAIL_CONFIG"] = str(garage.config_path)
    os.environ["CARMAIL_DATABASE"] = arguments.database = garage.database_url
    if arguments.no_interface:
        return _serve(garage, port)

    from carmail_tui.cli.interface import run_interface

    notice = _("Demo: what is sent lies in {maildir}").format(maildir=garage.maildir)
    return run_interface(arguments, notice=notice)


def _serve(garage: "DemoGarage", port: int) -> int:
    """Say where everything is, and wait until somebody ends this."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_signal: ended.set())
    where = {
        "database": garage.database_url,
        "config": str(garage.config_path),
        "maildir": str(garage.maildir),
        "port": port,
    }
    print(json.dumps(where), flush=True)
    ended.wait()
    return 0


def _end(garage: "DemoGarage", *, keep: bool, at_once: bool) -> None:
    """End what was started. A kept garage that still has mails under way keeps its server for them."""
    from carmail_tui.demo.serving import end_server

    if keep and not at_once and _under_way(garage):
        return
    if not keep:
        _take_back(garage)
    end_server(garage)
    if not keep:
        shutil.rmtree(garage.folder, ignore_errors=True)


def _under_way(garage: "DemoGarage") -> bool:
    from carmail_tui.delivery.states import UNDER_WAY, WAITING
    from carmail_tui.store.database import open_database
    from carmail_tui.store.messages import Messages

    if not garage.made:
        return False
    return bool(Messages(open_database(garage.database_url)).ids(states=UNDER_WAY | WAITING))


def _take_back(garage: "DemoGarage") -> None:
    """Cancel what has not left, so that a delivery process at work ends before its folder goes."""
    from carmail_tui.delivery.states import WAITING
    from carmail_tui.settings.file import load
    from carmail_tui.store.store import Store

    if not garage.made:
        return
    store = Store(garage.database_url, garage.folder)
    store.outbox.cancel(store.messages.ids(states=WAITING))
    until = time.monotonic() + _DELIVERY_ENDS_SECONDS
    with store.account_lock(load(garage.config_path).smtp.account) as lock:
        while not lock.take() and time.monotonic() < until:
            time.sleep(0.05)
    store.close()


def _folder(keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="carmail-demo-")).resolve()
    folder = keep.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _may_be_used(garage: "DemoGarage") -> bool:
    """Whether the folder is empty or that of a demo: the files of a real garage bear the same names."""
    return garage.interface_lock.exists() or not any(garage.folder.iterdir())


def _taken(lock: Any) -> bool:
    """Take the lock of the interface; after a cut line, the one before needs a moment to end."""
    for _attempt in range(_LOCK_TRIES):
        if lock.take():
            return True
        time.sleep(0.1)
    return False


def _at_least(least: int) -> Any:
    def number(text: str) -> int:
        if int(text) < least:
            raise ValueError(text)
        return int(text)

    number.__name__ = _("number")
    return number


def _wrong(words: str) -> int:
    print(words, file=sys.stderr)
    return 2
