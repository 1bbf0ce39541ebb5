"""Polls at Tarnvik: what a good account is, answered by both sides and closed; when a lead is ready, still open."""

from datetime import datetime, timedelta
from functools import partial

from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor, Role
from samebook.leads.meaning.polling import answer_poll, close_poll, open_poll
from samebook.leads.meaning.results import SPREAD
from samebook.leads.meaning.terms import Counted
from samebook.leads.models import Poll
from samebook.web.demo.house import House
from samebook.web.demo.living import Life

GOOD = "Good account"
READY = "Ready for sales"
OPEN_FOR = timedelta(days=9)
ANSWERS: tuple[tuple[Role, int, str, str], ...] = (
    (
        Role.MARKETING, 0, "account.industry in ('chemicals', 'food', 'pharma', 'paper') and account.employees > 200",
        "A process plant that is large enough to run several lines.",
    ),
    (
        Role.MARKETING, 1, "account.industry in ('chemicals', 'food', 'pharma', 'paper', 'water', 'energy')",
        "Whoever moves liquids all day; the size does not matter to a campaign.",
    ),
    (Role.SALES_MANAGER, 0, "account.employees > 500", "Large enough that one visit a quarter pays."),
    (
        Role.SALES_MANAGER, 1, "account.industry = 'pharma' or account.employees > 400",
        "Pharma in any size, and whoever could buy a lot.",
    ),
    (
        Role.REP, 0, "account.industry in ('water', 'energy') and account.employees > 30",
        "Water works and power plants: they replace by plan, and the budget is there.",
    ),
    (
        Role.REP, 1, "account.country in ('DE', 'AT', 'CH') and account.employees > 100",
        "One that I can reach in an afternoon.",
    ),
    (
        Role.REP, 2, "account.industry in ('chemicals', 'pharma') and account.employees > 150",
        "Chemicals and pharma: they pay for tight pumps.",
    ),
)  # fmt: skip
"""Who (role, which of them), the condition, the sentence."""


def schedule(life: Life) -> None:
    """One poll three weeks ago, and one that waits for answers now."""
    asked = life.until - timedelta(days=21)
    life.at(asked, "poll", partial(_open, life.house, (GOOD, "What is a good account for us?", Counted.ACCOUNT)))
    for number, answer in enumerate(ANSWERS):
        when = asked + timedelta(hours=20 + 17 * number)
        life.at(when, "poll", partial(_answer, life.house, answer))
    life.at(asked + timedelta(days=8), "poll", partial(_close, life.house))
    now = life.until - timedelta(days=2)
    life.at(now, "poll", partial(_open, life.house, (READY, "When is a lead ready for sales?", Counted.LEAD)))


def lay_over(at: datetime) -> None:
    """Do the job that the closed poll has asked for, so that its spread is there from the first look."""
    while Job.objects.filter(kind=SPREAD, state=Job.State.WAITING).exists() and (job := claim("demo", at=at)):
        do(job)


def _open(house: House, asked: tuple[str, str, Counted], at: datetime) -> None:
    word, question, kind = asked
    invited = [*house.with_role(Role.MARKETING), *house.with_role(Role.SALES_MANAGER), *house.with_role(Role.REP)]
    open_poll(
        house.with_role(Role.MARKETING)[0], word=word, question=question, kind=kind,
        invited=[actor.id for actor in invited if actor.id is not None], closes_at=at + OPEN_FOR,
        is_anonymous=False, at=at,
    )  # fmt: skip


def _answer(house: House, answer: tuple[Role, int, str, str], at: datetime) -> None:
    role, place, condition, means = answer
    people: list[Actor] = house.with_role(role)
    if place < len(people):
        answer_poll(people[place], _poll(), condition=condition, means=means, at=at)


def _close(house: House, at: datetime) -> None:
    close_poll(house.with_role(Role.MARKETING)[0], _poll(), at=at)


def _poll() -> int:
    return Poll.objects.get(word=GOOD).pk
