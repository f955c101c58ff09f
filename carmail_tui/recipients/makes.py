"""The makes of vehicles, whatever a garage calls them."""

from carmail_tui.recipients.folding import fold

_SPELLINGS = {
    "Alfa Romeo": ("alfa", "alfa romeo"),
    "BMW": ("bmw", "b m w"),
    "Citroën": ("citroen",),
    "DS": ("ds", "ds automobiles"),
    "Land Rover": ("land rover", "landrover"),
    "Mercedes-Benz": ("mercedes", "mercedes benz", "mb", "merc", "m b"),
    "Mini": ("mini", "mini cooper"),
    "MG": ("mg", "m g"),
    "Opel": ("opel", "vauxhall"),
    "SEAT": ("seat",),
    "Škoda": ("skoda",),
    "Volkswagen": ("vw", "v w", "volkswagen", "volkswagon", "wolkswagen"),
}
_CANONICAL = {spelling: fold(name) for name, spellings in _SPELLINGS.items() for spelling in spellings}
_NAMES = {fold(name): name for name in _SPELLINGS}


def make_key(make: str) -> str:
    """The key under which all spellings of one make count as one: `VW` and `volkswagen` give the same."""
    folded = fold(make)
    return _CANONICAL.get(folded, folded)


def make_name(key: str, spelling: str = "") -> str:
    """How a list shows the make `key`; `spelling` is one that occurs, for makes that are not in the table."""
    return _NAMES.get(key, spelling.strip() or key.title())
