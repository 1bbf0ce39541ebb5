"""Several people do the same at once, and the job and the clock beside them; on SQLite and PostgreSQL."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from samebook.accounts.actions import erase_person
from samebook.agreement.tests.test_at_the_same_time import at_once
from samebook.buying.actions import close_lost
from samebook.buying.models import Opportunity
from samebook.jobs import worker
from samebook.jobs.models import Mail
from samebook.jobs.progress import Progress
from samebook.journal.tests.meanwhile import meanwhile
from samebook.plays import actions
from samebook.plays.actions import asking, performing, starting
from samebook.plays.actions.offering import run_offers
from samebook.plays.effects import actions as effects
from samebook.plays.effects.actions import LotInput, plan_lot
from samebook.plays.models import PlayRun, RunStep
from samebook.plays.terms import StepState
from samebook.plays.tests.cast import NOW, a_play, a_sale
from samebook.stalls.actions import batch, close_stall, closing, open_stall
from samebook.stalls.actions.batch import StallSaid
from samebook.stalls.actions.importing import bring_stalls
from samebook.web.tests.cast import Cast, assemble

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble(simulated=True)


def test_a_play_that_two_people_start_at_once_is_started_once(cast):
    sale, version = a_sale(cast), a_play(cast)
    people = [cast.actor(who) for who in ("rep", "marketing", "rep", "marketing")]
    key, said = sale.opportunity.pk, {"version_id": version.pk, "at": LATER}
    results = at_once(*(partial(actions.start_run, by, key, **said) for by in people))
    assert results.count("plays.running_already") == 3
    assert PlayRun.objects.count() == 1


def test_of_plays_added_under_one_name_at_once_one_stays(cast):
    by = cast.actor("marketing")
    results = at_once(*(partial(actions.add_play, by, name="Energy record", at=NOW) for _ in range(4)))
    assert results.count("plays.name_taken") == 3


def test_of_lots_planned_under_one_name_at_once_one_stays(cast):
    lot = LotInput("Do plays help", None, Decimal("0.5"), 30, Decimal(3), 90)
    results = at_once(*(partial(plan_lot, cast.actor("marketing"), lot, at=NOW) for _ in range(4)))
    assert len([each for each in results if each in ("plays.lot_name_taken", "plays.lot_drawing")]) == 3


@pytest.mark.parametrize("of_one", [True, False], ids=["of one play", "of every play"])
def test_of_lots_planned_for_the_same_play_at_once_one_draws(cast, monkeypatch, of_one):
    play = a_play(cast).play_id if of_one else None

    def planning(name, at):
        lot = LotInput(name, play, Decimal("0.5"), 30, Decimal(3), 90)
        return partial(plan_lot, cast.actor("marketing"), lot, at=at)

    first, second = planning("First", LATER), planning("Second", LATER - timedelta(seconds=1))
    kept, refused = meanwhile(monkeypatch, first, second, at=(effects, "record"))
    assert (kept.name, refused) == ("First", "plays.lot_drawing"), "also of who asked a moment before"


def offering():
    """The job that the approval asked for."""
    job = worker.claim("tests", at=LATER)
    assert job is not None
    return partial(run_offers, job.arguments, Progress(job))


@pytest.fixture
def stalled(cast):
    """A sale that stood still before there was a play for it."""
    sale = a_sale(cast)
    rep = cast.actor("rep")
    stall = open_stall(rep, sale.opportunity.pk, cause="claim_doubted", person_id=sale.person.pk, at=NOW)
    return sale, stall, a_play(cast)


def test_a_play_that_a_job_offers_while_somebody_starts_it_runs_once(cast, stalled, monkeypatch):
    sale, stall, version = stalled
    said = {"version_id": version.pk, "stall_id": stall.pk, "at": LATER}
    start = partial(actions.start_run, cast.actor("rep"), sale.opportunity.pk, **said)
    _, report = meanwhile(monkeypatch, start, offering(), at=(starting, "take_up"))
    assert report == {"offered": 0}
    assert PlayRun.objects.get().started_at == LATER


def test_no_job_offers_a_play_for_a_stall_that_ends_beside_it(cast, stalled, monkeypatch):
    _, stall, _ = stalled
    end = partial(close_stall, cast.actor("rep"), stall.pk, ended_by="answered", at=LATER)
    _, report = meanwhile(monkeypatch, end, offering(), at=(closing, "tell"))
    assert report == {"offered": 0}
    assert not PlayRun.objects.filter(ended_at=None).exists()


def test_no_job_offers_a_play_for_a_stall_that_a_file_ends_beside_it(cast, stalled, monkeypatch):
    sale, stall, _ = stalled
    Opportunity.objects.filter(pk=sale.opportunity.pk).update(external_id="006-1")
    said = StallSaid("006-1", stall.cause, stall.opened_at, LATER, "answered", person_email=sale.person.email)
    bring = partial(bring_stalls, cast.actor("marketing"), [said], at=LATER)
    brought, report = meanwhile(monkeypatch, bring, offering(), at=(batch, "tell"))
    assert (brought, report) == ([("changed", stall.pk)], {"offered": 0})
    assert not PlayRun.objects.filter(ended_at=None).exists()


@pytest.fixture
def offered(cast):
    """A sale with a play that was offered for its stall."""
    a_play(cast)
    sale = a_sale(cast)
    open_stall(cast.actor("rep"), sale.opportunity.pk, cause="claim_doubted", person_id=sale.person.pk, at=NOW)
    return sale, PlayRun.objects.get()


def test_a_play_that_is_started_while_its_sale_is_lost_is_stopped_with_its_steps(cast, offered, monkeypatch):
    sale, run = offered
    rep, said = cast.actor("rep"), {"reason": "price", "closed_on": LATER.date(), "at": LATER}
    start = partial(actions.take_up, rep, run.pk, at=LATER)
    meanwhile(monkeypatch, start, partial(close_lost, rep, sale.opportunity.pk, **said), at=(starting, "count_minutes"))
    run.refresh_from_db()
    assert (run.outcome, run.ended_because) == ("stopped", "The stall ended.")
    assert {step.state for step in RunStep.objects.all()} == {StepState.SKIPPED}


def test_what_is_sent_while_its_reader_is_erased_goes_with_them(cast, offered, monkeypatch):
    sale, run = offered
    actions.take_up(cast.actor("rep"), run.pk, at=LATER)
    send = partial(actions.do_step, cast.actor("marketing"), run.steps.get(place=1).pk, at=LATER)
    erase = partial(erase_person, cast.actor("administrator"), sale.person.pk, at=LATER)
    meanwhile(monkeypatch, send, erase, at=(performing, "_end_step"))
    assert not Mail.objects.filter(kind="plays.step").exists()


def test_two_clocks_that_look_at_once_remind_once(cast, offered, monkeypatch):
    _, run = offered
    actions.take_up(cast.actor("rep"), run.pk, at=LATER)
    look = partial(asking.remind_due, at=LATER + timedelta(days=60))
    assert meanwhile(monkeypatch, look, look, at=(asking, "post_all")) == (2, 0)
