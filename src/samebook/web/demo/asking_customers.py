"""Tarnvik asks its customers twice a year whether they would recommend it, and plans a hold-out for its mailings."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from samebook.accounts.models import Account
from samebook.communications.holdouts.actions import HoldoutInput, plan_holdout
from samebook.communications.holdouts.rules import LEAST_IN_ARM
from samebook.communications.holdouts.terms import Aim
from samebook.communications.models import Communication
from samebook.customers.surveys import SurveyInput, keep_survey_answers
from samebook.kernel.access import Role
from samebook.web.demo.living import Life
from samebook.web.demo.records import external_id, in_lists
from samebook.web.demo.world import World

SURVEYS = ((35, "Spring survey"), (217, "Autumn survey"))
"""Days after the first of January on which customers are asked, and the survey's name."""
ANSWERED = 0.46
LATEST_ANSWER = 20
COMMENTS = {
    10: "The pump runs, and when it did not somebody came the same day.",
    8: "Good machines. The spare parts could come faster.",
    3: "Three calls until somebody knew our order.",
}
SHARE, WORTHWHILE = Decimal("0.5"), Decimal("0.05")


def schedule(life: Life) -> None:
    """Each survey is brought as a file once its answers are in; the hold-out is planned in the last days."""
    plan = life.world.plan
    for year in range(plan.begin.year, plan.until.year + 1):
        for days, name in SURVEYS:
            asked = date(year, 1, 1) + timedelta(days=days)
            brought = datetime.combine(asked + timedelta(days=LATEST_ANSWER + 2), plan.until.timetz())
            if plan.begin.date() < asked and brought < plan.until:
                life.at(brought, "survey", partial(_ask, life, asked, f"{name} {year}"))
    life.at(plan.until - timedelta(days=1), "holdout", partial(_hold_out, life))


def _ask(life: Life, asked: date, survey: str, at: datetime) -> None:
    marketing = life.house.with_role(Role.MARKETING)[0]
    for part in in_lists(list(_answers(life.world, asked, survey))):
        for kept in keep_survey_answers(marketing, part, at=at):
            if kept.refused is not None:
                said = f"survey: {kept.refused.code}"
                life.refused[said] = life.refused.get(said, 0) + 1


def _answers(world: World, asked: date, survey: str) -> Iterator[SurveyInput]:
    """One to three people of each customer are asked; those of one company think alike."""
    rng = world.plan.rng(1_000 + asked.toordinal())
    for place, firm in enumerate(world.market.firms):
        if not firm.is_customer:
            continue
        mood = rng.normal(7.6, 1.6)
        for number in range(int(rng.integers(1, 4))):
            score = int(min(10, max(0, round(float(rng.normal(mood, 1.2))))))
            answers = rng.random() < ANSWERED
            yield SurveyInput(
                survey=survey,
                external_id=f"N-{asked:%Y%m%d}-{place}-{number}",
                account_external_id=external_id(place),
                asked_on=asked,
                answered_on=asked + timedelta(days=int(rng.integers(LATEST_ANSWER))) if answers else None,
                score=score if answers else None,
                comment=COMMENTS.get(score, "") if answers and rng.random() < 0.3 else "",
            )


def _hold_out(life: Life, at: datetime) -> None:
    """Half of the accounts that may be contacted are to be left without the latest mailing's successor."""
    marketing = life.house.with_role(Role.MARKETING)[0]
    mailing = Communication.objects.filter(channel="email").order_by("-started_on", "-pk").first()
    known = Account.objects.filter(deleted_at=None, merged_into=None, people__do_not_contact=False)
    listed = known.exclude(external_id=None).order_by("pk").values_list("external_id", flat=True).distinct()
    ids = [each for each in listed[:1_000] if each]
    if mailing is None or len(ids) < 2 * LEAST_IN_ARM:
        return
    wanted = HoldoutInput(
        name="Winter mailing to known plants",
        communications=[mailing.pk],
        aim=Aim.OPENED,
        share=SHARE,
        worthwhile=WORTHWHILE,
        starts_on=at.date() + timedelta(days=14),
        days=90,
        accounts="\n".join(ids),
    )
    plan_holdout(marketing, wanted, at=at)
