"""Making letters: merged, built as MIME, queued."""

import pickle
import time
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

from carmail_tui.cli.garage import Garage
from carmail_tui.delivery.process import utc_now
from carmail_tui.letters.letter import Letter, Version
from carmail_tui.letters.mailing import Checked, new_token
from carmail_tui.letters.prepared import PreparedMessage
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.reach import Purpose, Reach
from carmail_tui.ui import mailing
from tests.benchmarks.figures import Figure, Section, alternated
from tests.benchmarks.garage import Garages, opened

_LINE = "Votre garage vous attend pour l'entretien d'été, de **9 h à 17 h**, chez <NOMSOC>.\n\n"
_TEXT = "Bonjour <NOM>,\n\n" + _LINE * 16 + "À bientôt."
"""Makes a mail of about 5 KB, text and HTML."""

_ATTACHED_BYTES = 100_000
_HOW = """\
A letter of about 5 KB (text and HTML) to all reachable clients of the demo garage. Ours merges the fields,
makes text and HTML from Markdown, builds the mail, parses its headers again and, where it says so, queues
it with full durability (all in one transaction). The rival is the standard library's `EmailMessage`, which
is given the ready text and HTML, and neither merges nor queues."""


def checked_letter(garage: Garage, attachments: tuple[str, ...] = (), *, count: int | None = None) -> Checked:
    """The letter, held against the clients of the garage: `count` of them who can be reached, or all."""
    letter = Letter(Purpose.SERVICE, {"fr": Version("Entretien d'été", _TEXT)}, attachments)
    ids = garage.store.clients.ids(Criteria(), garage.today)
    checked = mailing.check(garage, letter, ids, Criteria())
    if count is None:
        return checked
    few = Reach(checked.ready[:count], ())
    return Checked(checked.composer, few, ())


def prepare(checked: Checked) -> list[PreparedMessage]:
    """The mails of all recipients."""
    token, now = new_token(), utc_now()
    return [checked.composer.compose(recipient, token, now) for recipient in checked.ready]


def write_ready(prepared: Sequence[PreparedMessage], path: Path) -> None:
    """Write envelopes and bytes for `rivals.smtplib_sender`."""
    mails = [(m.envelope_from, m.envelope_to, m.head + b"".join(m.blobs)) for m in prepared]
    path.write_bytes(pickle.dumps(mails))


def measure(garages: Garages, rounds: int) -> list[Section]:
    """The section."""
    garage = opened(garages.copy())
    plain = checked_letter(garage)
    attached = garages.file("attached.pdf")
    attached.write_bytes(bytes(range(256)) * (_ATTACHED_BYTES // 256))
    heavy = checked_letter(garage, (str(attached),))
    composed, queued, built = alternated(
        rounds, lambda: _compose(plain), lambda: _queue(garage, plain), _Rival(plain).build
    )
    heavy_composed, heavy_built = alternated(
        rounds, lambda: _compose(heavy), _Rival(heavy, attached.read_bytes()).build
    )
    garage.store.close()
    rival = "`EmailMessage` alone"
    figures = [
        Figure("letters made", "a second", composed, rival, built),
        Figure("letters made and queued", "a second", queued, rival, built),
        Figure("letters with an attachment of 100 KB, made", "a second", heavy_composed, rival, heavy_built),
    ]
    return [Section("Making letters", _HOW, figures)]


def _compose(checked: Checked) -> float:
    started = time.perf_counter()
    prepared = prepare(checked)
    return len(prepared) / (time.perf_counter() - started)


def _queue(garage: Garage, checked: Checked) -> float:
    started = time.perf_counter()
    prepared = prepare(checked)
    queued = garage.store.outbox.queue(prepared, account="nobody", title="Entretien", kind="service")
    seconds = time.perf_counter() - started
    assert queued.count == len(prepared)
    return queued.count / seconds


class _Rival:
    """The same mails, built by the standard library from ready text and HTML."""

    def __init__(self, checked: Checked, attachment: bytes = b"") -> None:
        self._attachment = attachment
        self._parts = [_parts(prepared) for prepared in prepare(checked)]

    def build(self) -> float:
        """Build all of them; how many a second."""
        started = time.perf_counter()
        for headers, text, html in self._parts:
            message = EmailMessage(policy=SMTP)
            for name, value in headers:
                message[name] = value
            message.set_content(text)
            message.add_alternative(html, subtype="html")
            if self._attachment:
                message.add_attachment(
                    self._attachment, maintype="application", subtype="pdf", filename="attached.pdf"
                )
            message.as_bytes()
        return len(self._parts) / (time.perf_counter() - started)


def _parts(prepared: PreparedMessage) -> tuple[list[tuple[str, str]], str, str]:
    content = prepared.head + b"".join(prepared.blobs)
    message = BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(content)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    generated = ("content-", "mime-")
    headers = [(name, value) for name, value in message.items() if not name.lower().startswith(generated)]
    return headers, text.get_content(), html.get_content()
