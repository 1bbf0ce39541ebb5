"""Histories of opportunities from files: exports of a CRM, and logs of events with case, activity and time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from samebook.buying.actions.close_date_histories import DateSaid, bring_close_dates
from samebook.buying.actions.known_ids import Done
from samebook.buying.actions.merges import bring_merges
from samebook.buying.actions.stage_histories import StageSaid, bring_stages
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

STAGE = ("", "stage", "dealstage", "StageName")
CLOSE_DATE = ("", "close_date", "closedate", "CloseDate")
"""What a history of all fields calls the one that counts; rows of other fields change nothing here."""


def load_stage_changes(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One entry for each row, in any order; rows about another field than the stage change nothing."""
    counted = [row for row in rows if row.values.get("property", "") in STAGE]
    said = [
        StageSaid(
            row.values["opportunity_external_id"],
            row.values.get("stage", ""),
            row.values["happened_at"],
            row.values.get("resource", ""),
            row.values.get("open_missing", False),
        )
        for row in counted
    ]
    return _answers(rows, counted, bring_stages(actor, said, at=at))


def load_close_date_moves(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """The date that each row says was expected from then on; one that says the same as before changes nothing."""
    counted = [row for row in rows if row.values.get("property", "") in CLOSE_DATE]
    said = [_date_said(row.values) for row in counted]
    return _answers(rows, counted, bring_close_dates(actor, said, at=at))


def load_merges(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """Each row names the opportunity that stays and the one that was merged into it."""
    said = [(row.values["opportunity_external_id"], row.values["merged_external_id"]) for row in rows]
    return _answers(rows, rows, bring_merges(actor, said, at=at))


def _date_said(values: Mapping[str, Any]) -> DateSaid:
    return DateSaid(
        values["opportunity_external_id"],
        values.get("close_date"),
        values["happened_at"],
        values.get("from_date"),
        values.get("why", ""),
    )


def _answers(rows: Sequence[ImportRow], counted: Sequence[ImportRow], done: Sequence[Done]) -> list[RowOutcome]:
    by_number = {row.number: answer for row, answer in zip(counted, done, strict=True)}
    return [_outcome(by_number.get(row.number)) for row in rows]


def _outcome(answer: Done | None) -> RowOutcome:
    if isinstance(answer, Refused):
        return RowOutcome("refused", refused=answer)
    if answer is None or answer[0] == "unchanged":
        return RowOutcome("unchanged", answer[1] if answer else None)
    return RowOutcome("created", answer[1])


OPPORTUNITY = TargetField("opportunity_external_id", "Opportunity", required=True, help="Its external id, or the case.")
HAPPENED = TargetField(
    "happened_at", "When", "timestamp", required=True, help="With its offset, or in the file's zone."
)
PROPERTY = TargetField("property", "Field", help="In a history of all fields: which one the row is about.")

STAGE_CHANGES = ImportTarget(
    name="stage_changes",
    label="Stages entered",
    fields=(
        OPPORTUNITY,
        TargetField("stage", "Stage", help="As the Book calls it; others are kept as they are written."),
        HAPPENED,
        TargetField("resource", "By whom", help="As the file calls them."),
        PROPERTY,
        TargetField("open_missing", "Open what is not known", "boolean", help="For logs of events: yes as a constant."),
    ),
    load=load_stage_changes,
    identity=("opportunity_external_id", "stage", "happened_at"),
)
CLOSE_DATE_MOVES = ImportTarget(
    name="close_date_moves",
    label="Moves of the close date",
    fields=(
        OPPORTUNITY,
        TargetField("close_date", "Close date", "date", help="What was expected from then on; empty for none."),
        TargetField("from_date", "Close date before", "date", help="Needed for the first row of an opportunity only."),
        HAPPENED,
        TargetField("why", "Why"),
        PROPERTY,
    ),
    load=load_close_date_moves,
    identity=("opportunity_external_id", "happened_at"),
)
MERGES = ImportTarget(
    name="merged_opportunities",
    label="Opportunities merged",
    fields=(
        TargetField("opportunity_external_id", "Opportunity that stays", required=True),
        TargetField("merged_external_id", "Opportunity merged into it", required=True),
    ),
    load=load_merges,
    identity=("merged_external_id",),
)
TARGETS = (STAGE_CHANGES, CLOSE_DATE_MOVES, MERGES)
