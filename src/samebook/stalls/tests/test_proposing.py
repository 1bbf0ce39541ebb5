"""Stalls that rules propose: once for each occasion, confirmed or waved off by a person, in so many queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samebook.accounts.actions import add_person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.groups.models import Contact
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.models import Attempt, Lead
from samebook.stalls import actions, hooks
from samebook.stalls.actions import proposing
from samebook.stalls.models import Proposal, Stall
from samebook.stalls.queries import proposals_for
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
CLOSE = date(2026, 9, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def opened(cast: Cast, **more) -> Opportunity:
    said = {"name": "Two pumps", "account": None, "people": [], "owner_id": cast["rep"].pk,
            "territory_id": cast.north.pk, "at": NOW, "opened_on": NOW.date()}  # fmt: skip
    return buying.open_opportunity(cast.actor("rep"), **(said | more))


def slipped(cast: Cast) -> Opportunity:
    """A sale whose close date was put off on days 1 and 2."""
    one = opened(cast, expected_close_date=CLOSE)
    for day in (1, 2):
        to = CLOSE + timedelta(days=day)
        buying.change_opportunity(cast.actor("rep"), one.pk, expected_close_date=to, at=later(day))
    return one


def look(at: datetime) -> list[str]:
    proposing.look_for_stalls(at=at)
    return [f"{each.rule} {each.answer}" for each in Proposal.objects.order_by("pk")]


def test_a_rule_proposes_one_occasion_once_and_a_person_confirms_it_with_a_cause(cast) -> None:
    one, rep = slipped(cast), cast.actor("rep")
    assert look(later(3)) == ["close_date_moves open"]
    assert look(later(4)) == ["close_date_moves open"]
    proposal = proposals_for(rep).get()
    with pytest.raises(Refused) as refused:
        actions.confirm_proposal(rep, proposal.pk, at=later(5))
    assert (refused.value.code, refused.value.field) == ("stalls.cause_missing", "cause")
    stall = actions.confirm_proposal(rep, proposal.pk, cause="waits_for_budget", at=later(5))
    assert (stall.opened_at, stall.origin, stall.rule) == (later(1), "rule", "close_date_moves")
    assert (stall.cause, stall.opportunity_id) == ("waits_for_budget", one.pk)
    actions.close_stall(rep, stall.pk, ended_by="answered", at=later(6))
    assert look(later(7)) == ["close_date_moves confirmed"]


def test_what_was_waved_off_is_not_proposed_again_but_a_new_occasion_is(cast) -> None:
    one, rep = slipped(cast), cast.actor("rep")
    look(later(3))
    actions.wave_off(rep, proposals_for(rep).get().pk, at=later(4))
    with pytest.raises(Refused, match="answered already: waved off"):
        actions.wave_off(rep, Proposal.objects.get().pk, at=later(4))
    buying.change_opportunity(rep, one.pk, expected_close_date=CLOSE + timedelta(days=4), at=later(5))
    assert look(later(6)) == ["close_date_moves waved_off"]
    buying.change_opportunity(rep, one.pk, expected_close_date=CLOSE + timedelta(days=5), at=later(7))
    assert look(later(8)) == ["close_date_moves waved_off", "close_date_moves open"]
    assert not Stall.objects.exists()


def test_a_stall_that_a_person_opened_answers_what_was_proposed(cast) -> None:
    one, rep = slipped(cast), cast.actor("rep")
    look(later(3))
    stall = actions.open_stall(rep, one.pk, cause="legal", at=later(4))
    assert look(later(5)) == ["close_date_moves lapsed"]
    actions.close_stall(rep, stall.pk, ended_by="answered", at=later(6))
    assert look(later(7)) == ["close_date_moves lapsed"]


def test_the_age_in_a_stage_lapses_when_the_sale_moves_and_with_its_end(cast) -> None:
    one, rep = opened(cast), cast.actor("rep")
    assert look(later(59)) == []
    assert look(later(60.1)) == ["long_in_stage open"]
    buying.move_to_stage(rep, one.pk, stage="project", at=later(61))
    assert [each.answer for each in Proposal.objects.all()] == ["lapsed"]
    assert look(later(122)) == ["long_in_stage lapsed", "long_in_stage open"]
    buying.close_lost(rep, one.pk, closed_on=later(123).date(), reason="price", at=later(123))
    assert look(later(124)) == ["long_in_stage lapsed", "long_in_stage lapsed"]


def test_a_meeting_put_off_twice_is_proposed(cast) -> None:
    one, rep = opened(cast), cast.actor("rep")
    for day in (1, 2):
        actions.note_moved_meeting(rep, one.pk, at=later(day))
        actions.note_moved_meeting(rep, one.pk, at=later(day))
    assert look(later(3)) == ["meeting_moves open"]


def test_no_reply_counts_business_days_from_the_last_try_and_an_answer_ends_it(cast) -> None:
    one = opened(cast)
    lead = Lead.objects.create(origin="form", received_at=NOW, recorded_at=NOW, opportunity=one, converted_at=NOW)
    for day, outcome in ((0, "reached"), (0.1, "left_message")):
        Attempt.objects.create(
            lead=lead, channel="phone", outcome=outcome, origin="person", happened_at=later(day), recorded_at=NOW
        )
    assert look(later(13)) == [], "nine business days after Tuesday"
    assert look(later(14.2)) == ["no_answer open"]
    Contact.objects.create(
        opportunity=one, person=_somebody(cast), happened_at=later(14.5), recorded_at=later(14.5), way="call"
    )
    assert look(later(15)) == ["no_answer lapsed"]


def _somebody(cast):
    return add_person(cast.actor("sales_manager"), {"name": "Otto", "email": "otto@x.example"}, at=NOW)


def test_a_foreign_proposal_looks_as_if_it_were_not_there(cast) -> None:
    slipped(cast)
    look(later(3))
    for act in (actions.wave_off, actions.confirm_proposal):
        with pytest.raises(Missing):
            act(cast.actor("outsider"), Proposal.objects.get().pk, at=later(4))
    assert not proposals_for(cast.actor("outsider")).exists()


def test_looking_at_many_sales_takes_as_many_queries_as_at_a_few(cast) -> None:
    def queries() -> int:
        Proposal.objects.all().delete()
        proposing.Sweep.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            proposing.look_for_stalls(at=later(61))
        return len(seen)

    for _ in range(3):
        opened(cast)
    few = queries()
    for _ in range(12):
        opened(cast)
    assert queries() == few
    assert Proposal.objects.count() == 15


@pytest.mark.parametrize(
    "beside",
    [
        lambda rep, one: actions.open_stall(rep, one.pk, cause="legal", at=later(3)),
        lambda rep, one: buying.close_lost(rep, one.pk, reason="price", closed_on=later(3).date(), at=later(3)),
    ],
    ids=["a stall opened", "the sale lost"],
)
def test_nothing_is_proposed_for_a_sale_that_somebody_answered_for_while_the_clock_looked(
    cast, monkeypatch, beside
) -> None:
    one, keep = slipped(cast), proposing._keep

    def kept(*said, **more) -> None:
        beside(cast.actor("rep"), one)
        keep(*said, **more)

    monkeypatch.setattr(proposing, "_keep", kept)
    assert look(later(3)) == []


def test_a_round_goes_batch_by_batch_and_rests_until_the_next(cast, monkeypatch) -> None:
    monkeypatch.setattr(proposing, "A_BATCH", 2)
    ids = [opened(cast).pk for _ in range(5)]
    looked = [proposing.look_for_stalls(at=later(61) + timedelta(minutes=minute)) for minute in (0, 1, 2, 3, 59, 60)]
    assert looked == [2, 2, 1, 0, 0, 2]
    assert set(Proposal.objects.values_list("opportunity_id", flat=True)) == set(ids)


def test_the_hook_for_tries_is_connected() -> None:
    assert hooks.unanswered
