"""Belgian provinces by postcode, and ranges of postcodes as people type them."""

import re
from dataclasses import dataclass

from carmail_tui.i18n import N_

_RANGE = re.compile(r"\s*([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?\s*")


@dataclass(frozen=True, slots=True, order=True)
class PostcodeRange:
    """The postcodes from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def holds(self, postcode: int | None) -> bool:
        """Whether `postcode` lies in the range."""
        return postcode is not None and self.first <= postcode <= self.last


def _ranges(*bounds: tuple[int, int]) -> tuple[PostcodeRange, ...]:
    return tuple(PostcodeRange(first, last) for first, last in bounds)


REGIONS: dict[str, tuple[str, tuple[PostcodeRange, ...]]] = {
    "brussels": (N_("Brussels"), _ranges((1000, 1299))),
    "walloon-brabant": (N_("Walloon Brabant"), _ranges((1300, 1499))),
    "flemish-brabant": (N_("Flemish Brabant"), _ranges((1500, 1999), (3000, 3499))),
    "antwerp": (N_("Antwerp"), _ranges((2000, 2999))),
    "limburg": (N_("Limburg"), _ranges((3500, 3999))),
    "liege": (N_("Liège"), _ranges((4000, 4999))),
    "namur": (N_("Namur"), _ranges((5000, 5999))),
    "hainaut": (N_("Hainaut"), _ranges((6000, 6599), (7000, 7999))),
    "luxembourg": (N_("Luxembourg (province)"), _ranges((6600, 6999))),
    "west-flanders": (N_("West Flanders"), _ranges((8000, 8999))),
    "east-flanders": (N_("East Flanders"), _ranges((9000, 9999))),
}
"""Code of a region: its name (to be translated) and its postcodes (bpost's numbering)."""


def postcode_number(postcode: str, country: str = "BE") -> int | None:
    """The number of a postcode, for ranges; None where it has none or lies in a country without digits."""
    digits = postcode.strip().upper().removeprefix(f"{country.upper()}-").removeprefix("B-")
    if digits.startswith("0"):
        # A foreign postcode: as a number, 05144 would lie in Namur.
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def parse_postcodes(text: str) -> tuple[PostcodeRange, ...]:
    """The ranges in `"4000-4999, 5000"`. Raises ValueError with the part that is none."""
    ranges = []
    for part in re.split(r"[,;\s]+", re.sub(r"\s*-\s*", "-", text)):
        if not part.strip():
            continue
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(part.strip())
        first, last = int(match[1]), int(match[2] or match[1])
        ranges.append(PostcodeRange(min(first, last), max(first, last)))
    return tuple(ranges)
