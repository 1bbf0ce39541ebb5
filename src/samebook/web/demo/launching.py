"""The launch of a pump at Tarnvik, seven weeks under way: some cells are covered, some signed for, some open."""

from datetime import datetime, timedelta
from functools import partial

from samebook.kernel.access import Actor, Role
from samebook.launches import actions
from samebook.launches.counting import count_launches
from samebook.launches.grid import day_of, grid_of
from samebook.launches.models import Launch, Training
from samebook.launches.rules import hash_of
from samebook.launches.signed import text_of_gaps
from samebook.web.demo.house import House
from samebook.web.demo.living import Life

NAME = "Dry-running pump"
PLANNED, AHEAD = 49, 24
"""Days before the end on which it was planned, and days after it on which it begins."""
ASSUMED = (("discovery", 20, 2), ("project", 40, 3), ("proposal", 40, 4), ("negotiation", 20, 3))
"""Stage, days and people that the plan goes by."""
TRAINED = 9
"""Reps who have worked through the training."""


def schedule(life: Life) -> None:
    """What happens with the launch in the last weeks."""
    first = life.until - timedelta(days=PLANNED)
    life.at(first, "launch", partial(_plan, life.house, life.until))
    life.at(first + timedelta(days=9), "launch", partial(_attach, life.house))
    life.at(first + timedelta(days=23), "launch", partial(_train, life.house))
    for number in range(TRAINED):
        life.at(first + timedelta(days=24 + 2 * number, hours=number), "launch", partial(_learn, life.house, number))
    life.at(first + timedelta(days=40), "launch", partial(_sign, life.house))
    for days in range(1, PLANNED, 7):
        life.at(first + timedelta(days=days), "launch", _count)
    life.at(life.until - timedelta(minutes=20), "launch", _count)


def _plan(house: House, until: datetime, at: datetime) -> None:
    author = house.with_role(Role.MARKETING)[1]
    begins = (until + timedelta(days=AHEAD)).date()
    plan = actions.Plan(
        name=f"{NAME}, first sales", product=NAME, owner_id=author.id or 0, begins_on=begins,
        ready_by=begins - timedelta(days=7), means="The first pump that may run dry for an hour.",
        languages=("en", "de"),
    )  # fmt: skip
    launch = actions.plan_launch(author, plan, at=at)
    said = [actions.Assumed(stage, days, people) for stage, days, people in ASSUMED]
    actions.assume_process(author, launch.pk, pipeline="new_business", said=said, at=at)
    manager = house.with_role(Role.SALES_MANAGER)[1]
    due = {"Trial on our own test bed": at + timedelta(days=20), "Price list": until + timedelta(days=10)}
    found = [
        actions.add_milestone(author, launch.pk, name=name, owner_id=manager.id or 0, due_on=day_of(day), at=at)
        for name, day in due.items()
    ]
    actions.end_milestone(manager, launch.pk, found[0].pk, done=True, at=at)


def _attach(house: House, at: datetime) -> None:
    """Marketing writes what answers the first question of those who decide; a colleague approves it."""
    writer, colleague = house.with_role(Role.MARKETING)[1], house.with_role(Role.MARKETING)[0]
    paper = actions.Paper(
        title="Dry running, measured for an hour", place="Shared folder, Launches, Dry-running pump",
        review_on=day_of(at) + timedelta(days=365), languages=("en", "de"), roles=("decision_maker", "nay_sayer"),
        causes=("claim_doubted", "comparison_missing"),
    )  # fmt: skip
    document = actions.attach_document(writer, _launch().pk, paper, at=at)
    actions.approve_document(colleague, _launch().pk, document.pk, at=at + timedelta(minutes=50))


def _train(house: House, at: datetime) -> None:
    author = house.with_role(Role.MARKETING)[1]
    actions.publish_training(
        author, _launch().pk, title="What a dry-running pump is for", place="Shared folder, Training",
        due_on=day_of(at) + timedelta(days=28), at=at,
    )  # fmt: skip


def _learn(house: House, number: int, at: datetime) -> None:
    reps: list[Actor] = house.with_role(Role.REP)
    actions.acknowledge(reps[number], Training.objects.get(launch=_launch()).pk, at=at)


def _sign(house: House, at: datetime) -> None:
    """Nobody has anything for committees yet; a sales manager takes that on by name."""
    signer = house.with_role(Role.SALES_MANAGER)[1]
    launch = _launch()
    gaps = [each for each in grid_of(launch, day=day_of(at)).gaps if each.place.cause == "committee"]
    if gaps:
        actions.sign_gaps(
            signer, launch.pk, [each.cell.pk for each in gaps], shown_hash=hash_of(text_of_gaps(launch, gaps)),
            reason="Committees meet in spring; a visit to our test bed has to do until then.",
            password=house.login_of(signer).password, at=at,
        )  # fmt: skip


def _count(at: datetime) -> None:
    count_launches(at)


def _launch() -> Launch:
    return Launch.objects.get(product=NAME)
