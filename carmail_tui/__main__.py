"""`python -m carmail_tui` is `carmail`."""

import sys

from carmail_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
