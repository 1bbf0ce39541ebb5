"""The search box's page: in groups, only one's own, forgiving."""

import pytest
from django.urls import reverse

from samebook.leads.models import Lead
from samebook.web.finding import found_for
from samebook.web.tests.cast import Cast
from samebook.web.tests.world import World, build

pytestmark = pytest.mark.django_db
SEARCH = reverse("web:search")


@pytest.fixture
def north(cast: Cast) -> World:
    made = build(cast, cast.north)
    Lead.objects.filter(pk=made.lead.pk).update(external_id="HS-4711")
    return made


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("müller", "Accounts"),
        ("muller chemei", "Accounts"),
        ("mueller.example", "Accounts"),
        ("Otto Brant", "People"),
        ("otto@mueller.example", "People"),
        ("+49 221 555010", "People"),
        ("two pumps", "Opportunities"),
        ("HS-4711", "Leads"),
    ],
)
def test_a_text_finds_what_it_may_mean(cast, north, text, group) -> None:
    titles = [one.title for one in found_for(cast.actor("rep"), text, most=20)]
    assert group in titles
    assert found_for(cast.actor("outsider"), text, most=20) == [], "not in another's territory"
    assert found_for(cast.actor("partner_user"), text, most=20) == []


@pytest.mark.parametrize("mark", ["", "#"])
def test_a_lead_is_found_by_its_number(cast, north, mark) -> None:
    [group] = [one for one in found_for(cast.actor("rep"), f"{mark}{north.lead.pk}", most=5) if one.title == "Leads"]
    assert group.hits[0].url == reverse("leads:lead", args=[north.lead.pk])


def test_the_page_says_what_to_do_when_nothing_is_found(cast, north) -> None:
    client = cast.client("rep")
    assert "Nothing of yours" in client.get(SEARCH, {"q": "zzzz"}).content.decode()
    assert "two characters" in client.get(SEARCH).content.decode()
    assert "two characters" in client.get(SEARCH, {"q": "m"}).content.decode()


def test_the_box_gets_the_short_list_alone(cast, north) -> None:
    html = cast.client("rep").get(SEARCH, {"q": "müller"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert north.account.name in html


@pytest.mark.parametrize(
    "text", ["%", "_" * 50, "'; --", "9" * 40, "#", "-1", "²", "\u202e", "<script>alert(1)</script>", "a" * 5000]
)
def test_any_text_gets_a_page(cast, north, text) -> None:
    answer = cast.client("rep").get(SEARCH, {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_search_takes_few_queries(cast, north, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14):
        found_for(cast.actor("rep"), "müller chemie", most=20)
