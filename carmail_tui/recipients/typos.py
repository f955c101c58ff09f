"""Slips of the finger in e-mail addresses, and what was most likely meant: offered, never applied."""

import re
import unicodedata
from functools import lru_cache

from carmail_tui.recipients.address import is_strict, mailbox

_PROVIDERS = {
    "gmail": "com",
    "googlemail": "com",
    "hotmail": "com be fr nl de it es lu ch se dk no fi at gr pt ca co.uk com.br com.tr",
    "outlook": "com be fr de es it nl lu ie pt dk at cz sk lv hu my com.br com.tr co.th",
    "live": "com be fr nl de it dk se no at ca ie lu co.uk com.pt",
    "yahoo": "com be fr de nl it es ca ro gr ie se no dk pl co.uk com.br com.ar com.mx com.tr co.in",
    "icloud": "com",
    "protonmail": "com ch",
    "skynet": "be",
    "telenet": "be",
    "proximus": "be",
    "scarlet": "be",
    "voo": "be",
    "belgacom": "net be",
    "brutele": "be",
    "pandora": "be",
    "edpnet": "be",
    "tvcablenet": "be",
    "base": "be",
    "tiscali": "be it",
    "orange": "fr be com es lu ro sk pl",
    "wanadoo": "fr nl",
    "free": "fr",
    "laposte": "net",
    "sfr": "fr",
    "neuf": "fr",
    "bbox": "fr",
    "club-internet": "fr",
    "numericable": "fr be",
    "ziggo": "nl",
    "kpnmail": "nl",
    "kpnplanet": "nl",
    "hetnet": "nl",
    "planet": "nl",
    "xs4all": "nl",
    "upcmail": "nl",
    "quicknet": "nl",
    "casema": "nl",
    "gmx": "de net com at ch fr be",
    "web": "de",
    "t-online": "de",
    "freenet": "de",
    "arcor": "de",
    "posteo": "de",
    "vodafone": "de it",
}
"""Those who give people their addresses, where a garage writes to, and the ends that they have."""

_EVERYONES = frozenset({"gmail", "googlemail", "hotmail", "outlook", "yahoo", "icloud"})
"""So common that another end than theirs is a slip, even where that end exists."""
_OWN = frozenset({
    "mail.com", "email.com", "ymail.com", "rocketmail.com", "inmail.com", "fmail.com", "email.de",
    "email.it", "mail.be", "mail.ru", "gmx.us", "maill.com", "hotmall.com", "icloud.net", "planet.fr",
    "planet.be", "base.eu", "freed.fr", "tiscalinet.it",
})  # fmt: skip
"""Real domains that look like a provider."""
_ENDS = ("com", "be", "net", "fr", "nl", "de", "eu", "org", "lu")
_REAL_ENDS = frozenset({
    "cam", "com", "bet", "vet", "pet", "net", "new", "nec", "next", "org", "ong", "de", "eu", "eus", "fr",
    "frl", "nl", "lu", "be", "bio", "biz", "bar", "ben", "bid", "best", "beer", "info", "one", "onl", "co",
    "cm", "om", "ne", "me", "re", "ee", "ie", "pe", "se", "ge", "je", "ke", "ve", "ae",
})  # fmt: skip
_NEIGHBOURS = {
    "q": "wa12", "w": "qeas23", "e": "wrsd34", "r": "etdf45", "t": "ryfg56", "y": "tugh67", "u": "yihj78",
    "i": "uojk89", "o": "ipkl90", "p": "ol0", "a": "qwszx", "s": "awedxz", "d": "serfcx", "f": "drtgvc",
    "g": "ftyhbv", "h": "gyujnb", "j": "huiknm", "k": "jiolm", "l": "kopm", "z": "asxet", "x": "zsdcw",
    "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njklp",
}  # fmt: skip
"""Keys beside each other on AZERTY, QWERTY and QWERTZ; on AZERTY a and q, z and w change places."""
_AZERTY = {"a": "zqs", "z": "aeqs", "q": "aszw", "w": "qsx", "m": "lp"}

_TRANSPOSED, _DOUBLED, _NEXT_KEY, _HYPHEN, _LEFT_OUT, _OTHER = 0.5, 0.5, 0.8, 0.5, 1.0, 1.2
_AROUND = " \t\r\n\"'<>()[]{}\u00a0\u200b\u200c\u200d\u2060\ufeff"
_PLAIN = re.compile(r"[A-Za-z0-9_+'-]+(?:\.[A-Za-z0-9_+'-]+)*@(?!www\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_AT = re.compile(r"\s*[\[({]\s*(?:at|@|chez)\s*[\])}]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({]\s*(?:dot|point|punt|punkt|\.)\s*[\])}]\s*", re.IGNORECASE)


def suggestion(email: str) -> str:
    """The address that was most likely meant by `email`; empty where nothing about it is suspicious.

    What is offered is always an address. Companies' own domains are suspected only where their end exists
    nowhere, or what is written is no address at all.
    """
    text = cleaned(email)
    if _PLAIN.fullmatch(text) and not corrected_domain(text.rpartition("@")[2].lower()):
        return ""
    local, at, domain = _in_form(text).rpartition("@")
    if not at:
        local, domain = _without_at(text)
    if not local or not domain:
        return ""
    meant = f"{local}@{corrected_domain(domain) or domain}"
    box = mailbox(meant)
    return meant if box is not None and box != mailbox(text) and is_strict(meant) else ""


def cleaned(email: str) -> str:
    """`email` without what pasting leaves around it: brackets, `mailto:`, full-width letters, stops."""
    text = unicodedata.normalize("NFKC", email) if not email.isascii() else email
    text = text.strip(_AROUND)
    text = re.sub(r"(?i)^mailto:", "", text).partition("?")[0] if text[:7].lower() == "mailto:" else text
    return text.strip(_AROUND).rstrip(".,;:").strip(_AROUND)


def _in_form(text: str) -> str:
    """`text` with the marks of an address where they belong."""
    text = _DOT.sub(".", _AT.sub("@", text))
    text = re.sub(r"\s+", "", text).replace("\\", "")
    text = re.sub(r"@+", "@", text)
    local, at, domain = text.partition("@")
    if not at:
        return text
    local = _ascii(re.sub(r"[.,]+", ".", local).strip("."))
    domain = re.sub(r"[.,;:@]+", ".", domain.lower()).strip(".")
    return f"{local}@{domain.removeprefix('www.')}"


def _ascii(local: str) -> str:
    """The local part without accents: hardly a provider gives one that has them."""
    if local.isascii():
        return local
    letters = unicodedata.normalize("NFKD", local.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain if plain.isascii() else local


def _without_at(text: str) -> tuple[str, str]:
    """An address whose @ was left out before the domain of a provider."""
    joined = re.sub(r"\s+", "", text.lower())
    for name, ends in _PROVIDERS.items():
        for end in ends.split():
            domain = f"{name}.{end}"
            if len(name) > 4 and joined.endswith(domain) and len(joined) > len(domain):
                return joined.removesuffix(domain).rstrip(".,"), domain
    return "", ""


@lru_cache(maxsize=65_536)
def corrected_domain(domain: str) -> str:
    """The domain that was most likely meant by a lower-case one; empty where it may be what it says."""
    name, dot, end = domain.partition(".")
    if domain in _OWN or end in _PROVIDERS.get(name, "").split():
        return ""
    if not dot:
        return _with_dot(domain)
    # A provider is named by its last two parts; what stands before would be somebody's own server.
    if domain.count(".") > 1 and not end.startswith(("co.", "com.")):
        return _provider_within(domain) or _with_end(domain)
    return _nearest(name, end) or _with_end(domain)


def _nearest(name: str, end: str) -> str:
    best, least = "", 9.0
    for provider, ends in _PROVIDERS.items():
        if abs(len(provider) - len(name)) > 2:
            continue
        of_name = distance(name, provider)
        if of_name > _bearable(provider):
            continue
        for position, its_end in enumerate(ends.split()):
            of_end = _end_distance(provider, end, its_end, same=of_name == 0)
            cost = of_name + of_end + position * 0.01
            if of_end < 2 and of_name + of_end <= max(_bearable(provider), 1.2) and cost < least:
                best, least = f"{provider}.{its_end}", cost
    return best


def _bearable(provider: str) -> float:
    """How far a slip may lead: short names are near to real ones, long ones are not."""
    if len(provider) <= 3:
        return 0.5
    if len(provider) == 4:
        return 0.6
    if provider in _EVERYONES:
        return 2.0 if len(provider) > 5 else 1.2
    return 1.0 if len(provider) <= 6 else 1.2


def _end_distance(provider: str, end: str, its_end: str, *, same: bool) -> float:
    if end == its_end:
        return 0.0
    if provider in _EVERYONES and same:
        # Another end that exists (gmail.be) costs more than a slip in this one.
        return min(distance(end, its_end), 1.1)
    if end in _ENDS:
        return 9.0
    return distance(end, its_end)


def _with_dot(domain: str) -> str:
    """A domain in which the dot was left out: `skynetbe`."""
    for provider, ends in _PROVIDERS.items():
        for end in ends.split():
            if distance(domain, provider + end) <= (0.6 if len(provider) > 4 else 0):
                return f"{provider}.{end}"
    return ""


def _provider_within(domain: str) -> str:
    """A provider with an end too much (`gmail.be.com`), or cut in two (`sky.net.be`)."""
    name, _dot, rest = domain.partition(".")
    if name in _EVERYONES:
        first = _PROVIDERS[name].split()[0]
        return f"{name}.{first}" if first in rest.split(".") else f"{name}.{rest.split('.')[0]}"
    return ""


def _with_end(domain: str) -> str:
    """A domain whose end exists nowhere and is nearly one that does: `.con`, `.bee`, `.be` without its e."""
    name, _dot, end = domain.rpartition(".")
    if len(end) == 2 or end in _REAL_ENDS or not end.isascii() or not name:
        return ""
    if len(end) == 1:
        return next((f"{name}.{real}" for real in _ENDS if real.startswith(end)), "")
    if len(end) > 4:
        return ""
    near = min(_ENDS, key=lambda real: distance(end, real))
    return f"{name}.{near}" if distance(end, near) <= 1.0 else ""


def distance(typed: str, meant: str) -> float:
    """What the slips cost that lead from `meant` to `typed`: the likelier a slip, the cheaper.

    Damerau's distance, with letters swapped or doubled and the key beside at less than a whole letter.
    """
    if typed == meant:
        return 0.0
    row = [float(n) for n in range(len(meant) + 1)]
    before = row
    for i, letter in enumerate(typed, 1):
        above, before, row = before, row, [float(i)] + [0.0] * len(meant)
        for j, wanted in enumerate(meant, 1):
            row[j] = min(
                before[j - 1] + _change(letter, wanted),
                before[j] + _too_much(typed, i - 1),
                row[j - 1] + _left_out(meant, j - 1),
            )
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                row[j] = min(row[j], above[j - 2] + (_TRANSPOSED if letter != wanted else 0))
    return row[-1]


def _change(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    return _NEXT_KEY if letter in _NEIGHBOURS.get(wanted, "") + _AZERTY.get(wanted, "") else _OTHER


def _too_much(text: str, at: int) -> float:
    if text[at] == "-":
        return _HYPHEN
    return _DOUBLED if text[at] in text[max(at - 1, 0) : at] + text[at + 1 : at + 2] else _LEFT_OUT


def _left_out(text: str, at: int) -> float:
    return _too_much(text, at)
