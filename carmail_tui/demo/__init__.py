"""A demo garage: deterministic data, its files, and a mail server that keeps everything here."""
