"""Buying groups at Tarnvik: who takes part in a decision at the customer's, in what role, and who was reached.

Reps began to draw them four months ago, and do for some of their sales.
"""

from datetime import datetime, timedelta

from samebook.accounts.models import Person
from samebook.buying.models import Opportunity
from samebook.groups.actions import add_member, bring_everybody, draw_influence, note_contact, say_stance, set_roles
from samebook.groups.models import Member, MemberRole
from samebook.web.demo.living import Life, in_hours

DRAWN_FOR = 120
"""Days before the end from which groups are drawn."""
DRAWN, REACHED = 0.3, 0.6
"""Share of sales with a group, and of these with a first contact with whoever decides."""
START, VENDOR = "start_project", "choose_vendor"
ROLES = (("champion", "user"), ("staller",), ("decision_maker",), ("staller",), ("staller", "user"), ("staller",))
"""Of those who take part in starting the project, in the order in which they became known."""
LATER = {1: ("nay_sayer",), 3: ("buyer", "staller")}
"""Whose roles are others in the choice of the vendor, by their place."""
STANCES = (("for", "own", "Asked for our visit."), ("open", "impression", ""))
"""Of whoever became known first: stance, on whose word, and the evidence."""


def gather(life: Life, opportunity_id: int, owner: int, draws: list[float], at: datetime) -> None:
    """Some days after a sale began the rep writes down who takes part in starting the project."""
    if at < life.until - timedelta(days=DRAWN_FOR) or draws[22] >= DRAWN:
        return
    when = in_hours(life.clock(owner), at + timedelta(days=1 + 3 * draws[23]))

    def draw(at: datetime) -> None:
        opportunity = Opportunity.objects.get(pk=opportunity_id)
        if opportunity.outcome != Opportunity.Outcome.OPEN:
            return
        actor = life.actor(owner)
        here = opportunity.people.values_list("pk", flat=True).order_by("pk")
        others = Person.objects.filter(account=opportunity.account_id, erased_at=None, merged_into=None)
        known = set(Member.objects.filter(opportunity=opportunity, decision=START).values_list("person_id", flat=True))
        people = list(dict.fromkeys([*here, *others.values_list("pk", flat=True).order_by("pk")]))[: len(ROLES)]
        for place, person_id in enumerate(people):
            put = set_roles if person_id in known else add_member
            put(actor, opportunity_id, person_id=person_id, decision=START, roles=ROLES[place], at=at)
        stance, word, evidence = STANCES[0 if draws[24] < 0.7 else 1]
        say_stance(
            actor, opportunity_id, person_id=people[0], decision=START, stance=stance, word=word, evidence=evidence,
            at=at,
        )  # fmt: skip
        if len(people) > 2:
            draw_influence(actor, opportunity_id, who=people[0], whom=people[2], at=at)
            if draws[25] < REACHED:
                reached = in_hours(life.clock(owner), at + timedelta(days=3 + 20 * draws[26]))
                life.at(reached, "reach", lambda at: _reach(life, opportunity_id, owner, people[2], at))

    life.at(max(when, at + timedelta(minutes=30)), "group", draw)


def stage_entered(life: Life, opportunity_id: int, owner: int, stage: str, at: datetime) -> None:
    """When they compare vendors the same people decide again, some of them in another role."""
    if stage != "proposal" or not MemberRole.objects.filter(member__opportunity=opportunity_id).exists():
        return  # nobody has drawn it
    actor = life.actor(owner)
    bring_everybody(actor, opportunity_id, decision=VENDOR, at=at)
    members = Member.objects.filter(opportunity=opportunity_id, decision=VENDOR).order_by("person_id")
    start = Member.objects.filter(opportunity=opportunity_id, decision=START).order_by("pk")
    places = {person_id: place for place, person_id in enumerate(start.values_list("person_id", flat=True))}
    for person_id in members.values_list("person_id", flat=True):
        place = places.get(person_id, 0)
        roles = LATER.get(place, ROLES[place % len(ROLES)])
        set_roles(actor, opportunity_id, person_id=person_id, decision=VENDOR, roles=roles, at=at)


def _reach(life: Life, opportunity_id: int, owner: int, person_id: int, at: datetime) -> None:
    here = Member.objects.filter(opportunity=opportunity_id, person=person_id, left_at=None)
    if here.filter(opportunity__outcome=Opportunity.Outcome.OPEN).exists():
        note_contact(life.actor(owner), opportunity_id, person_id=person_id, happened_at=at, way="meeting", at=at)
