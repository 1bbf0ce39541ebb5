"""How a measure came to be defined as it is, where its editions meet, and what it counted as each of them had it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from samebook.agreement.models import Edition
from samebook.agreement.queries import DefinedIn, definitions_of, took_force
from samebook.company.queries import local_zone
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.measures import Measure, measure_named
from samebook.numbers.results import Result, Row
from samebook.numbers.tables import Dimension

THEN = "then"
DEFINED_BY = "defined_by"
"""The split that tells which edition's definition a row counts by."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a measure's history.

    Attributes:
        edition_id: Of its page; None for what is shipped.
        what: ``first``, ``changed``, ``as before``, ``not in it``, ``has no figures``.
    """

    name: str
    edition_id: int | None
    since: datetime | None
    until: datetime | None
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day from which another edition judged."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """Days through which one definition held."""

    measure: Measure
    number: int
    period: Period

    @property
    def words(self) -> str:
        return f"Edition {self.number}"


def history_of(measure: Measure) -> list[Said]:
    """What is known of a definition's past: of the Book's, each edition; of a shipped one, this release alone."""
    if measure.edition is None:
        what = f"shipped with Samebook {version('samebook')}, the same in every edition of the Book"
        return [Said("Samebook", None, None, None, what, "")]
    found = definitions_of(measure.name)
    return [_said(each, place) for place, each in enumerate(found)]


def is_restated(measure: Measure) -> bool:
    """Whether editions that took force defined it differently, so that today's definition says the past anew."""
    return measure.edition is not None and len({each.hash for each in _with_figures(measure)}) > 1


def marks_in(result: Result) -> list[Mark]:
    """Where the editions meet that judged the records of a result: the days in its period on which one began."""
    zone, days = local_zone(), result.period
    found = []
    for edition in took_force(result.editions)[1:]:
        on = _day(edition, zone)
        if days is None or days.start < on < days.end:
            found.append(Mark(on, f"{edition.named} from {on:%-d %b %Y}"))
    return found


def row_of(mark: Mark, rows: Sequence[Row]) -> Row | None:
    """The row of a result by time in which a mark lies."""
    dated = sorted((row.value, row.key) for row in rows if isinstance(row.value, date) and row.value <= mark.on)
    return next((row for row in rows if dated and row.key == dated[-1][1]), None)


def parts_of(measure: Measure, period: Period | None, *, today: date) -> list[Part]:
    """The definitions that held in a period, each with its days; one that stayed the same is one part.

    Before the first edition that defined it there is nothing.

    Raises:
        Refused: ``numbers.not_defined_then``.
    """
    zone, parts = local_zone(), list[Part]()
    end = min(period.end, today + timedelta(days=1)) if period else today + timedelta(days=1)
    for each in _with_figures(measure):
        starts = each.start.astimezone(zone).date()
        ends = each.end.astimezone(zone).date() if each.end else end
        days = max(starts, period.start if period else starts), min(ends, end)
        if days[0] >= days[1]:
            continue
        if parts and parts[-1].measure.hash == each.hash and parts[-1].period.end == days[0]:
            parts[-1] = replace(parts[-1], period=Period(parts[-1].period.start, days[1]))
        else:
            defined = measure_named(measure.name, edition=each.number)
            parts.append(Part(defined, each.number, Period(*days)))
    if not parts:
        raise Refused("numbers.not_defined_then", "No edition defined this measure in these days.", "reading")
    return parts


def part_of(parts: Sequence[Part], key: str) -> tuple[Part, str]:
    """The part that a row of ``laid_out`` belongs to, and the row's key in it.

    Raises:
        Missing: No such row.
    """
    number, apart, rest = key.partition("~")
    found = next((part for part in parts if apart and str(part.number) == number), None)
    if found is None:
        raise Missing("row")
    return found, rest


def laid_out(parts: Sequence[Part], results: Sequence[Result], period: Period | None) -> Result:
    """The results of the parts one after the other, each row with the edition that defined it; nothing is added up."""
    first = results[0]
    rows = tuple(
        replace(row, key=f"{part.number}~{row.key}", split=", ".join(filter(None, (part.words, row.split))))
        for part, result in zip(parts, results, strict=True)
        for row in result.rows
    )
    return replace(
        first,
        measure=replace(parts[-1].measure, split=DEFINED_BY),
        period=period,
        rows=_by_time(rows, first.dimension),
        row_count=sum(each.row_count for each in results),
        left_out=sum(each.left_out for each in results),
        editions=tuple(sorted({number for each in results for number in each.editions})),
    )


def _by_time(rows: tuple[Row, ...], dimension: Dimension | None) -> tuple[Row, ...]:
    """Editions follow each other, so rows by time do already; others are put beside their like."""
    if dimension is None or dimension.column == "day":
        return rows
    order = {key: place for place, key in enumerate(dict.fromkeys(row.key.partition("~")[2] for row in rows))}
    return tuple(sorted(rows, key=lambda row: order[row.key.partition("~")[2]]))


def readable(definition: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    """What stands beside figures, its times as pages write them."""
    return [
        (title, f"{said:%-d %b %Y, %H:%M:%S}" if isinstance(said, datetime) else said) for title, said in definition
    ]


def _with_figures(measure: Measure) -> list[DefinedIn]:
    return [each for each in definitions_of(measure.name) if each.has_figures]


def _said(each: DefinedIn, place: int) -> Said:
    what = "first" if each.is_first or not place else "changed" if each.is_changed else "as before"
    if not each.text:
        what = "not in it"
    elif not each.has_figures:
        what = "has no figures: it names no table"
    return Said(f"Edition {each.number}", each.edition_id, each.start, each.end, what, each.text)


def _day(edition: Edition, zone: ZoneInfo) -> date:
    assert edition.in_force_from is not None, "it took force"
    return edition.in_force_from.astimezone(zone).date()
