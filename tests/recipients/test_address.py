"""The mailbox of an address: the short way says what the library says."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from carmail_tui.recipients.address import _USUAL, mailbox

_PIECES = st.text("abcxyz019.-_+@Ééß ", min_size=1, max_size=12)
_ENDS = st.sampled_from(["be", "com", "example", "test", "local", "invalid", "c", "xn--p1ai", "brussels"])


def _asked(email: str) -> str | None:
    try:
        found = validate_email(
            email.strip(), check_deliverability=False, strict=True, test_environment=True, allow_smtputf8=True
        )
    except EmailNotValidError:
        return None
    return f"{found.local_part.casefold()}@{found.ascii_domain}"


@given(st.builds(lambda local, host, end: f"{local}@{host}.{end}", _PIECES, _PIECES, _ENDS))
@example("a" * 64 + "@garage.be")
@example("a" * 65 + "@garage.be")
@example("anne@" + "a" * 64 + ".be")
@example("anne@" + "a.b" * 70 + ".be")
@example("  Anne.Dupont+x@Garage-Lambert.BE ")
def test_the_short_way_says_what_the_library_says(email: str) -> None:
    assert mailbox(email) == _asked(email)


@pytest.mark.parametrize("email", ["anne.dupont@garage-lambert.be", "a1+b@mail.proximus.be"])
def test_the_usual_address_takes_the_short_way(email: str) -> None:
    assert _USUAL.fullmatch(email)
