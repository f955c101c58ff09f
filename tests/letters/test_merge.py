"""Merging: fields, values that look like markup, Jinja within its bounds."""

import pytest

from carmail_tui.letters.errors import LetterError
from carmail_tui.letters.fields import LETTER_FIELDS
from carmail_tui.letters.merge import Merge, Merged

HOSTILE = [
    "[/b]",
    "[red]x",
    "*A* [here](http://x)",
    "<b>bold</b>",
    "<NOMSOC>",
    "{{ 7 * 7 }}",
    "{% if x %}",
    "_underline_ `code`",
    "# Title",
    "a & b",
    "é" * 300,
]


def fill(text: str, subject: str = "S", **values: str) -> Merged:
    return Merge(subject, text, LETTER_FIELDS).fill(dict.fromkeys(LETTER_FIELDS, "") | values)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_value_is_never_markdown_nor_html_nor_a_field(name: str) -> None:
    merged = fill("Bonjour <NOM>, **bien** à vous", "Pour <NOM>", NOM=name)
    assert merged.text == f"Bonjour {name}, bien à vous\n"
    assert merged.subject == f"Pour {name}"
    for character in "<>":
        assert name.count(character) == 0 or f"Bonjour {name}" not in merged.html
    assert "<a " not in merged.html and "<b>" not in merged.html and "<em>" not in merged.html
    assert "<strong>bien</strong>" in merged.html


def test_a_field_alone_on_a_line_is_a_field_and_no_html_tag() -> None:
    merged = fill("Bien à vous,\n\n<NOMSOC>", NOMSOC="Garage Lambert")
    assert merged.text == "Bien à vous,\n\nGarage Lambert\n"
    assert "<p>Garage Lambert</p>" in merged.html


def test_html_in_the_letter_is_text() -> None:
    merged = fill("un <script>alert(1)</script> et <b>gras</b>")
    assert "<script>" not in merged.html and "<b>" not in merged.html
    assert "<script>alert(1)</script>" in merged.text


def test_fields_work_within_emphasis_lists_and_tables() -> None:
    merged = fill("**<NOM>**\n\n- <NOM>\n\n| a |\n|---|\n| <NOM> |", NOM="Adam")
    assert merged.html.count("Adam") == 3
    assert "<strong>Adam</strong>" in merged.html
    assert "- Adam" in merged.text


def test_a_field_in_a_link_is_quoted_for_the_url() -> None:
    merged = fill("[ici](https://x.example/?c=<CODE>)", CODE='a b&c"d')
    assert 'href="https://x.example/?c=a%20b%26c%22d"' in merged.html


def test_a_value_cannot_make_a_link_that_runs_code() -> None:
    merged = fill("[ici](<CODE>)", CODE="javascript:alert(1)")
    assert "javascript:" not in merged.html


def test_an_unknown_field_is_named_with_its_line_and_what_is_near() -> None:
    with pytest.raises(LetterError) as error:
        Merge("S", "Bonjour\n\nvotre <PLAQE>", LETTER_FIELDS)
    assert error.value.line == 3
    assert "<PLAQE>" in error.value.fault and "<PLAQUE>" in error.value.fault


def test_an_unknown_field_of_the_subject_is_found_too() -> None:
    with pytest.raises(LetterError, match="NOMS"):
        Merge("Pour <NOMS>", "x", LETTER_FIELDS)


def test_small_letters_between_angle_brackets_are_no_field() -> None:
    assert fill("écrire à <sophie@garage.example>").text == "écrire à sophie@garage.example\n"


def test_jinja_conditions_work_and_leave_no_empty_paragraph() -> None:
    letter = "Bonjour\n\n{% if client.company %}\n\nSociété <SOCIETE>\n\n{% endif %}\n\nFin"
    merge = Merge("S", letter, LETTER_FIELDS)
    values = dict.fromkeys(LETTER_FIELDS, "") | {"SOCIETE": "Dumont SA"}
    assert "Société Dumont SA" in merge.fill(values, {"client": {"company": "Dumont SA"}}).text
    without = merge.fill(values, {"client": {"company": ""}})
    assert "Société" not in without.text and "Société" not in without.html
    assert "<p></p>" not in without.html


@pytest.mark.fault(87)
def test_what_jinja_cannot_find_is_a_fault_and_no_hole() -> None:
    merge = Merge("S", "{{ client.nickname }}", LETTER_FIELDS)
    with pytest.raises(LetterError, match="nickname"):
        merge.fill(dict.fromkeys(LETTER_FIELDS, ""), {"client": {"name": "x"}})


@pytest.mark.fault(88)
@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 300000000 }}",
        "{{ 2 ** 100000000 }}",
        "{{ '%300000000d' % 1 }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ fields.__init__.__globals__ }}",
        "{% for i in range(9999999) %}{% for j in range(9999999) %}xxxxxxxx{% endfor %}{% endfor %}",
        "{{ open('/etc/passwd') }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_can_neither_take_all_memory_nor_leave_its_sandbox(source: str) -> None:
    with pytest.raises(LetterError):
        fill(source)


@pytest.mark.parametrize("source", ["{% if x %}", "{{ x", "{% endraw %}", "{{ }}"])
def test_broken_jinja_is_text_or_a_fault_never_a_traceback(source: str) -> None:
    try:
        merged = fill(f"a {source} b")
    except LetterError as error:
        assert error.sentence()
    else:
        assert source in merged.text


def test_the_plain_text_reads_as_a_person_would_have_typed_it() -> None:
    letter = """# Titre

Bonjour **Anne**,
voici :

- un
- deux
  - dedans

1. premier
2. second

> cité
> encore

[le site](https://garage.example/a), a@b.example

| Pneu | Prix |
|------|------|
| 205  | 80   |

---
Fin"""
    assert (
        fill(letter).text
        == """Titre

Bonjour Anne,
voici :

- un
- deux
  - dedans

1. premier
2. second

> cité
> encore

le site (https://garage.example/a), a@b.example

Pneu | Prix
205 | 80

----------------------------------------

Fin
"""
    )


def test_empty_fields_are_those_the_letter_uses() -> None:
    merge = Merge("<PLAQUE>", "Bonjour <PRENOM> <NOM>", LETTER_FIELDS)
    values = dict.fromkeys(LETTER_FIELDS, "") | {"NOM": "Adam", "PRENOM": "  "}
    assert merge.empty_fields(values) == ("PLAQUE", "PRENOM")
