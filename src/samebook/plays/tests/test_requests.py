"""Plays that sales asks for: what is owed, who answers, who hears that it is late."""

from datetime import UTC, datetime, timedelta

import pytest

from samebook.buying.tests.cast import put_in_force
from samebook.jobs.models import Mail
from samebook.kernel.refusals import Missing, Refused
from samebook.plays import actions
from samebook.plays.queries import late_requests, requests_for
from samebook.plays.tests.cast import NOW, a_play, a_sale
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
BOOK = """samebook: 1
title: Plays
qualification:
  - level: A
    criteria:
      market: {when: "lead.country = 'DE'"}
follow_up:
  A: {first_attempt: 1 hour, attempts: 1, within: 1 day}
promises:
  plays: {within_days: 3}
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def ask(cast: Cast, who: str = "rep", **said):
    return actions.ask_for_play(
        cast.actor(who), cause="legal", why="Their lawyers ask for our terms in Dutch.", at=NOW, **said
    )


def test_without_a_promise_nothing_is_owed(cast):
    assert ask(cast).due_at is None


def test_a_cause_the_book_does_not_have_cannot_be_asked_for(cast):
    with pytest.raises(Refused) as refused:
        actions.ask_for_play(cast.actor("rep"), cause="weather", why="Rain", at=NOW)
    assert refused.value.code == "plays.unknown_cause"


def test_marketing_answers_with_a_play_that_is_made_for_it(cast):
    request = ask(cast)
    wrong, right = a_play(cast, name="Other"), a_play(cast, name="Terms", causes=("legal",))
    with pytest.raises(Refused) as refused:
        actions.answer_request(cast.actor("rep"), request.pk, play_id=right.play_id, at=NOW)
    assert refused.value.code == "access.denied"
    with pytest.raises(Refused) as refused:
        actions.answer_request(cast.actor("marketing"), request.pk, play_id=wrong.play_id, at=NOW)
    assert refused.value.code == "plays.no_answer"
    done = actions.answer_request(cast.actor("marketing"), request.pk, play_id=right.play_id, at=NOW)
    assert (done.state, done.play_id) == ("answered", right.play_id)
    with pytest.raises(Refused):
        actions.decline_request(cast.actor("marketing"), request.pk, reason="Too late", at=NOW)


def test_a_rep_reads_their_own_requests_only(cast):
    request = ask(cast)
    assert list(requests_for(cast.actor("teammate"))) == []
    assert [each.pk for each in requests_for(cast.actor("rep"))] == [request.pk]
    assert [each.pk for each in requests_for(cast.actor("marketing"))] == [request.pk]


def test_nobody_asks_about_an_opportunity_that_is_not_theirs_to_see(cast):
    sale = a_sale(cast)
    with pytest.raises(Missing):
        ask(cast, "outsider", opportunity_id=sale.opportunity.pk)


def test_what_marketing_owes_is_late_after_business_days_and_both_sides_hear_it_once(cast):
    put_in_force(cast, BOOK, at=NOW - timedelta(days=1))
    request = ask(cast)
    assert request.due_at == datetime(2026, 6, 5, 9, 0, tzinfo=UTC)  # Tuesday and three business days
    later = request.due_at + timedelta(minutes=1)
    assert actions.tell_late(at=request.due_at) == 0
    assert actions.tell_late(at=later) == 1
    assert actions.tell_late(at=later) == 0
    assert sorted(Mail.objects.filter(kind="plays.late").values_list("to", flat=True)) == [
        "marketing@velden.example", "rep@velden.example",
    ]  # fmt: skip
    assert [each.pk for each in late_requests(cast.actor("rep"), later)] == [request.pk]
    assert list(late_requests(cast.actor("teammate"), later)) == []
