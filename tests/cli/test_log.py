"""What goes into the log is not told to the person a second time."""

import os
import subprocess
import sys
from pathlib import Path


def test_an_error_is_one_sentence_on_the_terminal_and_a_line_in_the_log(tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text("[smtp]\nport = 'x'\n", encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, "-m", "carmail_tui", "--lang", "en", "settings"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CARMAIL_CONFIG": str(config)},
    )

    assert ended.returncode == 3
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("The settings file")
    assert "smtp.port" in (tmp_path / "carmail.log").read_text(encoding="utf-8")
