"""Numbers for other programs: every measure with its definition, and its figures."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from samebook.company.queries import actor_of_token, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.evaluate import evaluate
from samebook.numbers.measures import Measure, measure_named, measures
from samebook.numbers.results import Result
from samebook.segments.narrowing import within_for
from samebook.web import periods

router = Router(tags=["numbers"])
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}


class Definition(Schema):
    """What a measure is; ``by`` are the dimensions it may be split by."""

    name: str
    title: str
    means: str
    kind: str
    unit: str
    grain: str
    nulls: str
    time: str
    source: str
    by: list[str]
    has_days: bool = Field(description="Whether days can be asked for; else the figure is as things stand.")
    fingerprint: str = Field(description="Of the definition's text.")


class Figures(Schema):
    """One measure, evaluated. A cell that is null is no data, never 0; shares are of 1; amounts are text."""

    definition: Definition
    by: str | None
    first_day: date | None
    last_day: date | None
    segment: str | None = Field(description="The segment whose members are counted; null for everything.")
    segment_as_of: str | None
    as_of: str
    snapshot: str
    simulated: bool
    currency: str
    editions: list[int]
    row_count: int
    left_out: int
    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]


@router.get("", response=list[Definition], summary="List the measures", openapi_extra=BEARER)
def list_measures(request: HttpRequest) -> list[Definition]:
    """Every measure with its meaning."""
    _reader(request)
    return [_definition(each) for each in measures().values()]


@router.get("/{name}", response=Figures, summary="Read a measure", openapi_extra=BEARER)
def read_figures(  # noqa: PLR0917 (a parameter of the address each)
    request: HttpRequest,
    name: str,
    by: str | None = None,
    first: date | None = None,
    last: date | None = None,
    segment: str | None = None,
) -> Figures:
    """The figures of one measure, as of the current snapshot, with everything needed to trust them.

    Split by one of the measure's dimensions; between two days, both included (give both or neither); of the members of
    one segment of accounts or leads, by its key.
    """
    actor = _reader(request)
    if (first is None) != (last is None):
        raise Refused("web.period", "Give the first and the last day, or neither.", "last" if first else "first")
    asked = periods.days(first, last) if first and last else None
    within = within_for(actor, segment, at=datetime.now(UTC)) if segment else None
    return _figures(evaluate(measure_named(name), actor=actor, dimension=by or None, period=asked, within=within))


def _reader(request: HttpRequest) -> Actor:
    authorization = request.headers.get("Authorization", "")
    return actor_of_token(token_shown(authorization, "numbers:read", to="read numbers"))


def _definition(found: Measure) -> Definition:
    return Definition(
        name=found.name,
        title=found.title,
        means=found.means,
        kind=found.kind,
        unit=found.unit,
        grain=found.grain,
        nulls=found.nulls,
        time=found.time,
        source=found.source,
        by=list(found.by),
        has_days=found.has_day,
        fingerprint=found.hash,
    )


def _figures(result: Result) -> Figures:
    return Figures(
        definition=_definition(result.measure),
        by=result.dimension.name if result.dimension else None,
        first_day=result.period.start if result.period else None,
        last_day=_last_day(result.period),
        segment=result.within.name if result.within else None,
        segment_as_of=result.within.as_of.isoformat() if result.within else None,
        as_of=result.as_of.isoformat(),
        snapshot=result.stamp,
        simulated=result.simulated,
        currency=result.currency,
        editions=list(result.editions),
        row_count=result.row_count,
        left_out=result.left_out,
        columns=[
            {"name": each.name, "title": each.title, "kind": each.kind, "unit": each.unit} for each in result.columns
        ],
        rows=[
            {
                "key": row.key,
                "value": row.value,
                "label": row.label,
                "split": row.split,
                "refers_to": None if row.refers_to is None else {"kind": row.refers_to[0], "id": row.refers_to[1]},
                "n": row.n,
                "cells": dict(row.cells),
            }
            for row in result.rows
        ],
    )


def _last_day(period: Period | None) -> date | None:
    return period.end - timedelta(days=1) if period else None
