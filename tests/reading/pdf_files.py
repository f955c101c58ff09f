"""PDF files for tests: a printed invoice, with or without XML in it."""

from typing import Any


def printed(*lines: str, xml: bytes = b"", name: str = "factur-x.xml") -> bytes:
    """A page with these lines; `xml` is embedded under `name`, as Factur-X does."""
    from fpdf import FPDF

    pdf: Any = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    for line in lines:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    if xml:
        pdf.embed_file(bytes=xml, basename=name)
    return bytes(pdf.output())


def invoice_page(number: str, buyer: str, total: str) -> tuple[str, ...]:
    """The lines of an invoice as a garage prints it; `total` as it stands there."""
    return (
        "Garage Dumont SRL   Rue de la Station 5, 4000 Liège",
        "TVA BE 0403.170.701   IBAN BE68 5390 0754 7034",
        f"Facture {number}",
        "Date : 20/11/2026    Échéance : 20/12/2026",
        f"Client : {buyer}, Rue Haute 1, 4000 Liège",
        "Entretien annuel et remplacement des plaquettes de frein",
        f"À payer    {total} EUR",
    )
