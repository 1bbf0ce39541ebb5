"""Stalls from files: as a CRM keeps them, moved meetings, and what logs of events tell."""

from collections.abc import Sequence
from datetime import datetime

from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.stalls.actions.batch import StallSaid
from samebook.stalls.actions.importing import (
    MeetingSaid,
    bring_moved_meetings,
    bring_stalls,
    read_logs,
)
from samebook.stalls.logs import Reading


def load_stalls(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One stall for each row, in any order; one that is known and has ended since is ended."""
    said = [
        StallSaid(
            row.values["opportunity_external_id"],
            row.values["cause"],
            row.values["opened_at"],
            row.values.get("closed_at"),
            row.values.get("ended_by", "").strip().lower(),
            row.values.get("external_id", ""),
            row.values.get("person_email", ""),
            row.values.get("note", ""),
            row.values.get("words", ""),
        )
        for row in rows
    ]
    return [_outcome(answer) for answer in bring_stalls(actor, said, at=at)]


def load_moved_meetings(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One meeting that was put off for each row."""
    said = [
        MeetingSaid(
            row.values["opportunity_external_id"],
            row.values["happened_at"],
            row.values.get("to_date"),
            row.values.get("external_id", ""),
        )
        for row in rows
    ]
    return [_outcome(answer) for answer in bring_moved_meetings(actor, said, at=at)]


def load_log(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """The stalls of each case that the rows name, read from its whole history; the case's first row tells what became
    of it."""
    done: dict[str, RowOutcome] = {}
    answers: list[RowOutcome] = []
    for reading, cases in _readings(rows).items():
        for key, answer in read_logs(actor, cases, reading, at=at).items():
            if isinstance(answer, Refused):
                done[key] = RowOutcome("refused", refused=answer)
            else:
                done[key] = RowOutcome("created" if answer[0] else "unchanged")
    for row in rows:
        key = row.values["opportunity_external_id"]
        answers.append(done[key])
        if done[key].outcome == "created":
            done[key] = RowOutcome("unchanged")
    return answers


def _readings(rows: Sequence[ImportRow]) -> dict[Reading, list[str]]:
    """The cases of each way to read a log; one file has one as a rule."""
    found: dict[Reading, dict[str, None]] = {}
    for row in rows:
        said = row.values
        reading = Reading(
            waiting=_listed(said.get("waiting", "")),
            closing=_listed(said.get("closing", "")),
            waits=said.get("waits_cause", ""),
            handed_over=said.get("handed_over_cause", ""),
            back_and_forth=said.get("back_and_forth_cause", ""),
            reopened=said.get("reopened_cause", ""),
        )
        found.setdefault(reading, {})[said["opportunity_external_id"]] = None
    return {reading: list(cases) for reading, cases in found.items()}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";") if part.strip())


def _outcome(answer: tuple[str, int | None] | Refused) -> RowOutcome:
    if isinstance(answer, Refused):
        return RowOutcome("refused", refused=answer)
    return RowOutcome(answer[0], answer[1])  # type: ignore[arg-type]  # one of the outcomes


OPPORTUNITY = TargetField("opportunity_external_id", "Opportunity", required=True, help="Its external id, or the case.")
CAUSE = "A name of the Book; as a constant."

STALLS = ImportTarget(
    name="stalls",
    label="Stalls",
    fields=(
        OPPORTUNITY,
        TargetField("cause", "Cause", required=True, help="As the Book calls it, or its name there."),
        TargetField("opened_at", "Since", "timestamp", required=True, help="With its offset, or in the file's zone."),
        TargetField("closed_at", "Until", "timestamp", help="Empty while it has not ended."),
        TargetField("ended_by", "Ended by", help="answered, moved_on, play or waved_off; empty where nobody said."),
        TargetField("person_email", "Who stalls", help="The e-mail address of a person who is here."),
        TargetField("note", "Note"),
        TargetField("words", "What was said or done"),
        TargetField("external_id", "External id"),
    ),
    load=load_stalls,
)
MOVED_MEETINGS = ImportTarget(
    name="moved_meetings",
    label="Meetings put off",
    fields=(
        OPPORTUNITY,
        TargetField("happened_at", "When it was put off", "timestamp", required=True),
        TargetField("to_date", "To the day", "date"),
        TargetField("external_id", "External id"),
    ),
    load=load_moved_meetings,
    identity=("opportunity_external_id", "happened_at"),
)
STALLS_OF_LOG = ImportTarget(
    name="stalls_of_log",
    label="Stalls that a log of events tells",
    fields=(
        OPPORTUNITY,
        TargetField("waiting", "Activities that wait", help="Divided by semicolons; as a constant."),
        TargetField("waits_cause", "Cause of waiting", help=CAUSE),
        TargetField("handed_over_cause", "Cause of handing over", help=CAUSE),
        TargetField("back_and_forth_cause", "Cause of going back and forth", help=CAUSE),
        TargetField("closing", "Activities that close", help="Divided by semicolons; as a constant."),
        TargetField("reopened_cause", "Cause of re-opening", help=CAUSE),
    ),
    load=load_log,
    identity=(),
)
TARGETS = (STALLS, MOVED_MEETINGS, STALLS_OF_LOG)
