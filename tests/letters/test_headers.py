"""Headers hold their text and nothing else, whatever the text is."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carmail_tui.letters.errors import HeaderError
from carmail_tui.letters.headers import clean, envelope_address, header_text, mailbox_header

TEXTS = st.text(max_size=250)
_PIECES = (
    *("\r", "\n", "\r\n ", "Bcc: x@y.example", "=?utf-8?q?=0ABcc:_x?=", "=?", "?=", '"', "\\", ",", "<", ">"),
    *(";", ":", " ", "a", "é", "😀", "\u202e", "\u200b", "\x1b]0;x\x07", "@", "(", ")"),
)
DANGEROUS = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)
VISIBLE = "".join(map(chr, range(0x20, 0x7F)))


def parsed(name: str, value: str) -> EmailMessage:
    raw = f"X-Before: 1\r\n{name}: {value}\r\nX-After: 2\r\n\r\nbody\r\n".encode("ascii")
    message = message_from_bytes(raw, _class=EmailMessage, policy=SMTP)
    assert message.keys() == ["X-Before", name, "X-After"]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    return message


def decoded(value: str) -> str:
    """The header as a reader with RFC 2047 alone shows it, without the standard library's own model."""
    unfolded = message_from_bytes(f"S: {value}\r\n\r\n".encode(), policy=compat32)["S"]
    return str(make_header(decode_header(unfolded.replace("\r\n", "")))).strip()


@pytest.mark.fault(91)
@given(TEXTS | DANGEROUS)
@example("é" * 200)
@example("Promotion " * 20)
@example("x" * 200)
@example("=\u200b?utf-8?q?=0D=0ABcc:_x@y.example?=")
def test_a_subject_adds_no_header_and_comes_back_whole(text: str) -> None:
    try:
        value = header_text(text)
    except HeaderError as error:
        assert error.sentence()
        return
    message = parsed("Subject", value)
    expected = clean(text).strip()
    assert decoded(value) == expected
    assert "".join(str(message["Subject"]).split()) == "".join(expected.split())


@pytest.mark.fault(91)
@given(TEXTS | DANGEROUS | st.text(VISIBLE, max_size=100))
@example("a=?b, evil@x.example")
@example("\u200e=?b, evil@x.example")
@example('Dupont "Dédé", SA')
@example("Garage O'Neil (Liège)")
def test_a_name_adds_neither_a_header_nor_a_mailbox(name: str) -> None:
    try:
        value = mailbox_header(name, "client@courriel.example")
    except HeaderError:
        return
    (address,) = parsed("To", value)["To"].addresses
    assert address.addr_spec == "client@courriel.example"
    assert "".join(address.display_name.split()) == "".join(clean(name).split())


@pytest.mark.fault(91)
@pytest.mark.parametrize(
    "text", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\0b", "a\x1b[2Jb", "a\u2028b", "a\x85b"]
)
def test_line_breaks_and_control_characters_are_refused(text: str) -> None:
    with pytest.raises(HeaderError):
        header_text(text)
    with pytest.raises(HeaderError):
        mailbox_header(text, "client@courriel.example")


@pytest.mark.fault(91)
@pytest.mark.parametrize("text", ["=?utf-8?q?x?=", "x =?UTF-8?B?eA==?= y", "=?a?Q?"])
def test_encoded_words_are_refused(text: str) -> None:
    with pytest.raises(HeaderError):
        header_text(text)


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c.example", "a b@c.example", "a@c.example\r\nBcc: x@y.example"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    for make in (envelope_address, lambda text: mailbox_header("x", text)):
        with pytest.raises(HeaderError):
            make(email)


def test_an_envelope_has_its_domain_in_ascii() -> None:
    assert envelope_address(" N.Adam@bücher.example ") == "N.Adam@xn--bcher-kva.example"


def test_clean_takes_away_what_a_terminal_would_obey_and_keeps_lines() -> None:
    assert clean("a\x1b]0;x\x07b\u202ec\r\nd\te") == "a]0;xbc\nd\te"
