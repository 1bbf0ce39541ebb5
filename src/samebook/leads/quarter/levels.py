"""What a quarter says of the levels and their criteria."""

from collections.abc import Iterable
from dataclasses import replace

from samebook.leads.quarter.context import Context, Windows
from samebook.leads.quarter.layout import Clause, Part, Table
from samebook.leads.quarter.reading import inside
from samebook.leads.quarter.rules import FIGURES, OTHERWISE, WIDTHS, count_row, interval, of, points, share_row
from samebook.leads.review.figures import Figures, Row, count, criterion_of, levels_by_text
from samebook.leads.review.rules import FEW, Decides
from samebook.numbers.estimates import wilson

NOT_ROUTED = "No territory"


def levels_part(context: Context) -> Part:
    """Each level with its criteria."""
    clauses: list[Clause] = []
    for level in context.compiled.book.qualification:
        clauses.append(replace(_level(context, level.name), says=level.means or ""))
        clauses += [_criterion(context, level.name, each.name) for each in level.criteria]
    return Part("Levels and criteria", tuple(clauses))


def _level(context: Context, level: str) -> Clause:
    name = f"qualification.{level}"
    windows = context.windows(name)
    this, last = windows
    reader = context.reader
    rows = [
        count_row("Delivered", reader.count(this, level), reader.count(last, level), windows),
        share_row(
            "Accepted, of those answered",
            reader.rate("accepted", this, level),
            reader.rate("accepted", last, level),
            windows,
        ),
    ]
    places = _by_territory(context, level)
    tables = [Table("Leads of this level", FIGURES, rows, widths=WIDTHS), *([places] if places else [])]
    return context.clause(name, (), tables)


def _by_territory(context: Context, level: str) -> Table | None:
    """Deliveries of the whole quarter by territory and month, whichever edition delivered them."""
    every = [row for row in context.reader.delivered(context.quarter) if row["level"] == level]
    if not every:
        return None
    months = list(context.quarter.months())
    places = sorted({row["territory_id"] for row in every}, key=lambda place: context.places.get(place, "\uffff"))

    def cells(chosen: Iterable[Row]) -> list[str]:
        rows = list(chosen)
        found = [sum(row["n"] for row in rows if row["day"] in month) for month in months]
        return [f"{each:,}" for each in [*found, sum(found)]]

    table: list[tuple[str, ...]] = [
        (context.places.get(place, NOT_ROUTED), *cells(row for row in every if row["territory_id"] == place))
        for place in places
    ]
    if len(places) > 1:
        table.append(("All", *cells(every)))
    heads = ("Territory", *(f"{month.start:%B}" for month in months), "Quarter")
    return Table("Delivered, by territory and month", heads, table)


def _criterion(context: Context, level: str, criterion: str) -> Clause:
    name = f"qualification.{level}.{criterion}"
    windows = context.windows(name)
    both = []
    for window in windows:
        judged = inside(context.reader.judged(window.period), window)
        both.append(criterion_of(judged, levels_by_text(judged), level, criterion, says="", is_only=False))
    now, earlier = both
    if not now.decides.n:
        return context.clause(name, ("No lead that came in the quarter was judged by it.",))
    then = {each.answer: each for each in earlier.figures if each.delivered_level is None}
    rows = [
        _answer_row(each, then[each.answer], windows)
        for each in now.figures
        if each.delivered_level is None and each.delivered
    ]
    found = [_decided(now.decides, earlier.decides, windows)]
    if not rows:
        return context.clause(name, [*found, "None of the leads that it judged was delivered."])
    heads = ("It was", "Delivered", "Nobody worked", *FIGURES[1:], "Rejected because")
    heads = (*heads[:3], "Accepted", *heads[4:])
    widths = (0.9, 0.8, 0.7, 1.1, 1.2, 1.1, 1.7, 2.2)
    title = "Leads that came in the quarter and were delivered"
    return context.clause(name, found, [Table(title, heads, rows, (7,), widths)])


def _decided(now: Decides, earlier: Decides, windows: Windows) -> str:
    told = (
        f"Of {now.n:,} leads judged that came in the quarter, {now.flips:,} verdicts hang on it alone "
        f"({interval(now.share)})"
    )
    if not windows[1].minutes:
        return f"{told}; not compared: {OTHERWISE}."
    return f"{told}; in the quarter before {earlier.flips:,} of {earlier.n:,}: {points(_pair(now), _pair(earlier))}."


def _pair(decides: Decides) -> tuple[int, int]:
    return decides.flips, decides.n


def _answer_row(now: Figures, earlier: Figures, windows: Windows) -> tuple[str, ...]:
    hits, n = now.hits["accepted"], now.accepted.n
    share = wilson(hits, n)
    before, n_before = earlier.hits["accepted"], earlier.accepted.n
    reasons = "; ".join(f"{reason.replace('_', ' ')} {times:,}" for reason, times in now.reasons)
    few = ", few" if 0 < n <= FEW else ""
    compared = points((hits, n), (before, n_before)) if windows[1].minutes else OTHERWISE
    return (
        now.answer.value.capitalize(),
        f"{now.delivered:,}",
        f"{now.not_worked:,}",
        of(share, (hits, n)) + few,
        interval(share),
        of(wilson(before, n_before), (before, n_before)),
        compared,
        reasons,
    )


def judged_in(context: Context) -> int:
    """Leads that came in the quarter and were judged, by whichever edition."""
    return count(context.reader.judged(context.quarter))
