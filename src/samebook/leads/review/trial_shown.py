"""A trial of thresholds in words, and as a page shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samebook.leads.review import wording
from samebook.leads.review.figures import COMPARED
from samebook.leads.review.rules import FEW
from samebook.leads.review.shown import SELECTION
from samebook.leads.review.thresholds import CHANCE, FARTHEST, MOST_CUTS
from samebook.leads.review.wording import WORDS
from samebook.numbers.estimates import Estimate

BARS = (
    f"Up to {MOST_CUTS} on each side, ordinary numbers chosen from the values alone, with more than {FEW} leads and "
    "five expected of a kind on either side."
)
BY_CHANCE = (
    "Exactly, for the deepest of all thresholds tried on a side (Miller & Siegmund 1982; Hothorn & Lausen 2003), then "
    f"over every question of the page (Holm 1979): at most {CHANCE:.0%} of reviews propose anything by chance."
)
BESIDES = (
    "The good side did better, the two 95 % intervals do not overlap, nothing points the other way; and leads that a "
    f"lower bar would let in are shown to be at most {FARTHEST * 100:.0f} points worse than those that pass."
)
RULE = (
    ("Which criteria", "Those that are one comparison with a number, or of a date with a stretch of time."),
    ("Which leads", "Delivered and worked; each side of the threshold by itself, at the level where most of it were."),
    ("Which thresholds", BARS),
    ("How chance is reckoned", BY_CHANCE),
    ("What else must hold", BESIDES),
    ("Not seen", SELECTION),
)


def finding(told: Mapping[str, Any]) -> str:
    """What the trial of a criterion's thresholds comes to, from a report of ``trying``."""
    tried = [each for each in told["tried"] if each["p"] is not None]
    if told["proposal"]:
        return f"{evidence(told['proposal'])} A draft with {told['proposal']['bar']} can be made."
    if not tried:
        return (
            f"Too few leads on either side of any other threshold (more than {FEW}, and 5 expected of a kind). Nothing "
            "is proposed."
        )
    found = [each for each in tried if each["evidence"]]
    if not found:
        return (
            "No other threshold parts the leads beyond what chance gives over all that were tried. Nothing is proposed."
        )
    if any(not each["rises"] for each in found):
        return "Leads farther on the good side did worse: not a matter of the threshold. Nothing is proposed."
    if all(not each["keeps_up"] for each in found):
        return (
            "A lower bar would let in leads that do better than those below it, but it is not shown that they keep up "
            "with those that pass now. Nothing is proposed."
        )
    return "What was found points both ways, or its intervals overlap. Nothing is proposed."


def evidence(found: Mapping[str, Any]) -> str:
    """Counts on either side of the bar that is proposed, and how likely chance is."""
    (above, above_n), (below, below_n) = found["above"], found["below"]
    sides = (
        f"{above:,} of {above_n:,} on the good side of {found['cut']} {WORDS[found['outcome']]}, "
        f"{below:,} of {below_n:,} on the other"
    )
    chance = f"p {found['adjusted']:.4f}, adjusted for every threshold and question tried"
    if found["move"] == "stricter":
        return f"Of the leads delivered at level {found['level']} that pass now, {sides} ({chance})."
    passing, passing_n = found["passing"]
    return (
        f"Of the leads delivered at level {found['level']} that fail now, {sides} ({chance}); of those that pass, "
        f"{passing:,} of {passing_n:,}."
    )


def reason_for(report: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """What stands in the draft above the criterion."""
    found = told["proposal"]
    return (
        f"{told['bar']} moved to {found['bar']}: {evidence(found)} Criteria review of edition "
        f"{report['number']}, as of {report['as_of'][:16].replace('T', ' ')} UTC, {report['tests']} questions."
    )


@dataclass(frozen=True, slots=True)
class ShownBand:
    label: str
    passes: bool
    n: int
    shares: tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True, slots=True)
class ShownTrial:
    told: Mapping[str, Any]
    name: str
    finding: str
    bands: tuple[ShownBand, ...]
    tried: tuple[str, ...]


def shown_trial(report: Mapping[str, Any]) -> list[ShownTrial]:
    """Each criterion of a trial in words."""
    return [
        ShownTrial(
            told,
            told["key"].replace(".", ": ").replace("_", " "),
            finding(told),
            tuple(_band(band) for band in told["bands"]),
            tuple(_tried(line) for line in told["tried"]),
        )
        for told in report["criteria"]
    ]


def definition_of_trial(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What must stand beside the figures."""
    told = [("Edition of the Book", str(report["number"])), ("Questions asked", f"{report['tests']:,}"), *RULE]
    return told + ([("Simulated", "Yes: a company that does not exist")] if report["simulated"] else [])


def _band(band: Mapping[str, Any]) -> ShownBand:
    ends = band["from"], band["to"]
    label = f"{ends[0]} to {ends[1]}" if all(ends) else f"from {ends[0]}" if ends[0] else f"to {ends[1]}"
    shares = []
    for name in COMPARED:
        found = Estimate(*(band[name][part] for part in ("value", "low", "high", "n")))
        shares.append((wording.HEADS[name].capitalize(), *wording.share(found), found.n))
    return ShownBand(label if any(ends) else "any", band["passes"], band["n"], tuple(shares))


def _tried(line: Mapping[str, Any]) -> str:
    which = "Leads that fail now" if line["move"] == "looser" else "Leads that pass now"
    head = f"{which}, delivered at level {line['level']}, {wording.HEADS[line['outcome']]}: {line['n']:,} leads"
    if line["p"] is None:
        return f"{head}; too few to try any other threshold."
    sides = (
        f"{line['above'][0]:,} of {line['above'][1]:,} on the good side, {line['below'][0]:,} of {line['below'][1]:,}"
    )
    bars = "1 threshold" if line["bars"] == 1 else f"{line['bars']} thresholds"
    return (
        f"{head}, {bars}; deepest at {line['cut']}: {sides} on the other; p {line['p']:.4f}, "
        f"adjusted {line['adjusted']:.4f}."
    )
