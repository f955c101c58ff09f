"""The mail that accompanies documents: the phrase in the language of the client, and the files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from carmail_tui.documents.document import Document, DocumentKind
from carmail_tui.letters.accompany import Accompanied, accompanying_text, compose_documents
from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import Writer
from carmail_tui.letters.mime import make_attachment
from carmail_tui.recipients.client import Client, Language
from carmail_tui.settings.model import Company
from tests.letters.garage import NATHALIE, NOW, WRITER, html_of, read_again, text_of

INVOICE = Document(
    DocumentKind.INVOICE,
    "2026-1852",
    date(2026, 11, 24),
    Decimal("1284.60"),
    due=date(2026, 12, 24),
    id=7,
)
NOTE = Document(DocumentKind.CREDIT_NOTE, "NC26-0093", date(2026, 11, 2), Decimal("48.40"), id=8)
OWN = {
    "fr": "Chez <NOMSOC> : <NUMFACT> du <DATEFACT>.",
    "nl": "Bij <NOMSOC>: <NUMFACT> van <DATEFACT>.",
    "de": "Bei <NOMSOC>: <NUMFACT> vom <DATEFACT>.",
    "en": "At <NOMSOC>: <NUMFACT> of <DATEFACT>.",
}


def writer(**phrases: str) -> Writer:
    """A garage with phrases of its own."""
    return Writer(WRITER.sender, Company("Garage Lambert", phrases=phrases))


def mail_with(*documents: Document, client: Client | None = NATHALIE) -> Accompanied:
    """These documents, each with a file, on their way to one client."""
    files = tuple(make_attachment(f"{d.number}.pdf", "application/pdf", d.number.encode()) for d in documents)
    return Accompanied(documents, files, client, "Adam, Nathalie", "n.adam@courriel.example")


def speaking(language: Language) -> Client:
    """Nathalie, who is written to in this language."""
    return replace(NATHALIE, language=language)


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        (
            Language.FRENCH,
            "Garage Lambert : facture 2026-1852",
            "Chez Garage Lambert : facture 2026-1852 du 24 novembre 2026.",
        ),
        (
            Language.DUTCH,
            "Garage Lambert: factuur 2026-1852",
            "Bij Garage Lambert: factuur 2026-1852 van 24 november 2026.",
        ),
        (
            Language.GERMAN,
            "Garage Lambert: Rechnung 2026-1852",
            "Bei Garage Lambert: Rechnung 2026-1852 vom 24. November 2026.",
        ),
        (
            Language.ENGLISH,
            "Garage Lambert: invoice 2026-1852",
            "At Garage Lambert: invoice 2026-1852 of 24 November 2026.",
        ),
    ],
)
def test_the_phrase_of_the_company_speaks_the_clients_language(
    language: Language, subject: str, text: str
) -> None:
    message = read_again(compose_documents(mail_with(INVOICE, client=speaking(language)), writer(**OWN), NOW))
    assert message["Subject"] == subject
    assert text_of(message).strip() == text
    assert f"<p>{text}</p>" in html_of(message) and f'<html lang="{language.value}">' in html_of(message)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.FRENCH, "Veuillez trouver en annexe : facture 2026-1852 du 24 novembre 2026."),
        (Language.DUTCH, "In bijlage vindt u: factuur 2026-1852 van 24 november 2026."),
        (Language.GERMAN, "anbei erhalten Sie: Rechnung 2026-1852 vom 24. November 2026."),
        (Language.ENGLISH, "Please find attached: invoice 2026-1852 of 24 November 2026."),
    ],
)
def test_without_a_phrase_of_its_own_the_company_has_a_plain_one(language: Language, said: str) -> None:
    found = accompanying_text(mail_with(INVOICE, client=speaking(language)), writer())
    assert said in found.text
    assert found.text.rstrip().endswith("Garage Lambert")


def test_a_phrase_in_one_language_is_not_for_the_others() -> None:
    found = accompanying_text(mail_with(INVOICE, client=speaking(Language.DUTCH)), writer(fr=OWN["fr"]))
    assert "Chez" not in found.text and "In bijlage" in found.text


def test_the_buyer_who_matches_nobody_is_written_to_in_french() -> None:
    found = accompanying_text(mail_with(INVOICE, client=None), writer(**OWN))
    assert found.text.strip() == "Chez Garage Lambert : facture 2026-1852 du 24 novembre 2026."


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.FRENCH,
            [
                "- facture 2026-1852 du 24/11/2026 : 1 284,60 €, à payer avant le 24/12/2026",
                "- note de crédit NC26-0093 du 02/11/2026 : -48,40 €",
            ],
        ),
        (
            Language.DUTCH,
            [
                "- factuur 2026-1852 van 24/11/2026: € 1.284,60, te betalen voor 24/12/2026",
                "- creditnota NC26-0093 van 02/11/2026: € -48,40",
            ],
        ),
        (
            Language.GERMAN,
            [
                "- Rechnung 2026-1852 vom 24.11.2026: 1.284,60 €, zahlbar bis 24.12.2026",
                "- Gutschrift NC26-0093 vom 02.11.2026: -48,40 €",
            ],
        ),
    ],
)
def test_several_documents_are_listed_with_their_amounts(language: Language, lines: list[str]) -> None:
    found = accompanying_text(mail_with(INVOICE, NOTE, client=speaking(language)), writer(**OWN))
    listed = [line for line in found.text.replace("\xa0", " ").split("\n") if line.startswith("- ")]
    assert listed == lines
    assert "2026-1852" in found.subject and "NC26-0093" in found.subject


def test_the_documents_travel_with_their_own_mail() -> None:
    prepared = compose_documents(mail_with(INVOICE, NOTE), writer(**OWN), NOW)
    message = read_again(prepared)
    assert message.keys() == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
    assert {part.get_filename(): part.get_content() for part in message.iter_attachments()} == {
        "2026-1852.pdf": b"2026-1852",
        "NC26-0093.pdf": b"NC26-0093",
    }
    assert prepared.document_ids == (7, 8)
    assert prepared.envelope_to == message["To"].addresses[0].addr_spec == "n.adam@courriel.example"


@pytest.mark.parametrize("number", ["*26*_1_", "<NOM>", "{{ 7 * 7 }}", "[x](http://x)", "<b>1</b>", "1. a"])
def test_a_number_is_a_text_whatever_it_looks_like(number: str) -> None:
    odd = replace(INVOICE, number=number)
    for documents in ((odd,), (odd, NOTE)):
        found = accompanying_text(mail_with(*documents), writer(**OWN))
        assert found.text.count(number) == len(documents)
        assert number in found.subject
        assert not any(tag in found.html for tag in ("<em>", "<a ", "<b>", "49"))


def test_the_other_fields_of_a_phrase() -> None:
    phrase = "<NOMCLIENT>, <NOM>, <PRENOM> : <MONTANT> pour le <ECHEANCE>. <SIGNATURE>"
    found = accompanying_text(mail_with(INVOICE, NOTE), writer(fr=phrase))
    first = found.text.replace("\xa0", " ").split("\n")[0]
    assert first == "Adam, Nathalie, Adam, Nathalie : 1 236,20 € pour le 24 décembre 2026. Sophie Dupuis"


def test_a_phrase_with_a_hole_does_not_leave() -> None:
    with pytest.raises(LetterError) as stopped:
        compose_documents(mail_with(NOTE), writer(fr="A payer avant le <ECHEANCE>."), NOW)
    assert "<ECHEANCE>" in str(stopped.value)
    with pytest.raises(LetterError) as unknown:
        compose_documents(mail_with(NOTE), writer(fr="Voir <NUMFAC>."), NOW)
    assert "<NUMFACT>" in str(unknown.value)


PAID_BY = "+++090/9337/55493+++"
TO_PAY = "Communication : <COMMUNICATION>, compte <IBAN>."


@pytest.mark.parametrize(
    ("reference", "iban", "text"),
    [
        (PAID_BY, "BE68539007547034", f"Communication : {PAID_BY}, compte BE68 5390 0754 7034."),
        (
            "RF18539007547034",
            "BE68539007547034",
            "Communication : RF18539007547034, compte BE68 5390 0754 7034.",
        ),
        # Ninety-seven stands for a remainder of 0.
        ("+++000/0000/09797+++", "", "Communication : +++000/0000/09797+++, compte BE71 0961 2345 6769."),
    ],
)
def test_how_to_pay_is_merged(reference: str, iban: str, text: str) -> None:
    garage = Writer(WRITER.sender, Company("Garage", iban="BE71096123456769", phrases={"fr": TO_PAY}))
    found = accompanying_text(mail_with(replace(INVOICE, payment_reference=reference, iban=iban)), garage)
    assert found.text.strip() == text


@pytest.mark.parametrize(
    "reference", ["", "+++090/9337/55494+++", "***090/9337/55400***", "RF19539007547034"]
)
def test_a_communication_that_is_none_is_a_hole_and_stops_the_mail(reference: str) -> None:
    wrong = mail_with(replace(INVOICE, payment_reference=reference, iban="BE68539007547034"))
    with pytest.raises(LetterError, match="<COMMUNICATION>"):
        compose_documents(wrong, writer(fr=TO_PAY), NOW)


def test_an_iban_whose_check_fails_is_not_merged() -> None:
    wrong = mail_with(replace(INVOICE, payment_reference=PAID_BY, iban="BE69539007547034"))
    with pytest.raises(LetterError, match="<IBAN>"):
        compose_documents(wrong, writer(fr=TO_PAY), NOW)


def test_of_several_documents_each_communication_stands_with_its_number() -> None:
    both = mail_with(replace(INVOICE, payment_reference=PAID_BY), replace(NOTE, payment_reference=""))
    found = accompanying_text(both, writer(fr="<COMMUNICATION>"))
    assert found.text.startswith(f"2026-1852: {PAID_BY}\n")


def test_what_some_documents_lack_may_be_left_out() -> None:
    unless = writer(
        fr="Bonjour.{% if fields.COMMUNICATION %} Communication {{ fields.COMMUNICATION }}.{% endif %}"
    )
    assert accompanying_text(mail_with(INVOICE), unless).text.strip() == "Bonjour."
    told = accompanying_text(mail_with(replace(INVOICE, payment_reference=PAID_BY)), unless).text.strip()
    assert told == f"Bonjour. Communication {PAID_BY}."
