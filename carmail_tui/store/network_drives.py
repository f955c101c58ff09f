"""Whether a file lies on a network drive, where SQLite's locks and its write-ahead log do not hold."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_KINDS = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs?|afs|9p|ceph|glusterfs|lustre|vboxsf|fuse\.(sshfs|glusterfs|rclone|davfs\d?)"
)
"""As `mount` calls them. A write-ahead log needs memory that all processes share: https://sqlite.org/wal.html"""


def network_drive(path: Path) -> str:
    """The kind of network drive on which `path` lies; nothing for a disk of this machine, or where the system
    does not tell."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place, found = path.absolute().resolve(), ""
    deepest = -1
    for line in mounts:
        _device, point, kind, *_rest = line.split(" ")
        folder = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point))
        # The later of two mounts at one place is the one that is seen.
        if place.is_relative_to(folder) and len(folder.parts) >= deepest:
            deepest, found = len(folder.parts), kind
    return found if _KINDS.fullmatch(found) else ""
