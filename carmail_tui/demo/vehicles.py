"""The vehicles of the demo garage, with the makes spelled as several hands have spelled them."""

from datetime import date, timedelta
from random import Random

from carmail_tui.recipients.client import Vehicle

_SPELLINGS = {
    "Volkswagen": ("VW", "VW", "VW", "Volkswagen", "Volkswagen", "volkswagen", "V.W."),
    "Audi": ("Audi", "Audi", "Audi", "AUDI"),
    "Peugeot": ("Peugeot", "Peugeot", "PEUGEOT"),
    "Citroën": ("Citroën", "CITROEN", "Citroen"),
    "Renault": ("Renault", "Renault", "RENAULT"),
    "Mercedes-Benz": ("Mercedes", "Mercedes-Benz", "MB"),
    "BMW": ("BMW", "B.M.W."),
    "Opel": ("Opel", "OPEL"),
    "Škoda": ("Škoda", "Skoda"),
    "Toyota": ("Toyota",),
    "Ford": ("Ford", "FORD"),
    "Volvo": ("Volvo",),
    "Dacia": ("Dacia",),
    "Land Rover": ("Land Rover", "Landrover"),
    "Honda": ("Honda",),
}
_CARS = {
    "Volkswagen": ("Golf", "Polo", "Tiguan", "Passat", "Touran", "Up", "ID.3"),
    "Audi": ("A1", "A3", "A4", "Q3", "Q5"),
    "Peugeot": ("208", "308", "2008", "3008"),
    "Citroën": ("C3", "C4", "C5 Aircross", "Berlingo"),
    "Renault": ("Clio", "Mégane", "Captur", "Zoé"),
    "Mercedes-Benz": ("Classe A", "Classe C", "GLA"),
    "BMW": ("116d", "320d", "X1"),
    "Opel": ("Corsa", "Astra", "Mokka"),
    "Škoda": ("Fabia", "Octavia", "Kodiaq"),
    "Toyota": ("Yaris", "Corolla", "RAV4"),
    "Ford": ("Fiesta", "Focus", "Kuga"),
    "Volvo": ("V40", "XC60"),
    "Dacia": ("Sandero", "Duster"),
    "Land Rover": ("Defender", "Discovery Sport"),
    "Honda": ("Jazz", "Civic"),
}
_VANS = {
    "Volkswagen": ("Caddy", "Transporter", "Crafter"),
    "Mercedes-Benz": ("Vito", "Sprinter"),
    "Renault": ("Kangoo", "Trafic"),
    "Citroën": ("Jumpy", "Jumper"),
    "Ford": ("Transit", "Ranger"),
}
_MOTORCYCLES = {"Honda": ("CB500", "NC750"), "BMW": ("R 1250", "F 900")}
_KINDS = (("Voiture", _CARS, 80), ("Utilitaire", _VANS, 15), ("Moto", _MOTORCYCLES, 5))
_WEIGHTS = {
    "Volkswagen": 9,
    "Audi": 5,
    "Peugeot": 5,
    "Citroën": 5,
    "Renault": 4,
    "Mercedes-Benz": 3,
    "BMW": 3,
}
_FUELS = ("Diesel",) * 4 + ("Essence",) * 5 + ("Hybride",) * 2 + ("Électrique", "LPG")
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_PLATES = 26**3 * 1000


def make_vehicle(random: Random, number: int, today: date, *, vans: bool = False) -> Vehicle:
    """The vehicle `number` of the garage, whose plate no other number has; `vans` for a firm's own fleet."""
    weights = (30, 70, 0) if vans else tuple(weight for _kind, _models, weight in _KINDS)
    kind, models, _weight = random.choices(_KINDS, weights)[0]
    make = random.choices(tuple(models), [_WEIGHTS.get(make, 2) for make in models])[0]
    registered = today - timedelta(days=random.randint(200, 16 * 365))
    return Vehicle(
        plate=plate(number),
        vin="".join(random.choices(_VIN_LETTERS, k=17)),
        type=kind,
        make=random.choice(_SPELLINGS[make]),
        model=random.choice(models[make]),
        fuel="Essence" if kind == "Moto" else random.choice(_FUELS),
        first_registration=registered,
        next_inspection=_next_inspection(random, today),
        last_visit=_last_visit(random, registered, today),
    )


def plate(number: int) -> str:
    """A plate of the series that began in 2010, `1-ABC-123`; neighbours do not look alike."""
    mixed = (number * 7_654_321 + 1_234_567) % _PLATES
    letters, digits = divmod(mixed, 1000)
    first, rest = divmod(letters, 26 * 26)
    second, third = divmod(rest, 26)
    series = 1 + number // _PLATES
    return f"{series}-{chr(65 + first)}{chr(65 + second)}{chr(65 + third)}-{digits:03d}"


def _next_inspection(random: Random, today: date) -> date:
    """Most are due within twelve months; some were due, lately as a rule, and nobody noted the new day."""
    if random.random() < 0.1:
        return today - timedelta(days=int(random.triangular(1, 365, 1)))
    return today + timedelta(days=random.randint(0, 365))


def _last_visit(random: Random, registered: date, today: date) -> date | None:
    if random.random() < 0.06:
        return None
    return max(registered, today - timedelta(days=int(random.triangular(0, 1400, 90))))
