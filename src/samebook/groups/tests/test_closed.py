"""The group of a sale that was won or lost: how it was, not what it lacks."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from samebook.buying.actions import close_lost
from samebook.company.tests.cast import day_of
from samebook.groups import actions
from samebook.groups.api import shapes
from samebook.groups.reading import GroupFile
from samebook.groups.tests.cast import NOW, sale
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def on(day: int):
    return NOW + timedelta(days=day)


def shown(opportunity, at) -> str:
    opportunity.refresh_from_db()
    group = GroupFile(opportunity, at, decision="choose_vendor")
    return render_to_string("groups/panel.html", {"panel": {"group": group, "url": "/group"}}) + render_to_string(
        "groups/parts/gaps.html", {"group": group}
    )


@pytest.fixture
def decider(cast: Cast):
    """A sale with one person, who decides."""
    opportunity, (person,) = sale(cast, people=1)
    actions.add_member(
        cast.actor("rep"), opportunity.pk, person_id=person.pk, decision="choose_vendor", roles=["decision_maker"],
        at=on(0),
    )  # fmt: skip
    return opportunity, person


def lose(cast: Cast, opportunity, day: int) -> None:
    close_lost(cast.actor("rep"), opportunity.pk, closed_on=day_of(on(day)), reason="price", at=on(day))


def test_an_open_sale_lists_what_its_group_lacks(decider) -> None:
    html = shown(decider[0], on(5))
    assert "decides and was not reached since the opening" in html
    assert "What the group lacks" in html


def test_a_closed_sale_lists_no_gaps(cast, decider) -> None:
    lose(cast, decider[0], 5)
    html = shown(decider[0], on(6))
    assert "was not reached" not in html
    assert "obody has the role" not in html
    assert "hangs on one person" not in html
    assert "No contact with anybody who decides was noted while it was open; touches of history" in html


def test_a_closed_sale_says_when_who_decides_was_first_reached(cast, decider) -> None:
    opportunity, person = decider
    actions.note_contact(
        cast.actor("rep"), opportunity.pk, person_id=person.pk, way="meeting", happened_at=on(3), at=on(3)
    )
    lose(cast, opportunity, 5)
    html = shown(opportunity, on(6))
    assert "Choose the vendor: who decides was first reached 3 days after the opening." in html
    assert "Who decides was first reached 3 days after the opening." in html


def test_a_contact_after_the_end_is_no_day_to_the_decider_by_api_either(cast, decider) -> None:
    opportunity, person = decider
    by = cast.actor("rep")
    actions.note_contact(by, opportunity.pk, person_id=person.pk, way="meeting", happened_at=on(4), at=on(4))
    close_lost(by, opportunity.pk, closed_on=day_of(on(2)), reason="price", at=on(5))
    opportunity.refresh_from_db()
    days = {each["decision"]: each["days_to_decider"] for each in shapes.shown(opportunity, on(6))["gaps"]}
    assert days == {"start_project": None, "choose_vendor": None}
