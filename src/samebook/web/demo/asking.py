"""What telesales does: ring, ask what is unknown, write down the answers; or find that it was no lead at all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from samebook.book.durations import Duration, Unit
from samebook.leads.actions import answer_questions, log_ask, set_aside
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.web.demo import following
from samebook.web.demo.behaviour import ASK_ANSWERED, ASK_REACHED
from samebook.web.demo.living import Life

DRAWS = 2
TRIES = 8


@dataclass(frozen=True, slots=True)
class _Call:
    """One try to reach the person behind a lead, counted from 1."""

    lead_id: int
    user_id: int
    number: int


def look(life: Life, at: datetime) -> None:
    """See what was delivered or is to be asked at this moment, and let people plan their work."""
    new = Q(status=Status.DELIVERED, delivered_at=at) | Q(status=Status.ASK, judged_at=at)
    for lead in Lead.objects.filter(new).only(*following.NEEDED).order_by("id"):
        if lead.status == Status.DELIVERED:
            following.plan(life, lead)
        elif lead.pk not in life.asking:
            _plan(life, lead, at)


def _plan(life: Life, lead: Lead, at: datetime) -> None:
    """The first call comes within the next working hours."""
    if lead.pk in life.leads and lead.ask_owner_id is not None:
        life.asking.add(lead.pk)
        delay = int(40 + 300 * life.draws(lead.pk, DRAWS)[0])
        _call(life, _Call(lead.pk, lead.ask_owner_id, 1), at, delay)


def _call(life: Life, call: _Call, after: datetime, minutes: int) -> None:
    when = life.clock(call.user_id).add(after, Duration(minutes, Unit.MINUTE, business=True))
    life.at(when, "ask", lambda at: _ask(life, call, at))


def _ask(life: Life, call: _Call, at: datetime) -> None:
    lead_id, user_id, number = call.lead_id, call.user_id, call.number
    status, judgement = Lead.objects.values_list("status", "judgement").get(pk=lead_id)
    coming = life.coming(lead_id)
    if status != Status.ASK or coming is None or number > TRIES:
        life.asking.discard(lead_id)
        return
    actor, draws = life.actor(user_id), life.draws(lead_id, DRAWS)
    if coming.kind != "interest":
        set_aside(actor, lead_id, reason=coming.kind, at=at)
        return
    life.truth.asked += 1
    answers: dict[str, Any] = {}
    if draws[number] >= ASK_REACHED:
        lead = log_ask(actor, lead_id, outcome="not_reached", at=at)
    else:
        life.truth.ask_reached += 1
        answers = _answers(judgement, coming.true, draws[9:])
        if answers:
            lead = answer_questions(actor, lead_id, answers, at=at)
        else:
            lead = log_ask(actor, lead_id, outcome="reached", at=at)
    if lead.status != Status.ASK or len(answers) > sum(name.startswith("lead.") for name in answers):
        look(life, at)
    if lead.status == Status.ASK:
        again = replace(call, number=number + 1)
        _call(life, again, at + timedelta(hours=1), int(300 + 500 * draws[number + 20]))
    else:
        life.asking.discard(lead_id)


def _answers(judgement: dict[str, Any], true: dict[str, Any], draws: Any) -> dict[str, Any]:
    asked = [question["field"] for question in judgement.get("questions", [])]
    return {name: true[name] for name, draw in zip(asked, draws, strict=False) if name in true and draw < ASK_ANSWERED}
