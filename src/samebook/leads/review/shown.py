"""The review as a page and its file show it."""

from dataclasses import dataclass
from datetime import UTC

from samebook.kernel.sheets import Kind
from samebook.leads.review import wording
from samebook.leads.review.figures import COMPARED, Figures, Review, Reviewed
from samebook.leads.review.rules import FEW, FEWEST_EXPECTED
from samebook.leads.review.sheets import Sheet

SELECTION = (
    "Only delivered leads have an outcome, and they were delivered because they met a level. What a criterion holds "
    "back altogether is not seen here: leads for which it was false are in these figures only where another level "
    "took them."
)
SMALL = (
    f"Up to {FEW} leads are called few (Brown, Cai & DasGupta 2001). Two shares are compared where at least "
    f"{FEWEST_EXPECTED} of each kind are expected on both sides (Cochran 1954)."
)
PROPOSED = (
    "Only where the interval excludes no difference and the p of the chi-squared test, adjusted for all comparisons of "
    "the page (Benjamini & Hochberg 1995), is at most 0.05; or where a criterion decided no verdict and the interval "
    "ends below 1 %. A difference is what was observed, not what the criterion causes."
)
LEFT_OUT = (
    "Leads that nobody worked (counted apart) or that were set aside, and impossible dates. A deal that came in with a "
    "file does not show that the lead was worked: only those that ended well would count, and every share be too high."
)
DEFINITION = (
    ("Counted", "Delivered leads that somebody in sales tried or answered; by the verdict at delivery."),
    ("Left out", LEFT_OUT),
    ("Accepted", "Of the leads that sales answered, those without a rejection."),
    ("Opportunity", "Within 90 days of delivery, of the leads delivered at least 90 days before the snapshot."),
    ("Won", "Within 180 days of delivery, of the leads delivered at least 180 days before the snapshot."),
    ("Intervals", "95 %, Wilson; of differences Newcombe."),
    ("Small numbers", SMALL),
    ("Proposed", PROPOSED),
    ("Decides", "Verdicts of the recorded judgements that would be otherwise without the criterion."),
)


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """A line of the table: label, numbers as text, and what leads to the records."""

    figures: Figures
    label: str
    shares: tuple[tuple[str, str, str, str, int], ...]
    """Outcome, heading, share, interval, and of how many."""
    reasons: str


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    reviewed: Reviewed
    name: str
    finding: str
    decided: tuple[str, str]
    compared: tuple[str, ...]
    rows: tuple[ShownFigures, ...]


def shown(review: Review) -> list[ShownCriterion]:
    return [
        ShownCriterion(
            each,
            wording.named(each),
            wording.finding(each),
            wording.share(each.decides.share),
            tuple(wording.difference(compared) for compared in each.compared),
            tuple(_row(figures) for figures in each.figures if figures.delivered),
        )
        for each in review.criteria
    ]


def sheet_of(review: Review) -> Sheet:
    """Every line of the page, with the counts behind each share."""
    columns: list[tuple[str, Kind]] = [
        ("Criterion", "text"), ("Answer", "text"), ("Delivered at", "text"), ("Delivered", "count"),
        ("Not worked", "count"),
    ]  # fmt: skip
    for name in COMPARED:
        head = wording.HEADS[name].capitalize()
        columns += [(f"{head}, of", "count"), (head, "count"), (f"{head}, share", "share")]
        columns += [(f"{head}, at least", "share"), (f"{head}, at most", "share")]
    columns += [("Rejected because", "text"), ("Verdicts that hang on it", "count"), ("Finding", "text")]
    rows: list[list[str | float | None]] = []
    for one in review.criteria:
        for each in one.figures:
            row: list[str | float | None] = [
                one.key, each.answer.value, each.delivered_level or "any", each.delivered, each.not_worked,
            ]  # fmt: skip
            for name in COMPARED:
                found = getattr(each, name)
                row += [found.n, each.hits[name], found.value, found.low, found.high]
            rows.append([*row, _reasons(each), one.decides.flips, wording.finding(one)])
    return Sheet(f"criteria-edition-{review.number}", tuple(columns), rows, definition_of(review))


def definition_of(review: Review) -> list[tuple[str, str]]:
    """What must stand beside the figures."""
    told = [
        ("Edition of the Book", str(review.number)),
        ("As of (UTC)", f"{review.as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S}"),
        ("Leads judged", f"{review.judged:,}"),
        ("Delivered", f"{review.delivered:,}"),
        ("Nobody worked, left out", f"{review.not_worked:,}"),
        ("Impossible dates, left out", f"{review.impossible:,}"),
        ("Comparisons with enough leads", f"{review.tested:,}"),
        ("Selection", SELECTION),
        *DEFINITION,
    ]
    return told + ([("Simulated", "Yes: a company that does not exist")] if review.simulated else [])


def _row(figures: Figures) -> ShownFigures:
    at = f", delivered at {figures.delivered_level}" if figures.delivered_level else ""
    shares = []
    for name in COMPARED:
        found = getattr(figures, name)
        shares.append((name, wording.HEADS[name].capitalize(), *wording.share(found), found.n))
    return ShownFigures(figures, f"{figures.answer.value.capitalize()}{at}", tuple(shares), _reasons(figures))


def _reasons(figures: Figures) -> str:
    return "; ".join(f"{reason.replace('_', ' ')} {n:,}" for reason, n in figures.reasons)
