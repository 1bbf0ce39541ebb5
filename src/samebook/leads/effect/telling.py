"""A report in words: names for codes and ids, so that page, file and command say the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from samebook.agreement.queries import territory_names
from samebook.company.queries import users_by_id

SIDES = ("before", "after")
VERDICTS = {"deliver": "Delivered", "ask": "To ask", "nurture": "In nurture"}
GROUPS = {"level": "Level", "territory": "Territory", "rep": "Rep", "source": "Source", "week": "Week"}
REROUTED = (
    "Leads that a text would deliver and nobody has, as routed by today's territories: the account's owner first, then "
    "each rep of the territory in turn. What reps carried on those days is not replayed, so nobody is full"
)
NOBODY = {
    "level": "No level",
    "territory": "No territory of the text's routing",
    "rep": "No rep has it yet",
    "source": "No source said",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its name, counts by verdict for both texts, and how many leads differ (None where not counted)."""

    name: str
    before: dict[str, int]
    after: dict[str, int]
    changed: int | None

    @property
    def gained(self) -> int:
        """Deliveries more by the second text; negative for fewer."""
        return self.after["deliver"] - self.before["deliver"]


def outcome_words(outcome: str) -> str:
    """``deliver A`` as “Delivered, level A”."""
    verdict, _, level = outcome.partition(" ")
    return f"{VERDICTS.get(verdict, verdict)}{f', level {level}' if level else ''}"


def outcome_inside(outcome: str) -> str:
    """The same within a sentence: “delivered, level A”."""
    words = outcome_words(outcome)
    return words[:1].lower() + words[1:]


def totals(report: Mapping[str, Any]) -> list[Row]:
    """Per verdict the leads by both texts, in the order deliver, ask, nurture; deliveries at each level below them."""
    moves = report["counts"]["moves"]
    outcomes = {move[side] for move in moves for side in SIDES}
    levels = dict.fromkeys(level for side in SIDES for level in report["sides"][side]["levels"])
    found = []
    for verdict, words in VERDICTS.items():
        found.append(_total(words, moves, {each for each in outcomes if each.split(" ")[0] == verdict}))
        if verdict == "deliver":
            found += [_total(f"at level {level}", moves, {f"deliver {level}"}) for level in levels]
    return found


def _total(name: str, moves: Sequence[Mapping[str, Any]], wanted: Collection[str]) -> Row:
    before, after = (sum(move["leads"] for move in moves if move[side] in wanted) for side in SIDES)
    return Row(name, {"deliver": before}, {"deliver": after}, None)


def rows_of(report: Mapping[str, Any], group: str) -> list[Row]:
    """The lines of one group with names: territories and users by theirs, a week by its Monday."""
    lines = report["counts"]["groups"][group]
    names: Mapping[str, str] = {}
    if group == "territory":
        names = territory_names()
    elif group == "rep":
        users = users_by_id({int(line["key"]) for line in lines if line["key"]})
        names = {str(pk): user.name for pk, user in users.items()}
    return [Row(_name(group, line["key"], names), line["before"], line["after"], line["changed"]) for line in lines]


def _name(group: str, key: str | None, names: Mapping[str, str]) -> str:
    if key is None:
        return NOBODY.get(group, "Not said")
    if group == "week":
        return f"{date.fromisoformat(key):%-d %b %Y}"
    return f"Level {key}" if group == "level" else names.get(key, key)


def rerouted(report: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Leads that nobody has, by territory and rep: how many each text would give them; empty in older reports."""
    told = report.get("rerouted")
    if not told or not any(told[side]["rows"] for side in SIDES):
        return []
    names = territory_names()
    counts: dict[tuple[str | None, int | None], dict[str, int]] = {}
    for side in SIDES:
        for row in told[side]["rows"]:
            counts.setdefault((row["territory"], row["rep"]), {})[side] = row["leads"]
    users = users_by_id({rep for _, rep in counts if rep})
    replayed = all(told[side]["replayed"] for side in SIDES)
    nobody = "No rep" if replayed else "Too many to choose reps for"
    found = []
    for code, rep in sorted(counts, key=lambda each: (str(each[0] or "\uffff"), each[1] or 0)):
        first, second = (f"{counts[code, rep].get(side, 0):,}" for side in SIDES)
        place = names.get(code, code) if code else NOBODY["territory"]
        found.append((place, users[rep].name if rep in users else nobody, first, second))
    return found


def promises_of(report: Mapping[str, Any], side: str) -> list[dict[str, Any]]:
    """Each promise of a text with its territory's name as ``place``."""
    names = territory_names() if any(promise["territory"] for promise in report["promises"][side]) else {}
    return [{**each, "place": names.get(each["territory"], each["territory"])} for each in report["promises"][side]]


def days_of(report: Mapping[str, Any]) -> tuple[date, date]:
    """First and last day of the period."""
    start, end = (date.fromisoformat(day) for day in report["period"])
    return start, end - timedelta(days=1)


def definition(report: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What must stand beside the figures wherever they go."""
    start, last = days_of(report)
    told: list[tuple[str, Any]] = []
    for side, word in (("before", "First text"), ("after", "Second text")):
        text = report["sides"][side]
        told.append((word, f"{text['label']}, SHA-256 {text['hash'][:16]}…"))
    told += [
        ("Leads that came", f"{start:%-d %b %Y} to {last:%-d %b %Y}, by the company's days"),
        ("As of (UTC)", datetime.fromisoformat(report["as_of"]).replace(tzinfo=None)),
        ("Leads judged", report["leads"]),
        ("Leads that differ", report["changed"]),
        ("Whose leads", "Every lead" if report["whole"] else "Only those that who asked may see"),
        *([("Scope", report["within"])] if report.get("within") else []),
        (
            "Judged by",
            "What was known when each lead came, and what was told with it; what became known later is counted apart",
        ),
        ("Territory", "Where each text's own routing would send a lead it delivers"),
        ("Rep", "Who has the lead now; whom routing would choose for a lead that nobody has is told apart"),
        ("Who would get them", REROUTED),
    ]
    for side, check in report["counts"]["checks"].items():
        if check["judged"]:
            label = report["sides"][side]["label"]
            said = f"{check['same']:,} of {check['judged']:,} leads that it judged have the verdict computed here"
            told.append((f"Check of {label}", said))
    return told + ([("Simulated", "Yes: a company that does not exist")] if report["simulated"] else [])
