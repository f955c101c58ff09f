"""The texts that accompany documents where the company wrote none, by language."""

DEFAULT_PHRASES = {
    "fr": "Madame, Monsieur,\n\n"
    "Veuillez trouver en annexe : <NUMFACT> du <DATEFACT>.\n\nBien à vous,\n\n<NOMSOC>",
    "nl": "Geachte,\n\n"
    "In bijlage vindt u: <NUMFACT> van <DATEFACT>.\n\nMet vriendelijke groeten,\n\n<NOMSOC>",
    "de": "Guten Tag,\n\n"
    "anbei erhalten Sie: <NUMFACT> vom <DATEFACT>.\n\nMit freundlichen Grüßen\n\n<NOMSOC>",
    "en": "Dear client,\n\nPlease find attached: <NUMFACT> of <DATEFACT>.\n\nKind regards,\n\n<NOMSOC>",
}


def phrase(phrases: dict[str, str], language: str) -> str:
    """The accompanying phrase of the company in `language`, else the default one."""
    return phrases.get(language) or DEFAULT_PHRASES.get(language, DEFAULT_PHRASES["fr"])
