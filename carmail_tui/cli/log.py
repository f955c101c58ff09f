"""The log: a rotating file in the platform's log folder, without passwords and without bodies of mails."""

import logging
from logging.handlers import RotatingFileHandler


def start_log() -> None:
    """Write the log of this process; where the folder cannot be written, there is none."""
    from carmail_tui.settings.paths import log_path

    path = log_path()
    logger = logging.getLogger("carmail")
    if logger.handlers:
        return
    # On a full disk it would write a traceback to the terminal instead.
    logging.raiseExceptions = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Names and addresses of clients stand in it: it is its owner's alone.
        path.touch(mode=0o600, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
