"""What the PDFs of tests are made of: a sale, its parties, and a page on which text is put."""

from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta
from decimal import Decimal

from fpdf import FPDF

FR, NL = "fr", "nl"


@dataclass(frozen=True)
class Truth:
    """What a person reads on the page; empty or None where it is not there."""

    name: str
    kind: str
    number: str
    date: day
    due: day | None
    seller_vat: str
    buyer: str
    buyer_vat: str
    total: Decimal
    currency: str = "EUR"
    payment_reference: str = ""
    iban: str = ""


@dataclass(frozen=True)
class Party:
    """A party as it is printed."""

    name: str
    street: str
    town: str
    vat: str = ""


@dataclass(frozen=True)
class Sale:
    """What is sold, and to whom."""

    number: str
    issued: day
    seller: Party
    buyer: Party
    lines: tuple[tuple[str, str], ...]
    due_days: int | None = 30
    reference: str = ""
    iban: str = ""
    plate: str = "1-ABC-123"
    paid: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        return sum((Decimal(amount) for _text, amount in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return (self.net * 21 / 100).quantize(Decimal("0.01"))

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def payable(self) -> Decimal:
        return self.gross - self.paid

    @property
    def due(self) -> "day | None":
        return None if self.due_days is None else self.issued + timedelta(days=self.due_days)


class Page:
    """A page of A4 on which text is put in millimetres from the upper left corner."""

    def __init__(self, font: str = "helvetica") -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.core_fonts_encoding = "windows-1252"  # Latin-1 has no euro sign
        self.font = font
        self.next()

    def next(self) -> None:
        self.pdf.add_page()
        self.pdf.set_font(self.font, size=10)

    def put(
        self, x: float, y: float, *lines: str, size: int = 10, bold: bool = False, step: float = 5
    ) -> None:
        self.pdf.set_font(self.font, "B" if bold else "", size)
        for number, line in enumerate(lines):
            self.pdf.text(x, y + number * step, line)
        self.pdf.set_font(self.font, size=10)

    def right(self, x: float, y: float, text: str, *, size: int = 10, bold: bool = False) -> None:
        self.pdf.set_font(self.font, "B" if bold else "", size)
        self.pdf.text(x - self.pdf.get_string_width(text), y, text)
        self.pdf.set_font(self.font, size=10)

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())


def comma(amount: Decimal, thousands: str = ".") -> str:
    """`1.284,60`, or with another sign between the thousands."""
    return f"{amount:,.2f}".replace(",", "T").replace(".", ",").replace("T", thousands)


def slashed(moment: day) -> str:
    return moment.strftime("%d/%m/%Y")


def dotted_vat(vat: str) -> str:
    """`BE 0403.170.701`."""
    return f"{vat[:2]} {vat[2:6]}.{vat[6:9]}.{vat[9:]}"
