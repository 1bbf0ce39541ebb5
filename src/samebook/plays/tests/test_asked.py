"""What a sale's page and Today show of plays that were asked for."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from samebook.buying.actions import close_lost
from samebook.buying.dossier import file_of
from samebook.buying.tests.cast import put_in_force
from samebook.kernel.refusals import Refused
from samebook.plays import actions
from samebook.plays.desk import plays_of, today_for
from samebook.plays.panels import told
from samebook.plays.tests.cast import NOW, a_play, a_sale
from samebook.plays.tests.test_requests import BOOK
from samebook.stalls.actions import close_stall, open_stall
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def cast(db: None) -> Cast:
    made = assemble(simulated=True)
    put_in_force(made, BOOK, at=NOW - timedelta(days=1))
    return made


@pytest.fixture
def asked(cast: Cast):
    """A sale that stands still for legal, for which the rep asked marketing for a play."""
    sale = a_sale(cast)
    stall = open_stall(cast.actor("rep"), sale.opportunity.pk, cause="legal", at=NOW)
    why = "Their lawyers ask for our terms in Dutch."
    return actions.ask_for_play(cast.actor("rep"), cause="legal", why=why, stall_id=stall.pk, at=NOW)


def page(cast: Cast, who: str, request, at=NOW) -> str:
    return render_to_string(
        "plays/panel.html", {"panel": plays_of(file_of(cast.actor(who), request.opportunity_id, at))}
    )


def test_the_stall_says_who_asked_and_by_when_a_play_is_owed(cast, asked) -> None:
    html = page(cast, "rep", asked)
    assert f"{asked.asked_by.name} asked for a play on" in html
    assert "Marketing owes it by" in html
    assert "Ask marketing for one" not in html, "it is asked for already"
    assert f"#request-{asked.pk}" in html
    late = page(cast, "rep", asked, NOW + WEEK)
    assert "Marketing owed it by" in late
    assert 'class="late"' in late


def test_who_may_not_read_the_request_sees_that_it_was_made_and_no_link(cast, asked) -> None:
    html = page(cast, "teammate", asked)
    assert f"{asked.asked_by.name} asked for a play on" in html
    assert "#request-" not in html
    assert "lawyers" not in html


def test_what_came_of_it_stands_on_the_sale_also_when_the_stall_is_over(cast, asked) -> None:
    right = a_play(cast, name="Terms", causes=("legal",))
    actions.answer_request(cast.actor("marketing"), asked.pk, play_id=right.play_id, at=NOW + timedelta(days=1))
    assert "Answered on" in page(cast, "rep", asked)
    close_stall(cast.actor("rep"), asked.stall_id, ended_by="answered", at=NOW + WEEK)
    close_lost(cast.actor("rep"), asked.opportunity_id, closed_on=(NOW + WEEK).date(), reason="price", at=NOW + WEEK)
    html = page(cast, "rep", asked, NOW + WEEK)
    assert "Asked for" in html
    assert ">Terms</a>" in html
    said = [each.text for each in told(plays_of(file_of(cast.actor("rep"), asked.opportunity_id, NOW + WEEK)))]
    assert "Marketing was asked for a play" in said
    assert "The play that was asked for was answered with Terms" in said


def test_a_play_that_was_declined_says_why(cast, asked) -> None:
    actions.decline_request(cast.actor("marketing"), asked.pk, reason="The terms exist in Dutch", at=NOW)
    html = page(cast, "rep", asked)
    assert "Declined on" in html
    assert "The terms exist in Dutch" in html
    assert "Ask marketing for one" in html, "it may be asked again"


def test_a_late_request_stands_once_on_marketings_today(cast, asked) -> None:
    soon = today_for(cast.actor("marketing"), NOW, most=5)
    assert ([each.request.pk for each in soon["requests"]], soon["late"]) == ([asked.pk], [])
    late = today_for(cast.actor("marketing"), NOW + WEEK, most=5)
    assert (late["requests"], [each.pk for each in late["late"]]) == ([], [asked.pk])


@pytest.mark.parametrize("who", ["marketing", "telesales", "executive"])
def test_who_cannot_ask_sees_no_way_to_ask(cast, asked, who) -> None:
    other = a_sale(cast, name="Kerr").opportunity
    open_stall(cast.actor("rep"), other.pk, cause="silence", at=NOW)
    shown = plays_of(file_of(cast.actor(who), other.pk, NOW))
    assert "requests/ask" not in render_to_string("plays/panel.html", {"panel": shown})
    with pytest.raises(Refused) as refused:
        actions.ask_for_play(cast.actor(who), cause="silence", why="None fits.", at=NOW)
    assert refused.value.code == "access.denied"
