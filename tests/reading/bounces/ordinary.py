"""500 mails that are no bounces, labelled by their kind: none of them may raise a false alarm."""

import base64
from collections.abc import Iterator

from tests.reading.bounces import ordinary_machines, ordinary_people

COUNT = 500
_KINDS = (*ordinary_people.KINDS, *ordinary_machines.KINDS)
_RECEIVED = (
    b"Received: from mx%d.provider.example (mx%d.provider.example [192.0.2.%d])\n"
    b"\tby mail.garage.example (Postfix) with ESMTPS id 4X%dYZ; Mon, 16 Nov 2026 09:13:%02d +0100\n"
)
_FOOTERS = (
    b"",
    b"\n-- \nIf this message is undeliverable, please return it to sender@cars.example."
    b" Unknown users are rejected.\n",
    "\n-- \nCe message est confidentiel. S'il ne vous est pas destiné, merci de le détruire.\n".encode(),
    b"\n_______________\nVirus-free. The following addresses failed the test: none.\n",
)


def ordinary_mails() -> Iterator[tuple[str, bytes]]:
    """(kind and number, the bytes of the mail); each differs from all others."""
    for number in range(COUNT):
        kind = _KINDS[number % len(_KINDS)]
        yield f"{kind.__name__}-{number}", _dressed(kind(number // len(_KINDS)), number)


def _dressed(content: bytes, number: int) -> bytes:
    """The same mail after another journey: other Received lines, footer, transfer encoding, line ends."""
    head, _, body = content.partition(b"\n\n")
    if b"multipart/" not in head:
        body += _FOOTERS[number % 4]
        if number % 3 == 1:
            head = head.replace(b"Transfer-Encoding: 8bit", b"Transfer-Encoding: base64")
            body = base64.encodebytes(body)
    received = _RECEIVED % (number, number, number % 250, number, number % 60)
    dressed = received + head + b"\n\n" + body
    return dressed.replace(b"\n", b"\r\n") if number % 2 else dressed
