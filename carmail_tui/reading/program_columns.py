"""The names of columns that only some programs write, and what stands around a name to tell whose it is."""

import re

FURTHER_NAMES: dict[str, str] = {
    # Winbooks, BOB, Odoo, Outlook, Google, Thunderbird, Zoho; the values of `Field`.
    "code": (
        "number, cid, ref, kd nr, kdnr, kundennr, no de client, n de client, klant id, debiteurnr, "
        "debiteur nr"
    ),
    "name": (
        "nom d affichage, weergavenaam, anzeigename, name1, name 1, cname1, naam 1, contact name, "
        "nom ou raison  sociale, nom raison sociale, naam of bedrijf"
    ),
    "company": (
        "organization 1 name, organisation name, nom de l entreprise, cname2"
    ),
    "first_name": (
        "prenom contact, voornaam contact"
    ),
    "street": (
        "adress1, adress 1, address1, adresse1, adres1, caddress1, strasse hausnr, strasse hausnummer, "
        "strasse nr, straat nr, straat huisnummer, rue et numero, rue n, rue no, adresse rue, "
        "formatted address, street 1"
    ),
    "street_more": (
        "adress2, address2, adresse2, adres2, caddress2, street2, street 2, rue2, rue 2, straat 2, "
        "straat2, apartment suite, apt suite, strasse 2, complement adresse"
    ),
    "postcode": (
        "zipcode, zip postal code, czipcode, cpostal, code post, postcode nr"
    ),
    "town": (
        "clocality, locality, localiteit, woonplaats naam, town city"
    ),
    "country": (
        "country region, pays region, land regio, land region, ccountry, country id id, country id, "
        "code du pays"
    ),
    "phone": (
        "telnumber, ctelno, tel mobile, telephone mobile, mobiel, mobiele telefoon, mobiltelefon, "
        "mobilnummer, mobil, mobile number, mobiel nummer, gsm nummer, n gsm, no gsm, telefonnr, "
        "telefoonnr, tel nr, n tel, no tel, n de telephone, no de telephone, primary phone number, "
        "telefoon 1, telephone 1, tel 1, phone 1"
    ),
    "vat": (
        "vatnumber, cvatno, tax registration number, tax number, n de tva, no de tva, "
        "tva intracommunautaire, numero tva intracommunautaire, btw nummer klant, mwst nr, uid, "
        "numero d identification fiscale, n d entreprise, ondernemingsnr, kbo nummer, bce kbo, n bce"
    ),
    "email": (
        "cemail, adresse de messagerie, email 1 value, e mail 1, e mail 1 address, email address 1, "
        "adresse courriel, adresse electronique, e mail prive, email prive, mail prive"
    ),
    "email_financial": (
        "e mail comptabilite, e mail facture, e mail factures, mail comptabilite, mail facture, "
        "e mail boekhouding, e mail factuur, e mail buchhaltung"
    ),
    "email_contact": (
        "adresse de messagerie 2, e mail 2 address, e mailadres 2, e mail adresse 2, "
        "adresse de messagerie 3, e mail 3 address, e mail 3 value, email address 2, mail 2"
    ),
    "language": (
        "clanguage"
    ),
    "plate": (
        "n plaque, no plaque, n de plaque, numero de plaque, nummer plaat, plaat, kfz kennzeichen"
    ),
    "vin": (
        "n chassis, n de chassis, chassis nr, chassisnr, fahrgestellnr, n vin, vin number"
    ),
}  # fmt: skip

_QUALIFIERS = frozenset({
    "home", "work", "business", "client", "customer", "klant", "kunde", "billing", "invoice",
    "facturation", "facturatie", "rechnung", "prive", "privat", "private", "thuis", "domicile", "bureau",
    "geschaftlich", "werk", "werkadres", "huisadres", "dienstlich", "professionnel", "main", "primary",
    "principal", "principale", "hauptadresse", "legal", "company", "contact", "office", "bureautel", "pro",
    "perso", "personnel",
})  # fmt: skip
_ARTICLES = frozenset({
    "op", "de", "du", "la", "le", "van", "der", "des", "am",
})  # fmt: skip
_NUMBERED = re.compile(r"^(?:address|adresse|adres) [1-9] (?=\S)")


def without_qualifiers(folded: str) -> tuple[str, str]:
    """A name of a column without what tells whose it is, and that: `rue bureau` gives `rue` and `bureau`.

    Outlook, Google and Thunderbird have each part of an address once for the home and once for the work.
    """
    qualifiers = []
    if match := _NUMBERED.match(folded):
        qualifiers.append(match[0].strip())
        folded = folded[match.end() :]
    words = folded.split()
    kept = [word for word in words if word not in _QUALIFIERS]
    if kept and len(kept) < len(words):
        qualifiers += [word for word in words if word in _QUALIFIERS]
        kept = [word for word in kept if word not in _ARTICLES] or kept
        return " ".join(kept), " ".join(qualifiers)
    return folded, " ".join(qualifiers)
