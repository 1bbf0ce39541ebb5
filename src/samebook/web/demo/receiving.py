"""Taking in what comes, and the clock of the product: breaches, questions that end, leads that come back."""

from datetime import datetime

from samebook.accounts.arrivals import Arrival
from samebook.agreement.actions import take_force
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.leads.actions import (
    announce_deliveries,
    escalate_breaches,
    expire_asks,
    judge_again,
    retry_unrouted,
    take_in,
    wake_recycled,
)
from samebook.leads.arrivals import LeadArrival
from samebook.leads.models import Lead
from samebook.leads.terms import UNDELIVERED
from samebook.web.demo import asking
from samebook.web.demo.coming import Coming
from samebook.web.demo.living import Life
from samebook.web.demo.records import external_id, in_lists

LIST = 400
WEBSITE = Actor.system("website")
"""Who hands in responses: the company's site and the scanners at fairs."""


def receive(life: Life, first: int, last: int, at: datetime) -> None:
    """Take in the responses from one place up to another."""
    for part in in_lists(life.world.coming(first, last), LIST):
        taken = take_in(WEBSITE, [arrival_of(coming) for coming in part], at=at, origin="simulated")
        for coming, one in zip(part, taken, strict=True):
            if one.refusal is not None:
                code = f"take in: {one.refusal.code}"
                life.refused[code] = life.refused.get(code, 0) + 1
            elif one.outcome == "created" and one.lead_id is not None:
                life.leads[one.lead_id] = coming.place
    asking.look(life, at)


def arrival_of(coming: Coming) -> LeadArrival:
    """A response as it is handed in; people write their company's name as they like."""
    human, firm = coming.human, coming.firm
    assert human is not None, "everybody who comes has a name"
    company = "" if firm is None else _spelled(firm.name, coming.spelling)
    told = coming.told
    who = Arrival(
        name=human.name,
        email=human.email,
        phone=human.phone,
        title=human.title,
        country=firm.country.code if firm else "",
        company=company,
        website=firm.domain if firm and coming.path == "form" else "",
        account_external_id=external_id(human.firm) if firm and firm.is_customer else "",
        account_facts={name: value for name, value in told.items() if name.startswith("account.")},
        person_facts={name: value for name, value in told.items() if name.startswith("person.")},
        origin="simulated",
    )
    return LeadArrival(
        who=who,
        received_at=coming.received_at,
        external_id=f"R-{coming.place + 1}",
        source=coming.said.source.name,
        communication=coming.said.key,
        message=coming.message,
        path=coming.path,
        facts={name: value for name, value in told.items() if name.startswith("lead.")},
        set_aside=coming.kind if coming.is_flagged else None,
    )


def _spelled(name: str, how: int) -> str:
    """Without the legal form, or in capitals, by some."""
    if how == 0:
        return name.upper()
    return " ".join(name.split()[:2]) if how == 1 and name.count(" ") == 2 else name


def tick(life: Life, at: datetime) -> None:
    """What the product does by the clock."""
    for happens in (announce_deliveries, escalate_breaches, expire_asks, wake_recycled, retry_unrouted):
        happens(at=at)
    asking.look(life, at)


def change_of_force(life: Life, at: datetime) -> None:
    """The signed edition takes force; what the job worker would judge again is judged again here, at this time."""
    if take_force(at=at) is None:
        return
    Job.objects.filter(kind="leads.judge_again", state=Job.State.WAITING).delete()
    waiting = list(Lead.objects.filter(status__in=UNDELIVERED).order_by("id").values_list("id", flat=True))
    for part in in_lists(waiting, 100):
        judge_again(Actor.system("jobs"), part, at=at, because="edition")
    asking.look(life, at)
