"""Numbers for other programs: every measure with its definition, and its figures."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from samebook.company.queries import actor_of_token, fiscal_calendar, local_zone, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.compared import Comparison, check_dimension, compared, comparison_of, day_of
from samebook.numbers.evaluate import MOST_IDS, drill, evaluate
from samebook.numbers.measures import Measure, measure_named, measures
from samebook.numbers.snapshot.store import as_known_at
from samebook.numbers.tables import registry
from samebook.numbers.within import Within
from samebook.segments.narrowing import within_for
from samebook.web import periods
from samebook.web.answers import Asked, answer
from samebook.web.api_numbers_shapes import (
    DaysAsked,
    Definition,
    DefinitionHistory,
    Figures,
    FiguresAsked,
    Origin,
    Records,
    RecordsAsked,
    definition_of,
    figures_of,
)
from samebook.web.definitions import history_of
from samebook.web.records_behind import records_behind

router = Router(tags=["numbers"])
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


@router.get("", response=list[Definition], summary="List the measures", openapi_extra=BEARER)
def list_measures(request: HttpRequest) -> list[Definition]:
    """Every measure with its meaning."""
    _reader(request)
    return [definition_of(each) for each in measures().values()]


@router.get("/{name}", response=Figures, summary="Read a measure", openapi_extra=BEARER)
def read_figures(request: HttpRequest, name: str, asked: Query[FiguresAsked]) -> Figures:
    """The figures of one measure, with everything needed to trust them.

    As of the current snapshot, or of the newest one kept that is not later than ``as_of``. Compared with other days
    each row has columns more: the figure before, the difference, and the relative change.
    """
    actor, now = _reader(request), datetime.now(UTC)
    found = measure_named(name)
    days, within = _days(asked, now), _within(actor, asked, now)
    comparison = _comparison(found, days, asked)
    if asked.as_of is not None:
        known: dict[str, Any] = {"actor": actor, "dimension": asked.by or None, "within": within, "as_of": asked.as_of}
        if comparison is None:
            result = evaluate(found, period=days, **known)
            return figures_of(result, result, None)
        this = evaluate(found, period=comparison.now, **known)
        both = compared(this, evaluate(found, period=comparison.before, **known), comparison)
        return figures_of(both.result, this, both)
    question = Asked(found, asked.by or None, days, within, comparison)
    given = answer(actor, question, at=now, wait=True)
    if given.result is None or given.now is None or given.failure is not None:
        assert given.failure is not None, "there are figures, or a reason why not"
        raise Refused(given.failure.code, given.failure.message)
    return figures_of(given.result, given.now, given.compared)


@router.get("/{name}/definition", response=DefinitionHistory, summary="Read a definition", openapi_extra=BEARER)
def read_definition(request: HttpRequest, name: str) -> DefinitionHistory:
    """What a measure is, in words and in full, and which editions of the Book defined it how."""
    _reader(request)
    found = measure_named(name)
    history = [
        Origin(
            name=each.name,
            since=each.since.isoformat() if each.since else None,
            until=each.until.isoformat() if each.until else None,
            what=each.what,
            text=each.text,
        )
        for each in history_of(found)
    ]
    return DefinitionHistory(definition=definition_of(found), text=found.text, history=history)


@router.get("/{name}/records", response=Records, summary="List the records behind a figure", openapi_extra=BEARER)
def read_records(request: HttpRequest, name: str, asked: Query[RecordsAsked]) -> Records:
    """The ids of the records that a row counts, ascending, a page at a time: those that the token's holder may see."""
    actor, now = _reader(request), datetime.now(UTC)
    found = drill(
        measure_named(name),
        asked.row,
        actor=actor,
        dimension=asked.by or None,
        period=_days(asked, now),
        within=_within(actor, asked, now),
        impossible=asked.impossible,
        limit=MOST_IDS,
    )
    page = [pk for pk in found.ids if pk > asked.after][: asked.limit]
    more = bool(page) and page[-1] != found.ids[-1]
    return Records(
        kind=found.record_kind,
        total=found.total,
        ids=sorted(each.id for each in records_behind(actor, found.record_kind, page)),
        next=page[-1] if more else None,
    )


def _days(asked: DaysAsked, now: datetime) -> Period | None:
    if asked.period:
        if asked.first or asked.last:
            raise Refused("web.period", "Give a period, or a first and a last day, not both.", "period")
        zone = local_zone()
        return periods.period_of(asked.period, calendar=fiscal_calendar(), today=now.astimezone(zone).date())
    if (asked.first is None) != (asked.last is None):
        missing = "last" if asked.first else "first"
        raise Refused("web.period", "Give the first and the last day, or neither.", missing)
    return periods.days(asked.first, asked.last) if asked.first and asked.last else None


def _within(actor: Actor, asked: DaysAsked, now: datetime) -> Within | None:
    return within_for(actor, asked.segment, at=now) if asked.segment else None


def _comparison(found: Measure, days: Period | None, asked: FiguresAsked) -> Comparison | None:
    if not asked.compare:
        return None
    if not found.has_day:
        raise Refused("numbers.not_compared", "It is told as things stand; there are no days to compare.", "compare")
    calendar = fiscal_calendar()
    dimension = registry.dimension(asked.by) if asked.by else None
    check_dimension(dimension, asked.compare, of_weeks=bool(calendar.weeks))
    today = day_of(as_known_at(asked.as_of))
    first, last = asked.compare_first, asked.compare_last
    own = periods.days(first, last, fields=("compare_first", "compare_last")) if first and last else None
    return comparison_of(asked.compare, days, today=today, own=own)


def _reader(request: HttpRequest) -> Actor:
    authorization = request.headers.get("Authorization", "")
    return actor_of_token(token_shown(authorization, "numbers:read", to="read numbers"))
