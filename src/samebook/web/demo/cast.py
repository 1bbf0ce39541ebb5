"""Who works at Tarnvik: the sales map, three teams, and how each rep goes about their work."""

from dataclasses import dataclass

from samebook.kernel.access import Role


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str


ROOT = Place("europe", "Europe")
TERRITORIES = (
    Place("dach", "Germany, Austria, Switzerland"),
    Place("benelux", "Benelux"),
    Place("nordics", "Nordics"),
    Place("uk", "United Kingdom and Ireland"),
    Place("france", "France"),
    Place("iberia", "Iberia"),
    Place("italy", "Italy"),
    Place("east", "Central and eastern Europe"),
)


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its own hours, zone and public holidays."""

    name: str
    zone: str
    country: str
    subdivision: str
    opens: str
    closes: str

    @property
    def hours(self) -> dict[str, list[list[str]]]:
        return {day: [[self.opens, self.closes]] for day in "12345"}


CENTRAL = Crew("Central", "Europe/Berlin", "DE", "HH", "08:00", "17:00")
NORTH_WEST = Crew("North-west", "Europe/London", "GB", "ENG", "08:30", "17:00")
SOUTH = Crew("South", "Europe/Paris", "FR", "", "09:00", "18:00")
CREWS = (CENTRAL, NORTH_WEST, SOUTH)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a rep follows up; the true values that the records are checked against.

    Attributes:
        pace: Median time to the first attempt, as a share of the time the Book allows.
        spread: Standard deviation of its logarithm.
        forgets: Share of deliveries left lying until somebody notices.
        diligence: Share of leads on which all attempts owed are made when nobody is reached.
        leniency: Added to the logit of acceptance.
        craft: Added to the logit of winning.
    """

    pace: float = 0.45
    spread: float = 0.75
    forgets: float = 0.04
    diligence: float = 0.85
    leniency: float = 0.0
    craft: float = 0.0


@dataclass(frozen=True, slots=True)
class Worker:
    """A person with a login.

    Attributes:
        shown: Whether the login of this person is printed for their role.
    """

    name: str
    role: Role
    crew: Crew | None = None
    territory: str = ""
    capacity: int | None = None
    habits: Habits = Habits()
    shown: bool = False


REPS = (
    Worker("Jana Brandhofer", Role.REP, CENTRAL, "dach", 60, Habits(pace=0.30, forgets=0.02, craft=0.25)),
    Worker("Ulf Kaltenrieder", Role.REP, CENTRAL, "dach", 60, Habits(pace=0.55, leniency=-0.3)),
    Worker("Miriam Steinthaler", Role.REP, CENTRAL, "dach", 55, Habits(pace=0.40, diligence=0.92)),
    Worker("Thore Falkenmoser", Role.REP, CENTRAL, "dach", 50, Habits(pace=0.80, forgets=0.09, leniency=-0.5)),
    Worker("Renske Lindesloot", Role.REP, NORTH_WEST, "benelux", 55, Habits(pace=0.35, craft=0.15)),
    Worker("Joris Molenhorst", Role.REP, NORTH_WEST, "benelux", 50, Habits(pace=0.60, forgets=0.06)),
    Worker("Maja Ekdahl-Skog", Role.REP, NORTH_WEST, "nordics", 50, Habits(pace=0.38, diligence=0.95)),
    Worker("Rasmus Vestergrund", Role.REP, NORTH_WEST, "nordics", 50, Habits(pace=0.70, leniency=0.3, craft=-0.2)),
    Worker("Hazel Ravenhurst", Role.REP, NORTH_WEST, "uk", 55, Habits(pace=0.42, craft=0.1)),
    Worker("Owen Kenthwaite", Role.REP, NORTH_WEST, "uk", 50, Habits(pace=0.65, forgets=0.07, diligence=0.7)),
    Worker("Noémie Clairfleur", Role.REP, SOUTH, "france", 55, Habits(pace=0.50)),
    Worker("Damien Rochemenard", Role.REP, SOUTH, "france", 50, Habits(pace=0.90, forgets=0.10, leniency=-0.2)),
    Worker("Lucía Montesales", Role.REP, SOUTH, "iberia", 60, Habits(pace=0.40, craft=0.2)),
    Worker("Ornella Valrovani", Role.REP, SOUTH, "italy", 60, Habits(pace=0.58, leniency=0.2)),
    Worker("Ondřej Lipovec", Role.REP, CENTRAL, "east", 65, Habits(pace=0.48, diligence=0.9)),
)
"""Fifteen: four for Germany, Austria and Switzerland, one or two elsewhere."""

MANAGERS = (
    Worker("Gerrit Oldenwaard", Role.SALES_MANAGER, NORTH_WEST),
    Worker("Friederike Waldstätter", Role.SALES_MANAGER, CENTRAL, shown=True),
    Worker("Julien Beauvallon", Role.SALES_MANAGER, SOUTH),
)
OTHERS = (
    Worker("Silke Grünacker", Role.TELESALES, CENTRAL, shown=True),
    Worker("Fiona Blackmere", Role.TELESALES, NORTH_WEST),
    Worker("Pascal Vignerive", Role.TELESALES, SOUTH),
    Worker("Ines Haselkamp", Role.MARKETING, CENTRAL, shown=True),
    Worker("Koen Wilgenveld", Role.MARKETING, NORTH_WEST),
    Worker("Helmi Tallholt", Role.PARTNER_MANAGER, NORTH_WEST, shown=True),
    Worker("Ralf Zirbelwieser", Role.EXECUTIVE, CENTRAL, shown=True),
)
ADMINISTRATOR = Worker("Petra Osterleitner", Role.ADMINISTRATOR, CENTRAL, shown=True)
