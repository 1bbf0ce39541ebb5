"""Analyses for other programs: each with its definition, and its tables."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from samebook.company.queries import actor_of_token, token_shown
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses import Analysis, analyse, analyses, analysis_named
from samebook.numbers.analyses.results import AnalysisResult
from samebook.segments.narrowing import within_for
from samebook.web import periods

router = Router(tags=["numbers"])
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}
NAMED = ("first", "last", "segment")


class Parameter(Schema):
    """A whole number that may be given in the address."""

    name: str
    default: int
    least: int
    most: int
    unit: str
    means: str


class Definition(Schema):
    """What an analysis is."""

    name: str
    title: str
    means: str
    kind: str
    unit: str
    nulls: str
    time: str
    source: str
    has_days: bool = Field(description="Whether days can be asked for; else it is of everything.")
    parameters: list[Parameter]
    fingerprint: str = Field(description="Of the definition's text.")


class Tables(Schema):
    """One analysis, evaluated. A cell that is null is no data, never 0; shares are of 1; amounts are text."""

    definition: Definition
    values: dict[str, int]
    first_day: date | None
    last_day: date | None
    segment: str | None
    as_of: str
    snapshot: str
    simulated: bool
    currency: str
    row_count: int
    left_out: int
    notes: list[str]
    tables: list[dict[str, Any]]


@router.get("", response=list[Definition], summary="List the analyses", openapi_extra=BEARER)
def list_analyses(request: HttpRequest) -> list[Definition]:
    """Every analysis with its meaning and what may be set."""
    _reader(request)
    return [_definition(each) for each in analyses().values()]


@router.get("/{name}", response=Tables, summary="Read an analysis", openapi_extra=BEARER)
def read_analysis(
    request: HttpRequest,
    name: str,
    first: date | None = None,
    last: date | None = None,
    segment: str | None = None,
) -> Tables:
    """The tables of one analysis, as of the current snapshot, with everything needed to trust them.

    Between two days, both included (give both or neither); of the members of one segment of accounts or leads, by its
    key; with any of its parameters, by their names.
    """
    actor = _reader(request)
    if (first is None) != (last is None):
        raise Refused("web.period", "Give the first and the last day, or neither.", "last" if first else "first")
    period = periods.days(first, last) if first and last else None
    within = within_for(actor, segment, at=datetime.now(UTC)) if segment else None
    found = analysis_named(name)
    return _tables(analyse(found, actor=actor, values=_values(request, found), period=period, within=within))


def _reader(request: HttpRequest) -> Actor:
    authorization = request.headers.get("Authorization", "")
    return actor_of_token(token_shown(authorization, "numbers:read", to="read numbers"))


def _values(request: HttpRequest, analysis: Analysis) -> dict[str, int]:
    found = {}
    for name, text in request.GET.items():
        if name in NAMED:
            continue
        if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 9:
            parameter = analysis.parameters.get(name)
            bounds = f" from {parameter.least} to {parameter.most}" if parameter else ""
            raise Refused("analyses.parameter_outside", f"{name[:40]}: a whole number{bounds}.", name)
        found[name] = int(text)
    return found


def _definition(found: Analysis) -> Definition:
    return Definition(
        **{key: getattr(found, key) for key in ("name", "title", "means", "kind", "unit", "nulls", "time", "source")},
        has_days=found.has_days,
        parameters=[
            Parameter(**{key: getattr(each, key) for key in Parameter.model_fields})
            for each in found.parameters.values()
        ],
        fingerprint=found.hash,
    )


def _tables(result: AnalysisResult) -> Tables:
    asked, found = result.asked, result.found
    return Tables(
        definition=_definition(result.analysis),
        values=dict(asked.values),
        first_day=asked.period.start if asked.period else None,
        last_day=asked.period.end - timedelta(days=1) if asked.period else None,
        segment=asked.within.name if asked.within else None,
        as_of=result.as_of.isoformat(),
        snapshot=result.stamp,
        simulated=result.simulated,
        currency=result.currency,
        row_count=found.row_count,
        left_out=found.left_out,
        notes=list(found.notes),
        tables=[
            {
                "name": table.name,
                "title": table.title,
                "heads": list(table.heads),
                "columns": [
                    {"name": each.name, "title": each.title, "kind": each.kind, "unit": each.unit}
                    for each in table.columns
                ],
                "rows": [{"heads": list(line.heads), "cells": dict(line.cells)} for line in table.lines],
            }
            for table in found.tables
        ],
    )
