"""carmail_tui: mailings and accounting documents by mail for a garage, in a terminal."""

__version__ = "0.1.0"
