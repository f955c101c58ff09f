"""Postfix's `smtp-source` and `smtp-sink`, from Debian's package, unpacked without installing anything."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 10.0


class Postfix:
    """The two programs, unpacked in a folder."""

    def __init__(self, folder: Path) -> None:
        # apt, as root, lets another user write the file: everybody must come to it.
        folder.chmod(0o755)
        subprocess.run(["apt-get", "download", "-q", "postfix"], cwd=folder, check=True, capture_output=True)
        (package,) = folder.glob("postfix_*.deb")
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)
        self._programs = folder / "usr" / "sbin"
        self._environment = {**os.environ, "LD_LIBRARY_PATH": str(folder / "usr" / "lib" / "postfix")}

    @contextmanager
    def sink(self) -> Iterator[int]:
        """`smtp-sink`, at work; its port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        somebody = ["-u", "nobody"] if os.getuid() == 0 else []
        command = [str(self._programs / "smtp-sink"), *somebody, f"127.0.0.1:{port}", "2000"]
        with subprocess.Popen(command, env=self._environment, stderr=subprocess.DEVNULL) as process:
            _wait_for(port)
            yield port
            process.terminate()

    def source(self, port: int, messages: int, size: int) -> float:
        """`smtp-source -s 16`, each of its connections kept; messages a second."""
        command = [str(self._programs / "smtp-source"), "-s", "16", "-d", "-m", str(messages)]
        command += ["-l", str(size), "-f", "a@garage.example", "-t", "b@client.example", f"127.0.0.1:{port}"]
        started = time.perf_counter()
        subprocess.run(command, env=self._environment, check=True, stdout=subprocess.DEVNULL)
        return messages / (time.perf_counter() - started)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(port)
