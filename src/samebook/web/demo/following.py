"""What reps do with what is delivered to them: attempts, acceptance, rejection, opportunities."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from samebook.accounts.actions import record_consent
from samebook.kernel.access import Role
from samebook.leads.actions import accept_lead, convert_lead, hand_over, log_attempt, reject_lead, set_aside
from samebook.leads.actions.follow_up import reasons_of
from samebook.leads.models import Lead
from samebook.web.demo import names
from samebook.web.demo.behaviour import Course, chances, course_of, pick
from samebook.web.demo.coming import Coming
from samebook.web.demo.living import Act, Life, in_hours, working_after
from samebook.web.demo.selling import Sale
from samebook.web.demo.truth import Delivered

DRAWS = 3
NOTICED = 0.4
"""Share of forgotten leads that a sales manager gives to somebody else."""

NEEDED = (
    "status",
    "owner_id",
    "ask_owner_id",
    "level",
    "source",
    "delivered_at",
    "first_attempt_due_at",
    "follow_up_due_at",
    "attempts_owed",
)
"""What planning reads of a lead."""

PRESSED = 0.8
"""Share of leads left short of an attempt on which it is made after all, once it is late."""

OBJECTS = 0.03
"""Share of people who want no more mail."""

LIKED_REAL = {"too_late": 2.0, "wrong_person": 1.5, "no_project": 0.6, "unreachable": 1.2}
LIKED_IDLE = {"no_project": 4.0, "no_budget": 3.0, "unreachable": 0.8, "too_late": 0.4}
MONEY = {"GB": "GBP", "CH": "CHF"}


def plan(life: Life, lead: Lead) -> None:
    """A lead has reached a rep: decide what will come of it, and when."""
    coming = life.coming(lead.pk)
    if coming is None or lead.owner_id is None or lead.delivered_at is None or lead.pk in life.owners:
        return
    worker = life.house.workers[lead.owner_id]
    life.owners[lead.pk] = lead.owner_id
    course = course_of(coming, lead.level, worker.habits)
    if coming.kind == "interest":
        life.truth.leads[lead.pk] = Delivered(
            level=lead.level,
            source=lead.source,
            rep=worker.name,
            chances=chances(coming, lead.level, worker.habits),
            delivered_at=lead.delivered_at,
            due_at=lead.first_attempt_due_at,
        )
    due = lead.first_attempt_due_at or lead.delivered_at + timedelta(days=1)
    when = working_after(life.clock(lead.owner_id), lead.delivered_at, course.delay, due)
    follow = _Follow(life, lead, coming, course)
    if course.is_forgotten and follow.draws[0] < NOTICED:
        life.at(in_hours(life.clock(lead.owner_id), when - timedelta(hours=3)), "hand over", follow.hand_over)
    life.at(when, "attempt", partial(follow.attempt, 1))


class _Follow:
    """One delivered lead on its way."""

    def __init__(self, life: Life, lead: Lead, coming: Coming, course: Course) -> None:
        self.life, self.lead_id, self.coming, self.course = life, lead.pk, coming, course
        self.due, self.owed = lead.follow_up_due_at, max(lead.attempts_owed, 1)
        self.draws = life.draws(lead.pk, DRAWS)

    @property
    def owner(self) -> int | None:
        """The rep who has the lead now; None when it is at an end."""
        return self.life.owners.get(self.lead_id)

    def hand_over(self, at: datetime) -> None:
        owner = self.owner
        if owner is None:
            return
        crew = self.life.house.workers[owner].crew
        colleagues = [
            pk
            for pk, worker in self.life.house.workers.items()
            if worker.role == Role.REP and worker.crew is crew and pk != owner and worker.territory != ""
        ]
        to = colleagues[int(self.draws[1] * len(colleagues))]
        hand_over(self.life.house.manager_of(owner), self.lead_id, to_user_id=to, at=at)
        self.life.owners[self.lead_id] = to

    def attempt(self, number: int, at: datetime) -> None:
        owner = self.owner
        if owner is None:
            return
        actor, is_reached = self.life.actor(owner), number == self.course.reached_at
        channel = "phone" if self.draws[2 + number % 8] < 0.75 else "email"
        outcome = "reached" if is_reached else ("left_message" if self.draws[12 + number % 8] < 0.35 else "not_reached")
        log_attempt(actor, self.lead_id, channel=channel, outcome=outcome, happened_at=at, at=at)
        if number == 1:
            self.life.at(at + timedelta(minutes=2 + int(15 * self.draws[20])), "answer", self.answer)
        if is_reached or number >= self.owed:
            return
        if number == self.owed - 1 and not self.course.makes_all:
            if self.draws[29] < PRESSED:
                self._later(max(self.due or at, at), 1 + 4 * float(self.draws[30]), "attempt", self._next(number))
            return
        gap = 0.12 + 0.12 * float(self.draws[21])
        when = working_after(self.life.clock(owner), at, gap, max(self.due or at, at + timedelta(days=2)))
        self.life.at(when, "attempt", self._next(number))

    def _next(self, number: int) -> Act:
        return partial(self.attempt, number + 1)

    def answer(self, at: datetime) -> None:
        owner = self.owner
        if owner is None:
            return
        actor = self.life.actor(owner)
        if self.coming.kind != "interest":
            set_aside(actor, self.lead_id, reason=self.coming.kind, at=at)
            self._end()
            return
        self.life.truth.leads[self.lead_id].answered_at = at
        if self.draws[27] < OBJECTS:
            self.life.at(at + timedelta(minutes=40), "consent", self.object_to_mail)
        if not self.course.is_accepted:
            self.reject(at)
            return
        accept_lead(actor, self.lead_id, at=at)
        if self.course.convert_after is not None:
            self._later(at, self.course.convert_after, "convert", self.convert)
        elif self.course.fade_after is not None:
            self._later(at, self.course.fade_after, "reject", self.reject)

    def object_to_mail(self, at: datetime) -> None:
        """The person told the rep that they want no more mail; marketing writes it down."""
        person_id = Lead.objects.values_list("person_id", flat=True).get(pk=self.lead_id)
        if person_id is not None:
            marketing = self.life.one_of(Role.MARKETING, float(self.draws[28]))
            record_consent(
                marketing, person_id, purpose="marketing", channel="email", granted=False, origin="simulated", at=at
            )

    def reject(self, at: datetime) -> None:
        owner = self.owner
        if owner is None:
            return
        lead = Lead.objects.select_related("edition").only("level", "edition__content_hash").get(pk=self.lead_id)
        liked = LIKED_REAL if self.coming.is_real else LIKED_IDLE
        reason = pick(reasons_of(lead), liked, float(self.draws[22]))
        reject_lead(self.life.actor(owner), self.lead_id, reason=reason, at=at)
        self._end()

    def convert(self, at: datetime) -> None:
        owner, firm = self.owner, self.coming.firm
        if owner is None or firm is None:
            return
        amount = _rounded(self.coming.true["lead.budget"] * Decimal(str(round(self.course.amount, 3))))
        product = names.PRODUCTS[int(self.draws[23] * 4)]
        opportunity = convert_lead(
            self.life.actor(owner),
            self.lead_id,
            name=f"{product}, {firm.name}"[:200],
            opened_on=at.date(),
            at=at,
            premise=names.PREMISES[int(self.draws[24] * len(names.PREMISES))],
            amount=amount,
            currency=MONEY.get(firm.country.code, "EUR"),
            expected_close_date=(at + timedelta(days=30 + 90 * float(self.draws[25]))).date(),
        )
        self._end()
        Sale(self.life, opportunity, self.course, self.lead_id, float(self.draws[26])).begin(at)

    def _later(self, at: datetime, days: float, name: str, act: object, owner: int | None = None) -> None:
        user_id = owner or self.owner
        if user_id is not None:
            when = max(in_hours(self.life.clock(user_id), at + timedelta(days=days)), at + timedelta(minutes=3))
            self.life.at(when, name, act)  # type: ignore[arg-type]

    def _end(self) -> None:
        self.life.owners.pop(self.lead_id, None)


def _rounded(amount: Decimal) -> Decimal:
    return Decimal(max(round(amount / 100) * 100, 100)).quantize(Decimal("0.01"))
