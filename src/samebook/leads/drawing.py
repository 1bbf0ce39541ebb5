"""The charts of the Book's pages: what each shows, and the same figures as a table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from samebook.leads.effect.telling import SIDES
from samebook.leads.promises.queries import Line, Promises
from samebook.leads.promises.shown import shown
from samebook.leads.review.figures import Review
from samebook.leads.review.wording import named, share
from samebook.numbers.charts.marks import Count, Owed, Share, over_time, owed_and_kept, shares
from samebook.numbers.charts.theme import Theme

MONTHS_BACK = 6


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart before it is drawn.

    Attributes:
        described: What it shows, for who cannot see it.
        columns, rows: The table behind it.
    """

    title: str
    described: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    points: Sequence[Any]

    def __bool__(self) -> bool:
        return bool(self.points)


def acceptance(review: Review) -> Drawing:
    """For each criterion the share of leads that sales accepted, by its answer."""
    rows, points = [], []
    for one in review.criteria:
        for figures in one.figures:
            found = figures.accepted
            if figures.delivered_level is None and found.value is not None:
                points.append(Share(named(one), figures.answer.value, found.value, found.low or 0.0, found.high or 1.0))
                value, interval = share(found)
                rows.append((f"{named(one)}, {figures.answer.value}", f"{found.n:,}", value, interval))
    described = (
        "For each criterion a dot for the share of answered leads that sales accepted, where it was true, false or "
        "unknown, with a line for the 95 % interval. The table below it holds every figure."
    )
    columns = ("Criterion and answer", "Answered", "Accepted", "95 %")
    return Drawing("Accepted, by the answer to each criterion", described, columns, rows, points)


def acceptance_svg(drawing: Drawing, theme: Theme) -> str | None:
    return shares(
        drawing.points, title=drawing.title, described=drawing.described, axis="Accepted, of those answered",
        split="It was", theme=theme,
    )  # fmt: skip


def promised(promises: Promises) -> Drawing:
    """The leads that marketing promised against those delivered, for each stretch of days."""
    begun = [line for line in promises.of("marketing") if line.is_counted and line.part.start <= promises.as_of]
    lines = [line for line in begun if line.of is None]
    rows, points = [], []
    for each in shown(lines, promises):
        line = each.line
        running = line.part.start <= promises.as_of < line.part.end
        ends = (line.expected.low, line.expected.high) if running else (None, None)
        points.append(Owed(each.says, _short(line), line.owed, line.kept, *ends))
        days = f"{each.says}: {each.days}, edition {line.number}"
        rows.append((days, each.owed, each.kept, each.expected, each.interval, each.standing))
    described = (
        "For each promise of marketing a bar for the leads delivered, a coloured mark for those owed, and while the "
        "days run a line for how many to expect by their end (95 %). The table below it holds every figure."
    )
    columns = ("Promise and days", "Owed", "Delivered", "Expected by the end", "95 %", "Stands")
    return Drawing("Promised and delivered", described, columns, rows, points)


def promised_svg(drawing: Drawing, theme: Theme) -> str | None:
    return owed_and_kept(drawing.points, title=drawing.title, described=drawing.described, theme=theme)


def _short(line: Line) -> str:
    first = line.part.first_day
    part = "" if line.part.is_whole else f", edition {line.number}"
    if line.promise.per == "month":
        return f"{first:%b %Y}{part}"
    return f"{first:%-d %b %Y}{part}"


def weeks(report: Mapping[str, Any]) -> Drawing:
    """Week by week how many leads each of two texts would have delivered."""
    found = {line["key"]: line for line in report["counts"]["groups"]["week"] if line["key"]}
    labels = _labels(report)
    points, rows = [], []
    for monday in _mondays(sorted(found)):
        counts = [found[monday][side]["deliver"] if monday in found else 0 for side in SIDES]
        told = f"{date.fromisoformat(monday):%-d %b %Y}"
        points += [Count(told, label, count) for label, count in zip(labels, counts, strict=True)]
        rows.append((told, *(f"{count:,}" for count in counts)))
    described = (
        f"Two lines: of the leads that came in each week, how many {labels[0]} and {labels[1]} would have delivered. "
        "The table below it holds every figure."
    )
    return Drawing("Delivered, week by week", described, ("Week from", *labels), rows, points)


def weeks_svg(drawing: Drawing, theme: Theme) -> str | None:
    axis = ("Week from", "Leads delivered")
    return over_time(drawing.points, title=drawing.title, described=drawing.described, axis=axis, theme=theme)


def _labels(report: Mapping[str, Any]) -> tuple[str, str]:
    first, second = (str(report["sides"][side]["label"])[:60] for side in SIDES)
    return (first, second) if first != second else (f"{first} (first)", f"{second} (second)")


def _mondays(keys: Sequence[str]) -> list[str]:
    """Every week from the first to the last: in one that has no lead none would have been delivered."""
    if not keys:
        return []
    first, last = date.fromisoformat(keys[0]), date.fromisoformat(keys[-1])
    return [(first + timedelta(weeks=number)).isoformat() for number in range((last - first).days // 7 + 1)]
