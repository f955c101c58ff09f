"""Processes: how long one runs, and the most memory that it ever held."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_LOOK_SECONDS = 0.02


def seconds(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """How long the command takes, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def peak_megabytes(pid: int) -> float:
    """The largest resident set of a process so far, in MB (10^6 bytes); 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    kibibytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return int(kibibytes) * 1024 / 1e6


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[None]:
    """The command at work in the background; it is asked to end afterwards."""
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        yield
        process.terminate()


def run_to_end(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Run a command; the seconds it took, and the most memory it held (MB)."""
    started = time.perf_counter()
    peak = 0.0
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, peak_megabytes(process.pid))
            time.sleep(_LOOK_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, peak
