"""The invented people, firms, streets and towns of the demo garage; towns and postcodes are real (bpost)."""

from carmail_tui.recipients.client import Language


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


GARAGE_EMAIL = "sophie@garage-lambert.example"
GARAGE_STREET, GARAGE_POSTCODE, GARAGE_TOWN = "chaussée de Tongres 1", "4430", "Ans"

FIRST_NAMES = {
    Language.FRENCH: _parts(
        "Nathalie|Olivier|Sophie|Benoît|Marc|Anne-Lise|Luc|Monique|Pascal|Christine|Vincent|Julie|Éric"
        "|Dominique|Aurore|Jean-François|Françoise|Thérèse|André|Hélène|Jérôme|Cécile|Noël|Maïté|Gaëtan|Zoé"
        "|Loïc|Amélie|Sébastien|Valérie|Frédéric|Joëlle|Grégory|Stéphanie|Raphaël|Élodie|Michaël|Geneviève"
        "|Fabrice|Inès|Quentin|Bénédicte|Arnaud|Agnès|Thibault|Laurence|Didier|Caroline|Xavier|Virginie"
        "|Christophe|Delphine|Marie-Claire|Philippe|Solène|Mathieu|Véronique|Adrien|Colette|Rémy"
    ),
    Language.DUTCH: _parts(
        "Pieter|Katrien|Jan|Lieve|Wouter|Els|Bart|Griet|Koen|Annelies|Dirk|Sofie|Tom|Hilde|Stijn|Joke|Wim"
        "|Veerle|Jeroen|Tine|Maarten|Leen|Geert|Inge|Joris|Karolien|Bram|Nele|Filip|Ruth"
    ),
    Language.GERMAN: _parts(
        "Jürgen|Ursula|Hans-Peter|Käthe|Günther|Birgit|Jörg|Sabine|Björn|Annegret|Rainer|Heike|Matthias"
        "|Anneliese|Götz|Ingrid|Karl-Heinz|Monika|Dieter|Gisela"
    ),
}

LAST_NAMES = {
    Language.FRENCH: _parts(
        "Adam|Bastin|Collard|Crahay|Delvaux|Dethier|Evrard|Fagard|Georges|Gillet|Hardy|Henrard|Jacquemin"
        "|Kinet|Lambert|Maréchal|Noël|Piette|Renard|Servais|Thonnard|Vrancken|Warnier|Dubois|Leclercq"
        "|Lejeune|Lemaire|Léonard|Simonis|Halleux|Grosjean|Goffin|Hubert|Denis|Fontaine|Gérard|Mathot"
        "|Dessart|Closset|Defrêne|Cornélis|Pirard|Remacle|Counet|Detaille|Wéry|Bodson|Lhoest|Jamar|Hansenne"
        "|Delhez|Rousseaux|Piron|Colson|Gathoye|Franssen|Deprez|Marchal|Bertholet|Baudinet|Radoux|Moréas"
        "|Lecocq|Sauvage|Herman|Toussaint|Massart|Ninane|Degueldre|Deflandre|Brisbois|Fléron|Beaujean"
        "|D'Heur|L'Hermite|Delaîtrée|Gonçalves|Yıldız|Bianchi|Santoro|Nowak|Kaçar"
    ),
    Language.DUTCH: _parts(
        "Peeters|Janssens|Maes|Jacobs|Willems|Claes|Goossens|Wouters|De Smet|Van den Broeck|Van de Velde"
        "|Vandermeulen|Vranken|Geraerts|Bollen|Moermans|Thijs|Reynders|Croonen|Daniëls|Nijs|Vrijens"
        "|Van 't Hoff|De Ridder|Coenegrachts"
    ),
    Language.GERMAN: _parts(
        "Müller|Schröder|Großmann|Jansen|Pauels|Königs|Schmitz|Weiß|Lüttgens|Kessel|Brüll|Hüwels|Backes"
        "|von der Weiden|Reuter|Kirschfink|Rößler|Heinen|Cremer|Krämer"
    ),
}

FIRM_WORDS = {
    Language.FRENCH: _parts(
        "Transports|Menuiserie|Boulangerie|Toitures|Chauffage|Pharmacie|Jardins|Carrelages|Électricité"
        "|Boucherie|Imprimerie|Ambulances|Taxis|Plafonnage|Brasserie|Pépinières|Bureau d'études"
    ),
    Language.DUTCH: _parts("Bouwbedrijf|Bakkerij|Schrijnwerken|Dakwerken|Tuinen|Transport|Verwarming"),
    Language.GERMAN: _parts("Bäckerei|Tischlerei|Dachdeckerei|Spedition|Gärtnerei|Heizungsbau"),
}

LEGAL_FORMS = {
    "BE-fr": ("SA", "SRL", "SRL", "SC", "ASBL"),
    "BE-nl": ("NV", "BV", "BV", "VZW"),
    "BE-de": ("AG", "GmbH", "VoG"),
    "LU": ("S.à r.l.", "S.A."),
    "NL": ("B.V.",),
    "DE": ("GmbH", "GmbH & Co. KG"),
}

ADMINISTRATIONS = {
    Language.FRENCH: (
        "Administration communale de",
        "CPAS de",
        "Zone de police",
        "École communale de",
        "Zone de secours",
    ),
    Language.DUTCH: ("Gemeente", "OCMW", "Politiezone"),
    Language.GERMAN: ("Gemeindeverwaltung", "ÖSHZ", "Feuerwehr"),
}

STREETS = {
    Language.FRENCH: _parts(
        "rue de l'Église|rue Haute|avenue des Tilleuls|chaussée de Tongres|rue du Moulin|place du Marché"
        "|rue des Écoles|quai des Ardennes|rue Saint-Gilles|route du Condroz|rue Neuve|clos des Hêtres"
    ),
    Language.DUTCH: _parts("Kerkstraat|Dorpsstraat|Stationsstraat|Molenweg|Steenweg|Schoolstraat"),
    Language.GERMAN: _parts("Hauptstraße|Bahnhofstraße|Gospertstraße|Mühlenweg|Kirchstraße|Bergweg"),
}

TOWNS = {
    Language.FRENCH: _parts(
        "4000 Liège|4000 Liège|4020 Liège|4020 Bressoux|4030 Grivegnée|4031 Angleur|4032 Chênée|4040 Herstal"
        "|4041 Vottem|4050 Chaudfontaine|4053 Embourg|4100 Seraing|4101 Jemeppe-sur-Meuse|4102 Ougrée"
        "|4120 Neupré|4130 Esneux|4140 Sprimont|4170 Comblain-au-Pont|4190 Ferrières|4217 Héron|4250 Geer"
        "|4257 Berloz|4280 Hannut|4300 Waremme|4317 Faimes|4340 Awans|4342 Hognoul|4350 Remicourt"
        "|4360 Oreye|4400 Flémalle|4420 Saint-Nicolas|4430 Ans|4431 Loncin|4432 Alleur|4450 Juprelle"
        "|4460 Grâce-Hollogne|4470 Saint-Georges-sur-Meuse|4480 Engis|4500 Huy|4520 Wanze|4540 Amay"
        "|4557 Tinlot|4577 Modave|4600 Visé|4610 Beyne-Heusay|4620 Fléron|4624 Romsée|4630 Soumagne"
        "|4650 Herve|4670 Blegny|4680 Oupeye|4690 Bassenge|4800 Verviers|4820 Dison|4830 Limbourg"
        "|4840 Welkenraedt|4860 Pepinster|4870 Trooz|4880 Aubel|4890 Thimister|4900 Spa|4910 Theux"
        "|4920 Aywaille|4960 Malmedy|4970 Stavelot|4980 Trois-Ponts|4990 Lierneux|5000 Namur|5300 Andenne"
        "|6900 Marche-en-Famenne|1348 Ottignies-Louvain-la-Neuve"
    ),
    Language.DUTCH: _parts(
        "3500 Hasselt|3600 Genk|3700 Tongeren|3717 Herstappe|3730 Hoeselt|3740 Bilzen|3770 Riemst"
        "|3798 Voeren|3800 Sint-Truiden|3840 Borgloon|3400 Landen|3000 Leuven"
    ),
    Language.GERMAN: _parts(
        "4700 Eupen|4701 Kettenis|4710 Lontzen|4720 Kelmis|4728 Hergenrath|4730 Raeren|4750 Bütgenbach"
        "|4760 Büllingen|4770 Amel|4780 Sankt Vith|4790 Burg-Reuland"
    ),
}

FOREIGN_TOWNS = {
    "LU": _parts("9910 Troisvierges|9706 Clervaux|8510 Redange"),
    "NL": _parts("6211 Maastricht|6301 Valkenburg|6245 Eijsden"),
    "DE": _parts("52062 Aachen|52152 Simmerath|52156 Monschau"),
}

MAIL_HOSTS = (
    "courrier.example",
    "boite.example",
    "mel-mosane.example",
    "ardenne-net.example",
    "poste-wallonie.example",
    "postbus.example",
    "ostpost.example",
)
