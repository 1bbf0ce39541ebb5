"""The records behind a figure, read through the chapter they belong to, so that each reader sees their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from samebook.buying.queries import opportunities_for
from samebook.communications.queries import costs_for, responses_for
from samebook.customers.queries import orders_for, survey_answers_for
from samebook.kernel.access import Actor
from samebook.leads.queries import leads_for
from samebook.plays.queries import requests_for
from samebook.stalls.queries import stalls_for


@dataclass(frozen=True, slots=True)
class Behind:
    """One record of a list: its name, what it belongs to, its state, its day, and its page if it has one."""

    name: str
    under: str
    state: str
    on: date | datetime | None
    url: str = ""
    id: int = 0


def records_behind(actor: Actor, kind: str, ids: Sequence[int]) -> list[Behind]:
    """The records of a kind that this reader may see; empty for a kind that has no list."""
    read = _READ.get(kind)
    return read(actor, ids) if read else []


def _leads(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    leads = leads_for(actor).filter(pk__in=ids).select_related("person", "account", "owner").order_by("-received_at")
    return [
        Behind(
            str(lead),
            str(lead.account or "") if lead.person else "",
            lead.status,
            lead.received_at,
            reverse("leads:lead", args=[lead.pk]),
            lead.pk,
        )
        for lead in leads
    ]


def _opportunities(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    found = opportunities_for(actor).filter(pk__in=ids).select_related("account").order_by("-pk")
    return [
        Behind(
            str(each),
            str(each.account or ""),
            each.outcome,
            each.opened_on,
            reverse("buying:opportunity", args=[each.pk]),
            each.pk,
        )
        for each in found
    ]


def _responses(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    return [
        Behind(
            str(each.person or each.account or "Unknown"),
            str(each.communication or each.source),
            "",
            each.received_at,
            id=each.pk,
        )
        for each in responses_for(actor).filter(pk__in=ids)
    ]


def _costs(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    return [
        Behind(
            f"{each.amount:,.2f} {each.currency_id}",
            str(each.communication or each.source or each.description),
            "",
            each.booked_on,
            id=each.pk,
        )
        for each in costs_for(actor).filter(pk__in=ids)
    ]


def _orders(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    found = orders_for(actor).filter(pk__in=ids)
    return [
        Behind(f"{each.amount:,.2f} {each.currency_id}", str(each.account), "", each.ordered_on, id=each.pk)
        for each in found
    ]


def _survey_answers(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    return [
        Behind(
            str(each.person or each.account or "Unknown"),
            each.survey,
            "no score" if each.score is None else f"{each.score} of 10",
            each.answered_on or each.asked_on,
            id=each.pk,
        )
        for each in survey_answers_for(actor).filter(pk__in=ids)
    ]


def _stalls(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    found = stalls_for(actor).filter(pk__in=ids).select_related("opportunity").order_by("-pk")
    return [
        Behind(
            str(each),
            str(each.opportunity),
            "open" if each.is_open else each.ended_in_words,
            each.opened_at,
            reverse("buying:opportunity", args=[each.opportunity_id]),
            each.pk,
        )
        for each in found
    ]


def _play_requests(actor: Actor, ids: Sequence[int]) -> list[Behind]:
    found = requests_for(actor).filter(pk__in=ids).order_by("-asked_at", "-pk")
    return [
        Behind(each.why, str(each.opportunity or ""), each.state, each.asked_at, reverse("plays:requests"), each.pk)
        for each in found
    ]


_READ: dict[str, Callable[[Actor, Sequence[int]], list[Behind]]] = {
    "lead": _leads,
    "opportunity": _opportunities,
    "response": _responses,
    "cost": _costs,
    "order": _orders,
    "survey_answer": _survey_answers,
    "stall": _stalls,
    "play_request": _play_requests,
}
