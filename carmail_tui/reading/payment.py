"""How an invoice is to be paid: the payment reference (BT-83) and the account (BT-84)."""

import re
from functools import lru_cache

_MARKED = re.compile(
    r"(?:\+\+\+|\*\*\*)\s*([0-9]{3})\s*/?\s*([0-9]{4})\s*/?\s*([0-9]{5})\s*(?:\+\+\+|\*\*\*)"
)
_GROUPED = re.compile(r"[0-9]{3}/[0-9]{4}/[0-9]{5}")
_IBAN_LIKE = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")


def structured_communication(text: str, *, belgian: bool = True) -> str | None:
    """The Belgian structured communication that `text` is, as `+++090/9337/55493+++`; None where it is none.

    Written with its marks (`+++`, or `***` on paper) or in its groups it is always one; twelve
    bare digits are taken for one only from a `belgian` seller. Empty where it is one and its check digits
    are wrong: the first ten digits modulo 97, 97 standing for 0 (Febelfin).
    """
    from stdnum.be import ogm_vcs

    compact = text.strip()
    sure = bool(_MARKED.fullmatch(compact) or _GROUPED.fullmatch(compact))
    digits = re.sub(r"[^0-9]", "", compact)
    if not sure and not (belgian and re.fullmatch(r"[0-9]{12}", compact)):
        return None
    if ogm_vcs.is_valid(digits):
        return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
    return "" if sure else None


# A garage has few accounts and many invoices.
@lru_cache(maxsize=256)
def iban_of(text: str) -> str | None:
    """The IBAN that `text` is, without blanks; None where it is no IBAN, empty where its check fails.

    Some countries have accounts without IBAN (BT-84 allows them): these are None, and no fault.
    """
    from stdnum import iban

    compact = re.sub(r"[\s.-]", "", text).upper().removeprefix("IBAN").lstrip(":")
    if not _IBAN_LIKE.fullmatch(compact):
        return None
    return compact if iban.is_valid(compact, check_country=False) else ""
