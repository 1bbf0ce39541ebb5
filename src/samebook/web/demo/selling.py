"""One sale on its way: its stages, what holds it up and what is done about that, and how it ends."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from samebook.accounts.actions import change_account
from samebook.buying.actions import change_opportunity, close_lost, close_won, move_to_stage
from samebook.buying.models import Opportunity
from samebook.buying.terms import LostReason, Stage
from samebook.customers.actions import OrderInput
from samebook.plays.models import PlayRun
from samebook.stalls.actions import close_stall, open_stall
from samebook.stalls.terms import EndedBy
from samebook.web.demo import grouping, playing
from samebook.web.demo.behaviour import Course, pick
from samebook.web.demo.living import Act, Life, in_hours
from samebook.web.demo.stalling import LOSES, NOTED_FROM, Stalled, stalls_of

DRAWS = 4
LOST = {"price": 3.0, "competitor": 3.0, "no_project": 2.0, "other": 0.3}
STAGES = ((0.2, Stage.PROJECT), (0.5, Stage.PROPOSAL), (0.78, Stage.NEGOTIATION))
NAMES_SOMEBODY, PUT_OFF, HELPED, SAID = 0.55, 0.35, 0.75, 0.35
"""Shares of stalls that name a person, and that move the close date; of plays that work that are said to have helped;
of plays used of which anything is said."""


class Sale:
    """One opportunity. While a stall lasts it goes no further, so that everything after it comes so much later."""

    def __init__(self, life: Life, opportunity: Opportunity, course: Course, lead_id: int, reason: float) -> None:
        """Plan what is to come.

        Args:
            reason: The random number that decides why it is lost, if it is.
        """
        self.life, self.pk, self.course, self.reason = life, opportunity.pk, course, reason
        self.owner = opportunity.owner_id or 0
        self.amount, self.product = opportunity.amount, opportunity.name.partition(",")[0]
        self.expected = opportunity.expected_close_date
        self.draws = [float(each) for each in life.draws(lead_id, DRAWS)]
        self.stood = timedelta()
        self.stalls: list[Stalled] = []
        self.steps: list[tuple[float, str, Act]] = []

    def begin(self, at: datetime) -> None:
        """The opportunity was opened at this moment."""
        self.opened = self.last = at
        noted = at >= self.life.world.plan.begin + timedelta(days=NOTED_FROM)
        self.stalls = list(stalls_of(self.draws)) if noted else []
        steps: list[tuple[float, str, Act]] = [(share, "stage", partial(self.move, stage)) for share, stage in STAGES]
        steps += [(each.place, "stall", partial(self.stall, each)) for each in self.stalls]
        self.steps = [*sorted(steps, key=lambda step: step[0]), (1.0, "close", self.close)]
        grouping.gather(self.life, self.pk, self.owner, self.draws, at)
        self._next()

    def move(self, stage: str, at: datetime) -> None:
        actor = self.life.actor(self.owner)
        move_to_stage(actor, self.pk, stage=stage, despite="They said so on the telephone.", at=at)
        grouping.stage_entered(self.life, self.pk, self.owner, stage, at)
        self.last = at
        self._next()

    def stall(self, one: Stalled, at: datetime) -> None:
        """It stands still: the rep says why; a play that is offered may be begun."""
        actor = self.life.actor(self.owner)
        person = Opportunity.people.through.objects.filter(opportunity_id=self.pk).values_list("person_id", flat=True)
        who = person.order_by("person_id").first() if one.draws[0] < NAMES_SOMEBODY else None
        stall = open_stall(actor, self.pk, cause=one.why.cause, person_id=who, at=at)
        if one.draws[1] < PUT_OFF and self.expected is not None:
            self.expected = max(self.expected, at.date()) + timedelta(days=14 + int(40 * one.draws[2]))
            change_opportunity(actor, self.pk, at=at, expected_close_date=self.expected)
        playing.stalled(self.life, self.owner, one, at)
        run = PlayRun.objects.filter(stall=stall, offered_at__isnull=False, ended_at=None).first()
        if run is not None and one.taken:
            begun = max(self._in_hours(at + timedelta(days=one.after)), at + timedelta(minutes=30))
            if (begun - at) / timedelta(days=1) < one.days(None):
                self.life.at(begun, "play", partial(self.play, one, stall.pk, run.pk, at))
                return
        self._ends(one, stall.pk, at, None)

    def play(self, one: Stalled, stall_id: int, run_id: int, since: datetime, at: datetime) -> None:
        playing.begin(self.life, run_id, self.owner, one, at)
        self._ends(one, stall_id, since, run_id, begun=at)

    def resume(self, one: Stalled, stall_id: int, since: datetime, run_id: int | None, at: datetime) -> None:
        """The stall is over; with it, for some that are lost, the sale."""
        self.stood += at - since
        self.last = at
        if one is self.stalls[-1] and not self.course.is_won and self.draws[31] < LOSES:
            self.close(at)
            return
        works = one.why.faster > 1
        by = EndedBy.PLAY if run_id and works and one.draws[3] < 0.6 else EndedBy.ANSWERED
        by = EndedBy.MOVED_ON if by is EndedBy.ANSWERED and one.draws[3] > 0.8 else by
        actor = self.life.actor(self.owner)
        close_stall(actor, stall_id, ended_by=by, at=at)
        if run_id is not None and one.draws[4] < SAID:
            playing.tell(actor, run_id, helped=works and one.draws[4] < SAID * HELPED, at=at)
        self._next()

    def close(self, at: datetime) -> None:
        actor = self.life.actor(self.owner)
        self.steps = []
        if not self.course.is_won:
            reason = pick([str(each) for each in LostReason], LOST, self.reason)
            close_lost(actor, self.pk, closed_on=at.date(), reason=reason, at=at)
            return
        won = close_won(actor, self.pk, closed_on=at.date(), reason="", at=at)
        if won.account is None or won.currency_id is None:
            return
        if won.account.owner_id is None:
            values = {"owner_id": self.owner, "territory_id": won.territory_id}
            change_account(self.life.house.manager_of(self.owner), won.account.pk, values, at=at)
        key = won.account.external_id or ""
        order = OrderInput(
            ordered_on=at.date(),
            amount=self.amount or Decimal(0),
            currency=won.currency_id,
            external_id=f"O-{self.pk}",
            account_external_id=key,
            company="" if key else won.account.name,
            country="" if key else won.account.country,
            product=self.product,
        )
        self.life.orders.append(order)

    def _ends(
        self, one: Stalled, stall_id: int, since: datetime, run_id: int | None, *, begun: datetime | None = None
    ) -> None:
        after = one.days((begun - since) / timedelta(days=1) if begun else None)
        when = max(self._in_hours(since + timedelta(days=after)), (begun or since) + timedelta(minutes=30))
        self.life.at(when, "stall ends", partial(self.resume, one, stall_id, since, run_id))

    def _next(self) -> None:
        if not self.steps:
            return
        share, name, act = self.steps.pop(0)
        when = self._in_hours(self.opened + timedelta(days=self.course.close_after * share) + self.stood)
        self.life.at(max(when, self.last + timedelta(minutes=3)), name, act)

    def _in_hours(self, when: datetime) -> datetime:
        return in_hours(self.life.clock(self.owner), when)
