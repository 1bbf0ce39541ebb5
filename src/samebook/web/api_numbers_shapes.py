"""What the API is asked of the numbers, and what it answers."""

from datetime import date, timedelta
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from samebook.kernel.periods import Period
from samebook.numbers.compared import Compared
from samebook.numbers.measures import Measure
from samebook.numbers.results import Result


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
    edition: int | None = Field(description="The edition of the Book that defines it; null for what is shipped.")
    has_days: bool = Field(description="Whether days can be asked for; else the figure is as things stand.")
    fingerprint: str = Field(description="Of the definition's text.")


class ComparedWith(Schema):
    """What figures are compared with, and where the intervals of the differences come from."""

    now_first_day: date
    now_last_day: date
    before_first_day: date
    before_last_day: date
    before_row_count: int
    note: str
    method: str


class Figures(Schema):
    """One measure, evaluated. A cell that is null is no data, never 0; shares are of 1; amounts are text."""

    definition: Definition
    by: str | None
    first_day: date | None
    last_day: date | None
    comparison: ComparedWith | None
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


class Origin(Schema):
    """One step of a definition's history."""

    name: str = Field(description="The edition, or Samebook itself.")
    since: str | None
    until: str | None
    what: str = Field(description="first, changed, as before, not in it; or that it is shipped.")
    text: str


class DefinitionHistory(Schema):
    """A definition with its text and where it comes from."""

    definition: Definition
    text: str
    history: list[Origin]


class Records(Schema):
    """Ids of records, ascending."""

    kind: str
    total: int = Field(description="How many the figure counts, also those that are not the holder's to see.")
    ids: list[int]
    next: int | None = Field(description="Give it as ``after`` for the next page; null on the last.")


class DaysAsked(Schema):
    """Split, days and segment."""

    by: str | None = None
    first: date | None = Field(None, description="First day; the last one too, or neither.")
    last: date | None = Field(None, description="Last day, included.")
    period: str | None = Field(None, max_length=20, description="last:30, this:month, month:2026-11, quarter:2027-1 …")
    segment: str | None = Field(None, description="Only the members of this segment, by its key.")


class FiguresAsked(DaysAsked):
    """What is asked of a measure."""

    compare: str | None = Field(None, description="previous, year, or custom with compare_first and compare_last.")
    compare_first: date | None = None
    compare_last: date | None = None
    as_of: AwareDatetime | None = Field(None, description="As the newest snapshot not later than this knew it.")


class RecordsAsked(DaysAsked):
    """Which records."""

    row: str = Field("all", max_length=500, description="The key of a row of the figures with the same split.")
    impossible: bool = Field(False, description="Those left out for dates that cannot be, instead.")
    after: int = Field(0, ge=0, lt=2**63, description="Only ids above this one.")
    limit: int = Field(50, ge=1, le=200)


def definition_of(found: Measure) -> Definition:
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
        edition=found.edition,
        has_days=found.has_day,
        fingerprint=found.hash,
    )


def figures_of(result: Result, now: Result, both: Compared | None) -> Figures:
    return Figures(
        definition=definition_of(result.measure),
        by=result.dimension.name if result.dimension else None,
        first_day=result.period.start if result.period else None,
        last_day=_last_day(result.period),
        comparison=_compared_with(both),
        segment=result.within.name if result.within else None,
        segment_as_of=result.within.as_of.isoformat() if result.within else None,
        as_of=result.as_of.isoformat(),
        snapshot=result.stamp,
        simulated=result.simulated,
        currency=result.currency,
        editions=list(result.editions),
        row_count=now.row_count,
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


def _compared_with(both: Compared | None) -> ComparedWith | None:
    if both is None:
        return None
    now, before = both.comparison.now, both.comparison.before
    return ComparedWith(
        now_first_day=now.start,
        now_last_day=now.end - timedelta(days=1),
        before_first_day=before.start,
        before_last_day=before.end - timedelta(days=1),
        before_row_count=both.before.row_count,
        note=both.comparison.note,
        method=both.how,
    )


def _last_day(period: Period | None) -> date | None:
    return period.end - timedelta(days=1) if period else None
