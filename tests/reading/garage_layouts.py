"""Plain PDFs as Belgian garages print them: ten layouts, each in French and in Dutch.

Made before the rules that read them, and not bent to them afterwards.
"""
# ruff: noqa: E501 the words of a layout stand in one line

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.reading.garage_pages import FR, NL, Page, Sale, comma, dotted_vat, slashed

Layout = Callable[[Sale, str], bytes]
_MONTHS = {
    FR: ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    NL: ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"),
}  # fmt: skip


def classic(sale: Sale, lang: str) -> bytes:
    """Seller at the left, buyer at the right, labels with a colon, totals in a column at the right."""
    w = {
        FR: ("FACTURE N°", "Date", "Échéance", "Désignation", "Montant", "Total HTVA", "TVA 21%", "Total TVAC", "TVA"),
        NL: ("FACTUUR NR.", "Datum", "Vervaldatum", "Omschrijving", "Bedrag", "Totaal excl. btw", "Btw 21%", "Totaal incl. btw", "BTW"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(15, 20, sale.seller.name, size=16, bold=True)
    page.put(
        15,
        27,
        sale.seller.street,
        sale.seller.town,
        f"{w[8]} {dotted_vat(sale.seller.vat)}",
        "Tel. 04 222 33 44",
    )
    page.put(120, 50, sale.buyer.name, sale.buyer.street, sale.buyer.town)
    if sale.buyer.vat:
        page.put(120, 68, f"{w[8]} {dotted_vat(sale.buyer.vat)}")
    page.put(15, 80, f"{w[0]} {sale.number}", size=13, bold=True)
    page.put(15, 88, f"{w[1]} : {slashed(sale.issued)}", f"{w[2]} : {slashed(sale.due)}" if sale.due else "")
    page.put(15, 104, w[3], bold=True)
    page.right(195, 104, w[4], bold=True)
    y = _lines(page, sale, 111, comma)
    for label, amount in ((w[5], sale.net), (w[6], sale.tax), (w[7], sale.gross)):
        y += 6
        page.put(130, y, label)
        page.right(195, y, f"{comma(amount)} €", bold=label == w[7])
    page.put(
        15,
        285,
        f"{sale.seller.name} - IBAN {sale.iban} - BIC GEBABEBB - {dotted_vat(sale.seller.vat)}",
        size=8,
    )
    return page.bytes()


def _lines(page: Page, sale: Sale, y: float, amount: Callable[[Decimal], str]) -> float:
    for text, price in sale.lines:
        page.put(15, y, text)
        page.right(195, y, amount(Decimal(price)))
        y += 5
    return y + 4


def boxed(sale: Sale, lang: str) -> bytes:
    """A row of boxes: the labels stand above their values; the totals stand in such a row, too."""
    w = {
        FR: ("FACTURE", "N° facture", "Date facture", "Date échéance", "N° client", "N° TVA client", "Base imposable", "Taux", "Montant TVA", "Total à payer"),
        NL: ("FACTUUR", "Factuurnr.", "Factuurdatum", "Vervaldatum", "Klantnr.", "BTW-nr. klant", "Maatstaf", "Tarief", "BTW bedrag", "Te betalen"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(15, 15, sale.seller.name, size=14, bold=True)
    page.put(
        15,
        21,
        f"{sale.seller.street} - {sale.seller.town}",
        dotted_vat(sale.seller.vat).replace(" ", ""),
        size=9,
    )
    page.put(150, 15, w[0], size=18, bold=True)
    page.put(110, 45, sale.buyer.name, sale.buyer.street, sale.buyer.town)
    labels = (w[1], w[2], w[3], w[4], w[5])
    values = (
        sale.number,
        slashed(sale.issued),
        slashed(sale.due) if sale.due else "",
        "10452",
        sale.buyer.vat,
    )
    for index, (label, value) in enumerate(zip(labels, values, strict=True)):
        x = 15 + index * 36
        page.pdf.rect(x, 75, 36, 12)
        page.put(x + 1, 79, label, size=8, bold=True)
        page.put(x + 1, 85, value, size=9)
    _lines(page, sale, 100, comma)
    for index, (label, value) in enumerate(
        (
            (w[6], comma(sale.net)),
            (w[7], "21,00 %"),
            (w[8], comma(sale.tax)),
            (w[9], f"{comma(sale.gross)} EUR"),
        )
    ):
        x = 15 + index * 45
        page.put(x, 250, label, size=8, bold=True)
        page.put(x, 256, value)
    page.put(15, 285, f"IBAN: {sale.iban}", size=8)
    return page.bytes()


def written_out(sale: Sale, lang: str) -> bytes:
    """Dates in words, the buyer under a label, labels at the right with the values behind them."""
    w = {
        FR: ("Facturé à", "Numéro de document", "Date de facturation", "À payer avant le", "Sous-total", "TVA (21 %)", "Montant total", "Facture de vente"),
        NL: ("Gefactureerd aan", "Documentnummer", "Datum facturatie", "Te betalen voor", "Subtotaal", "BTW (21 %)", "Totaalbedrag", "Verkoopfactuur"),
    }[lang]  # fmt: skip

    def words(day: date) -> str:
        return f"{day.day} {_MONTHS[lang][day.month - 1]} {day.year}"

    page = Page("times")
    page.put(15, 20, w[7], size=20)
    page.put(15, 40, w[0], size=8, bold=True)
    page.put(15, 46, sale.buyer.name, sale.buyer.street, sale.buyer.town, sale.buyer.vat)
    facts = [(w[1], sale.number), (w[2], words(sale.issued))]
    if sale.due:
        facts.append((w[3], words(sale.due)))
    for index, (label, value) in enumerate(facts):
        page.right(155, 46 + index * 6, label)
        page.put(160, 46 + index * 6, value, bold=True)
    y = _lines(page, sale, 90, comma)
    for label, amount in ((w[4], sale.net), (w[5], sale.tax), (w[6], sale.gross)):
        y += 7
        page.right(155, y, label)
        page.right(195, y, f"EUR {comma(amount)}")
    page.put(15, 275, sale.seller.name, f"{sale.seller.street}, {sale.seller.town}", size=8)
    page.put(110, 275, sale.seller.vat, sale.iban, size=8)
    return page.bytes()


def workshop(sale: Sale, lang: str) -> bytes:
    """The workshop's invoice: work order, vehicle, mileage, other dates, and the amount to pay in a bar."""
    w = {
        FR: ("Facture", "Date", "Ordre de réparation", "Date d'entrée", "Date de livraison", "Plaque", "Châssis", "Km", "1ère immatriculation", "Main d'oeuvre et pièces", "NET À PAYER", "Échéance"),
        NL: ("Factuur", "Datum", "Werkorder", "Datum binnenkomst", "Leveringsdatum", "Nummerplaat", "Chassis", "Km-stand", "1e inschrijving", "Werk en onderdelen", "NETTO TE BETALEN", "Vervaldag"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(15, 15, sale.seller.name, size=15, bold=True)
    page.put(15, 21, sale.seller.street, sale.seller.town, sale.seller.vat)
    page.put(115, 30, sale.buyer.name, sale.buyer.street, sale.buyer.town, sale.buyer.vat)
    left = [
        (w[2], "OR26-9917"),
        (w[3], slashed(sale.issued - timedelta(days=3))),
        (w[4], slashed(sale.issued + timedelta(days=1))),
    ]
    for index, (label, value) in enumerate(left):
        page.put(15, 60 + index * 5, f"{label}: {value}")
    right = [(w[0], sale.number), (w[1], slashed(sale.issued))]
    if sale.due:
        right.append((w[11], slashed(sale.due)))
    for index, (label, value) in enumerate(right):
        page.put(115, 60 + index * 5, f"{label}: {value}", bold=index == 0)
    page.put(
        15,
        82,
        f"{w[5]}: {sale.plate}   {w[6]}: WVWZZZ1KZ8W123456   {w[7]}: 128.450   {w[8]}: 14/02/2019",
        size=8,
    )
    page.put(15, 92, w[9], bold=True)
    y = _lines(page, sale, 99, comma)
    page.put(15, y + 6, f"21 %   {comma(sale.net)}   {comma(sale.tax)}")
    page.pdf.set_fill_color(220)
    page.pdf.rect(105, y + 14, 90, 9, style="F")
    page.put(108, y + 20, w[10], bold=True)
    page.right(193, y + 20, f"{comma(sale.gross)} EUR", bold=True)
    page.put(15, 288, f"BNP {sale.iban}", size=7)
    return page.bytes()


def two_vat_numbers(sale: Sale, lang: str) -> bytes:
    """For a window envelope: the buyer first, without any label; both VAT numbers with the same label."""
    w = {
        FR: ("Facture de vente n°", "Liège, le", "N° TVA", "Total HTVA", "Total TVA", "Total facture", "Votre n° TVA", "Payable au plus tard le"),
        NL: ("Verkoopfactuur nr.", "Gent,", "BTW nr.", "Totaal excl.", "Totaal btw", "Totaal factuur", "Uw btw-nummer", "Uiterlijk te betalen op"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(110, 40, sale.buyer.name, sale.buyer.street, sale.buyer.town)
    page.put(110, 60, f"{w[6]}: {sale.buyer.vat[:2]} {sale.buyer.vat[2:]}" if sale.buyer.vat else "")
    page.put(15, 20, sale.seller.name.upper(), bold=True, size=14)
    page.put(
        15, 40, sale.seller.street, sale.seller.town, f"{w[2]}: {sale.seller.vat[:2]} {sale.seller.vat[2:]}"
    )
    page.put(15, 80, f"{w[0]} {sale.number}", bold=True, size=12)
    page.put(110, 80, f"{w[1]} {sale.issued.strftime('%d-%m-%Y')}")
    y = _lines(page, sale, 95, lambda amount: f"€ {comma(amount)}")
    for label, amount in ((w[3], sale.net), (w[4], sale.tax), (w[5], sale.gross)):
        page.put(120, y, label)
        page.right(195, y, f"€ {comma(amount)}")
        y += 6
    if sale.due:
        page.put(15, y + 10, f"{w[7]} {sale.due.strftime('%d-%m-%Y')} - {sale.iban}")
    return page.bytes()


def credit_note(sale: Sale, lang: str) -> bytes:
    """A credit note that names the invoice it takes back, with its number and its date."""
    w = {
        FR: ("NOTE DE CRÉDIT", "N°", "Date", "Concerne notre facture", "du", "Client", "Total HTVA", "TVA", "Total à votre crédit", "TVA"),
        NL: ("CREDITNOTA", "Nr.", "Datum", "Betreft onze factuur", "van", "Klant", "Totaal excl. btw", "Btw", "Totaal in uw voordeel", "BTW"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(15, 20, sale.seller.name, size=14, bold=True)
    page.put(
        15, 26, f"{sale.seller.street} {sale.seller.town}", f"{w[9]} {dotted_vat(sale.seller.vat)}", size=9
    )
    page.put(15, 50, w[0], size=16, bold=True)
    page.put(15, 60, f"{w[1]} : {sale.number}", f"{w[2]} : {slashed(sale.issued)}")
    earlier = sale.issued - timedelta(days=19)
    page.put(15, 74, f"{w[3]} 2026/0398 {w[4]} {slashed(earlier)}")
    page.put(115, 50, f"{w[5]} :", bold=True)
    page.put(115, 56, sale.buyer.name, sale.buyer.street, sale.buyer.town)
    if sale.buyer.vat:
        page.put(115, 72, f"{w[9]} : {sale.buyer.vat}")
    y = _lines(page, sale, 90, lambda amount: f"-{comma(amount)}")
    for label, amount in ((w[6], sale.net), (f"{w[7]} 21,00 %", sale.tax), (w[8], sale.gross)):
        page.put(115, y, label)
        page.right(195, y, f"{'' if label == w[8] else '-'}{comma(amount)} EUR", bold=label == w[8])
        y += 6
    return page.bytes()


def many_pages(sale: Sale, lang: str) -> bytes:
    """Three pages with a head on each and subtotals carried over; the total on the last."""
    w = {
        FR: ("Facture", "Date", "Page", "À reporter", "Report", "Total hors TVA", "TVA 21 %", "TOTAL TVA COMPRISE", "Code client", "Échéance"),
        NL: ("Factuur", "Datum", "Blad", "Over te dragen", "Overdracht", "Totaal zonder btw", "BTW 21 %", "TOTAAL BTW INBEGREPEN", "Klantcode", "Vervaldag"),
    }[lang]  # fmt: skip
    page = Page()
    carried, lines = Decimal(0), list(sale.lines)
    pages = [lines[start : start + 30] for start in range(0, len(lines), 30)]
    for number, part in enumerate(pages, 1):
        if number > 1:
            page.next()
        page.put(15, 15, sale.seller.name, size=12, bold=True)
        page.put(15, 20, sale.seller.street, sale.seller.town, dotted_vat(sale.seller.vat), size=8, step=4)
        page.put(120, 20, sale.buyer.name, sale.buyer.street, sale.buyer.town, sale.buyer.vat)
        page.put(15, 45, f"{w[0]} {sale.number}", bold=True)
        page.put(70, 45, f"{w[1]} {slashed(sale.issued)}")
        page.put(115, 45, f"{w[9]} {slashed(sale.due)}" if sale.due else "")
        page.put(170, 45, f"{w[2]} {number}/{len(pages)}")
        page.put(15, 50, f"{w[8]} 7731")
        if number > 1:
            page.put(120, 58, w[4])
            page.right(195, 58, comma(carried))
        y = _lines(page, replace(sale, lines=tuple(part)), 65, comma)
        carried += sum((Decimal(amount) for _text, amount in part), Decimal(0))
        if number < len(pages):
            page.put(120, 275, w[3])
            page.right(195, 275, comma(carried))
    for label, amount in ((w[5], sale.net), (w[6], sale.tax), (w[7], sale.gross)):
        page.put(110, y, label)
        page.right(195, y, comma(amount), bold=label == w[7])
        y += 6
    page.put(15, 290, f"{sale.iban}  BIC KREDBEBB", size=8)
    return page.bytes()


def printed_later(sale: Sale, lang: str) -> bytes:
    """A duplicate: the day of printing stands at the top, the invoice's own day further down."""
    w = {
        FR: ("Imprimé le", "DUPLICATA", "Numéro", "Date", "Conditions", "30 jours date de facture", "Vendeur", "Acheteur", "Total HT", "Total TVA", "Total TTC", "Date limite de paiement"),
        NL: ("Afgedrukt op", "DUPLICAAT", "Nummer", "Datum", "Voorwaarden", "30 dagen na factuurdatum", "Verkoper", "Koper", "Totaal excl.", "Totaal btw", "Totaal incl.", "Uiterste betaaldatum"),
    }[lang]  # fmt: skip
    page = Page("courier")
    printed = sale.issued + timedelta(days=41)
    page.put(120, 10, f"{w[0]} {slashed(printed)} 09:41", size=8)
    page.put(15, 20, w[1], bold=True)
    page.put(15, 28, "FACTURE" if lang == FR else "FACTUUR", size=16, bold=True)
    page.put(15, 38, f"{w[2]:<24}{sale.number}", f"{w[3]:<24}{slashed(sale.issued)}")
    if sale.due:
        page.put(15, 48, f"{w[11]:<24}{slashed(sale.due)}")
    page.put(15, 53, f"{w[4]:<24}{w[5]}")
    for x, label, party in ((15, w[6], sale.seller), (110, w[7], sale.buyer)):
        page.put(x, 66, label, bold=True)
        page.put(x, 71, party.name, party.street, party.town, party.vat)
    y = _lines(page, sale, 100, comma)
    for label, amount in ((w[8], sale.net), (w[9], sale.tax), (w[10], sale.gross)):
        page.put(115, y, label)
        page.right(195, y, comma(amount))
        y += 5
    page.put(15, 285, sale.iban, size=8)
    return page.bytes()


def payment_slip(sale: Sale, lang: str) -> bytes:
    """A part was paid before; at the foot stands a payment slip with the structured communication."""
    w = {
        FR: ("Facture", "du", "Votre référence", "Total TVAC", "Acompte versé", "Solde à payer", "À payer pour le", "Communication", "Montant", "Compte bénéficiaire", "Client", "Total hors TVA", "TVA 21%"),
        NL: ("Factuur", "van", "Uw referentie", "Totaal incl. btw", "Betaald voorschot", "Saldo te betalen", "Te betalen tegen", "Mededeling", "Bedrag", "Rekening begunstigde", "Klant", "Totaal excl. btw", "Btw 21%"),
    }[lang]  # fmt: skip
    page = Page()
    page.put(15, 18, sale.seller.name, size=14, bold=True)
    page.put(15, 24, sale.seller.street, sale.seller.town, f"BTW/TVA {dotted_vat(sale.seller.vat)}")
    page.put(15, 60, f"{w[0]} {sale.number} {w[1]} {slashed(sale.issued)}", size=12, bold=True)
    page.put(15, 67, f"{w[2]} : PO-55120")
    page.put(120, 45, w[10], bold=True)
    page.put(120, 51, sale.buyer.name, sale.buyer.street, sale.buyer.town, sale.buyer.vat)
    y = _lines(page, sale, 85, comma)
    for label, amount in (
        (w[11], sale.net), (w[12], sale.tax), (w[3], sale.gross), (w[4], -sale.paid), (w[5], sale.payable)
    ):  # fmt: skip
        page.put(120, y, label)
        page.right(195, y, f"{comma(amount)} €")
        y += 6
    page.pdf.line(15, 230, 195, 230)
    page.put(20, 240, w[8], w[9], w[7], w[6], size=8, step=8)
    page.put(
        70,
        240,
        f"{comma(sale.payable)} EUR",
        sale.iban,
        sale.reference,
        slashed(sale.due) if sale.due else "",
        step=8,
    )
    return page.bytes()


def one_man(sale: Sale, lang: str) -> bytes:
    """A small garage: a few lines as from a typewriter, paid in cash, without a due date."""
    w = {
        FR: ("Facture n°", "du", "Doit :", "Total hors T.V.A.", "T.V.A. 21 %", "Total T.V.A. comprise", "Payé comptant, merci", "T.V.A."),
        NL: ("Factuur nr", "van", "Aan:", "Totaal zonder B.T.W.", "B.T.W. 21 %", "Totaal met B.T.W.", "Contant betaald, dank u", "B.T.W."),
    }[lang]  # fmt: skip
    page = Page("courier")
    page.put(
        15,
        20,
        sale.seller.name,
        sale.seller.street,
        sale.seller.town,
        f"{w[7]} {dotted_vat(sale.seller.vat)}",
    )
    page.put(
        15,
        50,
        f"{w[0]} {sale.number} {w[1]} {sale.issued.day}/{sale.issued.month}/{sale.issued.strftime('%y')}",
    )
    page.put(15, 60, f"{w[2]} {sale.buyer.name}")
    page.put(15 + page.pdf.get_string_width(f"{w[2]} "), 65, sale.buyer.street, sale.buyer.town)
    y = _lines(page, sale, 85, lambda amount: comma(amount, " "))
    for label, amount in ((w[3], sale.net), (w[4], sale.tax), (w[5], sale.gross)):
        page.put(60, y, label)
        page.right(195, y, f"{comma(amount, ' ')} EUR")
        y += 5
    page.put(15, y + 10, w[6])
    return page.bytes()


def scan() -> bytes:
    """A page without any text, as a scanner makes it."""
    page = Page()
    page.pdf.rect(20, 20, 100, 100, style="F")
    return page.bytes()
