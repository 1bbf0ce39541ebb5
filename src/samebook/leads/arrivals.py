"""What arrives: one reader for the API, the form and the file, so that all say the same of the same input."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samebook.accounts.arrivals import Arrival
from samebook.kernel.refusals import Refused
from samebook.kernel.texts import is_text


@dataclass(frozen=True, slots=True)
class LeadArrival:
    """One response as it came in, checked, not yet matched.

    Attributes:
        who: The person and company it names.
        received_at: When it came, in UTC; never ahead of the clock.
        external_id: Its identity where it comes from; the same one never arrives twice.
        communication: External id or name of the communication it answers.
        path: The response path: form, telephone, fair.
        facts: Values of the Book's declared fields, typed; an unknown one is absent.
        set_aside: Why it is not to be judged: one of the Book's reasons, or ``service_request``; None to judge it.
    """

    who: Arrival
    received_at: datetime
    external_id: str | None = None
    source: str = ""
    communication: str = ""
    message: str = ""
    path: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    set_aside: str | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one arrival.

    Attributes:
        outcome: ``created``, ``joined`` (a response of a known person), ``unchanged`` (it was here) or ``refused``.
        lead_id: None when it was refused, or joined an open opportunity rather than a lead.
        status: The lead's status after judgement; empty when there is none.
        refusal: Why it was refused.
    """

    outcome: str
    lead_id: int | None = None
    status: str = ""
    verdict: str = ""
    level: str = ""
    because: str = ""
    refusal: Refused | None = None


LIMITS = {"source": 60, "communication": 200, "message": 10_000, "path": 20, "external_id": 100}


def check_arrival(arrival: LeadArrival, *, set_aside: Collection[str], at: datetime) -> None:
    """Refuse what cannot be kept as it is.

    Args:
        set_aside: The reasons that an arrival may be set aside for.

    Raises:
        Refused: ``leads.nobody`` (neither person nor company), ``leads.too_long``, ``leads.bad_text``,
            ``leads.received_ahead``, ``leads.unknown_kind``.
    """
    for name, limit in LIMITS.items():
        value = getattr(arrival, name) or ""
        if len(value) > limit:
            raise Refused("leads.too_long", f"{name} has {len(value):,} characters; {limit:,} is the most.", name)
        if not is_text(value):
            raise Refused("leads.bad_text", f"{name} holds characters that are not text.", name)
    if arrival.received_at > at:
        raise Refused("leads.received_ahead", "It cannot have been received in the future.", "received_at")
    if arrival.set_aside is not None and arrival.set_aside not in set_aside:
        raise Refused("leads.unknown_kind", f"Choose one of {', '.join(sorted(set_aside))}.", "set_aside")
    if not arrival.who.is_somebody:
        raise Refused("leads.nobody", "Give an e-mail address, a telephone number, a name or a company.", "email")
