"""`carmail` without a command: the interface."""

import argparse
import sys

from carmail_tui.i18n import use_language


def run(arguments: argparse.Namespace) -> int:
    """Open the interface on the garage of the settings."""
    return run_interface(arguments)


def run_interface(arguments: argparse.Namespace, notice: str = "") -> int:
    """Open the interface; `notice` is what its first screen says. 2 where there is no terminal for it."""
    from carmail_tui.ui.terminal import look, refusal

    if words := refusal():
        print(words, file=sys.stderr)
        return 2
    from carmail_tui.cli.garage import open_garage
    from carmail_tui.cli.log import start_log
    from carmail_tui.ui.app import CarmailApp

    start_log()
    garage = open_garage(arguments)
    use_language(arguments.lang or garage.settings.language or None)
    app = CarmailApp(garage, look(ascii_asked=arguments.ascii), notice)
    app.run()
    return app.return_code or 0
