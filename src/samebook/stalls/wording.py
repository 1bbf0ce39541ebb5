"""Stalls and what rules propose, in words that people read."""

from collections.abc import Mapping
from datetime import datetime

from samebook.buying.pipelines import selling_at
from samebook.stalls.models import Proposal
from samebook.stalls.terms import EndedBy, Kind, cause_name

TIMES = {1: "once", 2: "twice"}


def cause_labels(at: datetime) -> dict[str, str]:
    """The causes of the Book in force, by name, in its order."""
    return {each.name: each.label for each in selling_at(at).causes}


def end_labels(at: datetime) -> dict[str, str]:
    """What ended stalls, by its value."""
    return dict(EndedBy.choices())


def label_of(cause: str, labels: Mapping[str, str]) -> str:
    """A cause as the Book calls it; one that it has no more is read as words."""
    return labels.get(cause) or cause_name(cause)


def sign_of(proposal: Proposal) -> str:
    """What made the rule hold."""
    count, days = proposal.count, f"{proposal.count} day{'' if proposal.count == 1 else 's'}"
    often = TIMES.get(count, f"{count} times")
    match proposal.kind:
        case Kind.CLOSE_DATE_MOVED:
            return "Its close date was put off." if count == 1 else f"Its close date was put off {often}."
        case Kind.AGE_IN_STAGE:
            return f"It has been in its stage for {days} or more."
        case Kind.NO_REPLY:
            return f"Nothing came back for {count} business day{'' if count == 1 else 's'}."
        case Kind.MEETING_MOVED:
            return f"A meeting was put off {often}."
    return Kind.label_of(proposal.kind, proposal.rule)
