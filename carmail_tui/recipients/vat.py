"""VAT numbers of the European Union, in one form."""

import re

_BELGIAN = re.compile(r"(?:BE)?(0?[0-9]{9}|[01][0-9]{9})")

_NAMED = re.compile(
    r"^\W*(?:n[o°º]?\W*)?(?:de\W+)?(?:tva|btw|vat|mwst|ust)\b(?:\W*(?:id|nr|no?|number|nummer)\b)*", re.I
)
"""What invoices write before the number: "TVA :", "N° TVA", "BTW-nr.", "USt-IdNr."."""


def vat_key(text: str) -> str:
    """`text` as a VAT number in compact form, `BE0403170701`; empty where it holds no letter-and-digit code.

    Ten digits alone are taken for a Belgian enterprise number, which garages write without its BE.
    """
    text = _NAMED.sub("", text)
    compact = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    if match := _BELGIAN.fullmatch(compact):
        return f"BE{match[1].zfill(10)}"
    return compact


def is_vat(text: str) -> bool:
    """Whether `text` is a VAT number whose length and check digits pass."""
    from stdnum.eu import vat

    return bool(vat.is_valid(vat_key(text)))
