"""Invented VAT numbers whose check digits pass, in ranges from which none was issued to a firm."""

from random import Random

__all__ = ("vat_number",)


def vat_number(country: str, number: int, random: Random) -> str:
    """A VAT number of `country` (BE, LU, NL, DE) for the firm `number`."""
    if country == "BE":
        return _belgian(number)
    return {"LU": _luxembourgish, "NL": _dutch, "DE": _german}[country](random)


def _belgian(number: int) -> str:
    """97 minus the first eight digits modulo 97; the Crossroads Bank's numbers begin with 02 or higher."""
    base = 1_000_000 + (number * 739_391 + 234_567) % 1_000_000
    return f"BE{base:08d}{97 - base % 97:02d}"


def _luxembourgish(random: Random) -> str:
    """The first six digits modulo 89."""
    base = random.randint(900_000, 999_999)
    return f"LU{base}{base % 89:02d}"


def _dutch(random: Random) -> str:
    """Nine digits under the eleven test, then the number of the business."""
    while True:
        base = f"{random.randint(70_000_000, 79_999_999)}"
        check = sum(int(digit) * weight for digit, weight in zip(base, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"NL{base}{check}B01"


def _german(random: Random) -> str:
    """ISO 7064, MOD 11,10."""
    base = f"{random.randint(90_000_000, 99_999_999)}"
    product = 10
    for digit in base:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return f"DE{base}{(11 - product) % 10}"
