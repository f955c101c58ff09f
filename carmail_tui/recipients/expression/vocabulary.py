"""The words of expressions in four languages.

All of them are read, whatever the language in use, which is the one in which an expression is written back.
What is kept in the database is in English.
"""

from functools import cache

from carmail_tui.recipients.expression.fields import CHOICES, FIELDS
from carmail_tui.recipients.expression.tree import Entity
from carmail_tui.recipients.folding import fold

LANGUAGES = ("en", "fr", "nl", "de")

_FIELDS = """
name                nom                      naam                   name
first_name          prénom                   voornaam               vorname
last_name           nom_de_famille           familienaam            nachname
company             société                  bedrijf                firma
code                code                     code                   code
family              famille                  familie                familie
type                type                     type                   typ
language            langue                   taal                   sprache
street              rue                      straat                 straße
postcode            code_postal              postcode               plz
region              province                 provincie              provinz
town                localité                 gemeente               ort
country             pays                     land                   land
phone               téléphone                telefoon               telefon
vat                 tva                      btw                    mwst
promotions          pub                      reclame                werbung
refuses_promotions  refuse_la_pub            weigert_reclame        lehnt_werbung_ab
promotions_since    pub_depuis               reclame_sinds          werbung_seit
last_visit          dernière_visite          laatste_bezoek         letzter_besuch
created             créé                     aangemaakt             angelegt
has_address         a_une_adresse            heeft_adres            hat_adresse
bounced             rebond                   teruggekomen           zurückgekommen
last_document       dernier_document         laatste_document       letzter_beleg
last_mailed         dernier_mailing          laatste_mailing        letztes_mailing
email               courriel                 e_mail                 e_mail
plate               plaque                   nummerplaat            kennzeichen
vin                 châssis                  chassisnummer          fahrgestellnummer
vehicle_type        type_de_véhicule         voertuigtype           fahrzeugtyp
make                marque                   merk                   marke
model               modèle                   model                  modell
fuel                carburant                brandstof              kraftstoff
first_registration  première_immatriculation eerste_inschrijving    erstzulassung
next_inspection     prochain_contrôle        volgende_keuring       nächste_prüfung
vehicle_visit       visite_du_véhicule       voertuigbezoek         fahrzeugbesuch
document_number     numéro_de_document       documentnummer         belegnummer
document_kind       genre_de_document        documentsoort          belegart
document_date       date_de_document         documentdatum          belegdatum
due                 échéance                 vervaldag              fälligkeit
amount              montant                  bedrag                 betrag
paid                payé                     betaald                bezahlt
mailing             mailing                  mailing                mailing
mailing_kind        genre_de_mailing         mailingsoort           mailingart
mailing_date        date_de_mailing          mailingdatum           mailingtag
"""

_CHOICES = """
fr           français         frans          französisch
nl           néerlandais      nederlands     niederländisch
de           allemand         duits          deutsch
en           anglais          engels         englisch
invoice      facture          factuur        rechnung
credit_note  note_de_crédit   creditnota     gutschrift
promotion    promotion        promotie       werbung
service      service          dienst         dienst
"""
_ENGLISH = {"french": "fr", "dutch": "nl", "german": "de", "english": "en"}

_GROUPS = """
vehicle      véhicule         voertuig       fahrzeug
document     document         document       beleg
mailing      mailing          mailing        mailing
address      adresse          adres          adresse
"""

_KEYWORDS = """
and          et               en             und
or           ou               of             oder
not          non              niet           nicht
in           dans             in             in
contains     contient         bevat          enthält
begins       commence         begint         beginnt
empty        vide             leeg           leer
is           est              is             ist
today        aujourd'hui      vandaag        heute
total        total            totaal         summe
yes          oui              ja             ja
no           non              nee            nein
"""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = (tuple(line.split()) for line in text.strip().splitlines())
    return {row[0]: row for row in rows}


_NAMES, _VALUES, KEYWORDS = _table(_FIELDS), _table(_CHOICES), _table(_KEYWORDS)
_MEMBERS = _table(_GROUPS)
UNITS = {
    "d": ("d", "j", "d", "d"),
    "w": ("w", "s", "w", "w"),
    "m": ("m", "m", "m", "m"),
    "y": ("y", "a", "y", "y"),
}
"""The letters of days, weeks, months and years."""


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def field_word(field: str, language: str) -> str:
    """The name of a field in a language."""
    return _NAMES[field][_place(language)]


def group_word(entity: Entity, language: str) -> str:
    """What one of these is called: `vehicle(...)`, `véhicule(...)`."""
    return _MEMBERS[entity.value][_place(language)]


def keyword(word: str, language: str) -> str:
    """An English keyword in a language."""
    return KEYWORDS[word][_place(language)]


def choice_word(value: str, language: str) -> str:
    """A value of a field that has few; the codes of languages and provinces are the same in all languages."""
    return _VALUES[value][_place(language)] if value in {"invoice", "credit_note"} else value


@cache
def field_names() -> dict[str, str]:
    """The folded names of fields in all languages, each with the field it means."""
    return {fold(word): name for name, words in _NAMES.items() for word in words}


@cache
def groups() -> dict[str, Entity]:
    """The folded words for what a client has several of."""
    return {fold(word): Entity(name) for name, words in _MEMBERS.items() for word in words}


@cache
def choices(field: str) -> dict[str, str]:
    """The folded values that this field takes, in all languages, each with the value it means."""
    words = {fold(value): value for value in CHOICES[field]}
    for value in CHOICES[field]:
        words |= {fold(word): value for word in _VALUES.get(value, ())}
    if field == "language":
        words |= _ENGLISH
    return words


assert set(_NAMES) == set(FIELDS)
