"""Names that have broken screens, mails or spreadsheets, each of which a client of the demo garage bears.

Most begin like a name, so that they stand among the others in a list and not at its top.
"""

HOSTILE_NAMES = (
    "[/b]",
    "[red]x",
    "*A* [here](http://x)",
    "Rouge \x1b[31mvif\x1b[0m",
    "Osc \x1b]0;titre volé\x07",
    "\u202ereifiargàG ed\u202c Renversé",
    "Long" * 75,
    "",
    "Z\u0335\u0321a\u0334\u0316\u0317l\u0338\u031b\u0349g\u0337\u0322\u0328o\u0336" + "\u0301" * 40,
    "=cmd|' /C calc'!A1",
    "<script>alert(1)</script> & Fils",
    "Jinja {{ 7 * 7 }} {% raw %}",
    "=?utf-8?q?Bcc:?= <ailleurs@essai.example>",
    "Retour\r\nBcc: tous@essai.example",
    "<NOMSOC>",
    "株式会社 👩\u200d🔧 Zoë",
)
"""Markup, terminal sequences, reordering, length, nothing, marks, formulas, HTML, templates, headers."""
