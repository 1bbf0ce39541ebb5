"""Invented vocabulary: companies, people and what they say. Addresses end in the reserved ``.example``.

Telephone numbers come from ranges that national regulators keep free for fiction; other countries have none here.
"""

from dataclasses import dataclass

import numpy as np

from samebook.accounts.rules import folded

DOMAIN = "tarnvik.example"
"""The demo company's own."""

COMPANY = "Tarnvik Pumps"


@dataclass(frozen=True, slots=True)
class Tongue:
    """How names sound somewhere. Surnames are put together from two parts and so belong to nobody in particular."""

    given: tuple[str, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    towns: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GERMAN = Tongue(
    _words("Anke Bernd Carla Dirk Elke Falk Greta Heiko Ines Jonas Katrin Lars Mareike Nils Petra Ralf Silke Timo Ute"),
    _words("Brand Ehren Falken Grün Hasel Kalten Linden Mahl Oster Rauhen Stein Tann Wald Wester Zirbel"),
    _words("acker bacher eder gruber hofer kämper leitner moser rieder stätter thaler wieser"),
    _words("Altenbruck Birkenau-Süd Ehrenfurt Grünsiel Kaltenried Lindenwörth Osterrode-Nord Steinfurth Zellbrunn"),
)
DUTCH = Tongue(
    _words("Anouk Bram Daan Esmee Femke Gijs Hanneke Ilse Joost Koen Lotte Maarten Niels Ruben Sanne Tess Wouter"),
    _words("Berk Dijk Eiken Graaf Heide Kooi Linde Molen Noorder Polder Riet Veen Water Wilgen"),
    _words("boom dijk haar horst kamp lande mans oord sloot stra veld zicht"),
    _words("Berkenoord Dijkerhaven Heidewaard Lindemeer Molenzicht Noordersluis Rietveen"),
)
NORDIC = Tongue(
    _words("Aino Anders Britta Eero Freja Gunnar Helmi Ida Jens Kaisa Leif Maja Nora Oskar Pirkko Rasmus Signe Sven"),
    _words("Alm Berg Dal Ek Fager Gran Hav Isa Kall Lind Näs Ol Ros Skog Tall Vester"),
    _words("bäck by dahl feldt grund hed holt krans lid mark rud sund torp vall"),
    _words("Almsund Bergvik Ekerhamn Granfors Havnby Lindnäs Skogstad Vesterlid"),
)
BRITISH = Tongue(
    _words("Alice Brendan Clare Declan Edith Fiona Graham Hazel Ian Joan Keith Lorna Martin Niamh Owen Rhona Stuart"),
    _words("Ash Black Cran Dun El Fair Garth Hal Ken Lang Mar Nor Ox Pem Raven Stan Thorn Wex"),
    _words("bourne by combe dale field ford hurst leigh low mere shaw stead thwaite wick"),
    _words("Ashmere Blackcombe Dunfield Fairwick Kenthorpe Langmere Oxleigh Ravenstead"),
)
FRENCH = Tongue(
    _words(
        "Adèle Benoît Chloé Damien Élise Fabrice Gaëlle Hugo Inès Julien Léa Maxime Noémie Odile Pascal Rémi Sylvie"
    ),
    _words("Beau Chante Clair Fon Grand Lan Mar Mont Prim Roche Sain Val Ver Vigne"),
    _words("brune court dier fleur gnard laine loup menard pré rive sac teau val verne"),
    _words("Beaurive Chanteval Clairmont-sur-Orve Fontelaine Grandpré-le-Bas Rochevigne Valsaine"),
)
IBERIAN = Tongue(
    _words(
        "Alba Bruno Carmen Diego Elena Fátima Gonzalo Helena Iván Joana Lucía Miguel Nuria Paulo Rosa Sergio Teresa"
    ),
    _words("Alca Bel Campo Fuen Guadal Mira Monte Olmo Pera Riba Sal Torre Val Villa"),
    _words("bres cero dero fría larga llar medo nares nova rejo sales tera verde zal"),
    _words("Alcareda Belmira Campolargo Fuenverde Montesal Ribanova Torrelar"),
)
ITALIAN = Tongue(
    _words("Aldo Bianca Carlo Donata Enzo Fabia Gino Ilaria Luca Marta Nico Ornella Paolo Rita Sandro Tiziana Ugo"),
    _words("Bel Cas Col Fer Gal Luc Mar Mon Pra Ros San Tor Val Ver"),
    _words("anese atelli bonato cheri dori elloni gnani inetti lazzi mondi rovani sotti tani zoli"),
    _words("Belcolle Castelrovo Fermonte Lucignasco Montesole Pratorosso Valdorea"),
)
SLAVIC = Tongue(
    _words(
        "Adam Barbora Cezary Dorota Eliška Filip Gábor Hana Iwona Jakub Katarina Lukáš Milena Ondřej Piotr Réka Zofia"
    ),
    _words("Bar Bor Chmiel Dom Gór Jas Kal Lip Mal Novo Olsz Pod Rud Sok Wil Zar"),
    _words("acký anek chowicz czak eczko iński kovič lár nický orek ovec sky towiak ubík"),
    _words("Borovice Chmielnov Jasnogród Kalinovec Lipohrad Olszanka Podvrh Rudniki"),
)


@dataclass(frozen=True, slots=True)
class Country:
    """Where companies are, and how likely.

    Attributes:
        territory: Its code on the sales map; "" for a country that Tarnvik does not sell to.
        fiction: Beginnings of numbers kept free for fiction, to be filled up to ``digits`` more digits.
    """

    code: str
    territory: str
    weight: float
    tongue: Tongue
    legal: tuple[str, ...]
    fiction: tuple[str, ...] = ()
    digits: int = 3


COUNTRIES = (
    Country("DE", "dach", 26, GERMAN, ("GmbH", "AG", "GmbH & Co. KG"), ("+493023125", "+494066969", "+498999998")),
    Country("AT", "dach", 4, GERMAN, ("GmbH", "AG")),
    Country("CH", "dach", 4, GERMAN, ("AG", "GmbH")),
    Country("NL", "benelux", 8, DUTCH, ("B.V.", "N.V.")),
    Country("BE", "benelux", 5, DUTCH, ("NV", "BV")),
    Country("LU", "benelux", 0.5, FRENCH, ("S.A.",)),
    Country("SE", "nordics", 5, NORDIC, ("AB",), ("+468465004",), 2),
    Country("DK", "nordics", 4, NORDIC, ("A/S", "ApS")),
    Country("NO", "nordics", 3, NORDIC, ("AS",)),
    Country("FI", "nordics", 4, NORDIC, ("Oy", "Oyj")),
    Country("GB", "uk", 9, BRITISH, ("Ltd", "plc"), ("+442079460", "+441134960", "+441614960")),
    Country("IE", "uk", 1.5, BRITISH, ("Ltd",)),
    Country("FR", "france", 10, FRENCH, ("SAS", "SA", "SARL"), ("+33199000", "+33465710")),
    Country("ES", "iberia", 6, IBERIAN, ("S.L.", "S.A.")),
    Country("PT", "iberia", 2, IBERIAN, ("Lda", "S.A.")),
    Country("IT", "italy", 7, ITALIAN, ("S.p.A.", "S.r.l.")),
    Country("PL", "east", 5, SLAVIC, ("Sp. z o.o.", "S.A.")),
    Country("CZ", "east", 3, SLAVIC, ("s.r.o.", "a.s.")),
    Country("HU", "east", 1.5, SLAVIC, ("Kft.", "Zrt.")),
    Country("SK", "east", 1, SLAVIC, ("s.r.o.",)),
    Country("US", "", 1, BRITISH, ("Inc.",)),
    Country("TR", "", 0.8, SLAVIC, ("A.Ş.",)),
)


@dataclass(frozen=True, slots=True)
class Industry:
    """What companies do.

    Attributes:
        name: As the Book calls it.
        weight: How common among those who answer.
        employees: The median.
        need: How readily such a plant has a pump project, 0 to 1.
        trades: The word in the company's name.
    """

    name: str
    weight: float
    employees: float
    need: float
    trades: tuple[str, ...]


INDUSTRIES = (
    Industry("chemicals", 20, 320, 0.62, ("Chemie", "Coatings", "Polymers", "Specialties", "Resins")),
    Industry("food", 19, 240, 0.55, ("Foods", "Dairy", "Brewing", "Sugar", "Beverages")),
    Industry("water", 14, 140, 0.60, ("Water", "Waterworks", "Utilities", "Treatment")),
    Industry("paper", 9, 280, 0.52, ("Paper", "Board", "Cellulose", "Tissue")),
    Industry("pharma", 9, 400, 0.50, ("Pharma", "Biotech", "Laboratories")),
    Industry("energy", 8, 350, 0.48, ("Energy", "Power", "Heat")),
    Industry("machinery", 10, 150, 0.35, ("Engineering", "Plant", "Machinery")),
    Industry("construction", 5, 110, 0.20, ("Building", "Groundworks")),
    Industry("retail", 3, 80, 0.05, ("Trading", "Stores")),
    Industry("services", 3, 60, 0.08, ("Services", "Consulting")),
)

TITLES = (
    ("Plant engineer", 22),
    ("Maintenance manager", 20),
    ("Production manager", 14),
    ("Purchasing manager", 13),
    ("Technical director", 9),
    ("Process engineer", 12),
    ("Managing director", 6),
    ("Student", 4),
)

_ONSETS = _words(
    "Ar Bel Bran Cal Cor Dar Del Dor El Fal Fen Gar Hal Hel Iv Jar Kal Kel Kor Lan Lor Mar Mel Nor Or Pel Quar Ran"
    " Ros Sal Sel Sor Tal Ter Tor Ul Val Ver Vol Wen Wor Yar Zel Zor"
)
_MIDDLES = _words("a e i o u an en in on ar er or al el il est ist ond ant emb ald und ive ane")
_ENDS = _words("ba co da dra fix gen ka la lis lor ma mex na nor ra rex ro sa tek tis tra va vex via xa zin")

MESSAGES = (
    "Please send us an offer for replacing two process pumps.",
    "We are planning a new line and need advice on dosing.",
    "Our present pumps wear out every year. What do you suggest?",
    "Could somebody call me about delivery times and spare parts?",
    "I would like the sizing tables mentioned in your paper.",
    "We compare three makers until the end of the quarter.",
    "Which of your models is certified for food?",
    "",
)
SPAM = (
    "Buy followers for your page!",
    "Grow your ranking today",
    "Cheap loans, no questions",
    "Your parcel is waiting",
)
APPLICATIONS = ("I am applying as a service technician.", "Do you offer internships?")
SUPPLIERS = ("We make seals and would like to present them to your buyers.", "Our foundry has free capacity.")
SERVICE = ("Our pump leaks at the shaft seal, please send a technician.", "We need the manual of a pump from 2011.")
PREMISES = (
    "Half the energy of the present pump at the same duty point, shown in a trial on site.",
    "Change of seals without taking the pump out of the line.",
    "Delivery within six weeks and commissioning by our own people.",
    "One spare part kit for all five lines.",
    "",
)
PRODUCTS = ("Process pump", "Dosing pump", "Hygienic pump", "Dry-running pump", "Spare part kit", "Service contract")


class Namer:
    """Makes names that are unique in one world; the same generator gives the same names."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._companies: set[str] = set()
        self._addresses: set[str] = set()

    def company(self, industry: Industry) -> tuple[str, str]:
        """Name, without its legal form, and domain of a company of its own."""
        while True:
            parts = [self._one(_ONSETS), self._one(_MIDDLES), self._one(_ENDS)]
            if self._rng.random() < len(self._companies) / 60_000:
                parts.insert(2, self._one(_ENDS) + self._one(_MIDDLES))
            stem, trade = "".join(parts), self._one(industry.trades)
            domain = f"{folded(stem)}-{folded(trade)}.example"
            if domain not in self._companies:
                self._companies.add(domain)
                return f"{stem} {trade}", domain

    def legal_form(self, country: Country) -> str:
        return self._one(country.legal)

    def person(self, country: Country, domain: str) -> tuple[str, str]:
        """Name and e-mail address of somebody at a domain."""
        tongue = country.tongue
        given, surname = self._one(tongue.given), self._one(tongue.heads) + self._one(tongue.tails)
        plain = f"{folded(given)}.{folded(surname)}"
        address, number = f"{plain}@{domain}", 2
        while address in self._addresses:
            address, number = f"{plain}{number}@{domain}", number + 1
        self._addresses.add(address)
        return f"{given} {surname}", address

    def town(self, country: Country) -> str:
        return self._one(country.tongue.towns)

    def phone(self, country: Country) -> str:
        """A number that is kept free for fiction; "" where the country keeps none."""
        if not country.fiction:
            return ""
        return self._one(country.fiction) + str(self._rng.integers(10**country.digits)).zfill(country.digits)

    def _one(self, words: tuple[str, ...]) -> str:
        return words[int(self._rng.random() * len(words))]
