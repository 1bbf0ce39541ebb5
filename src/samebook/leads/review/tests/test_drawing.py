"""The chart of the criteria says what the table says; every drawing is words as well."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from samebook.leads import drawing
from samebook.leads.drawing import acceptance, acceptance_svg, weeks, weeks_svg
from samebook.leads.review.queries import review_of
from samebook.leads.review.tests.test_review import made
from samebook.leads.tests.conftest import client_of
from samebook.numbers.charts.marks import Owed, Share, owed_and_kept, shares
from samebook.numbers.charts.theme import INKS

__all__ = ["made"]
HOSTILE = "<script>\"&amp; ' </text> \u202e $x$ " + "W" * 300


def read(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert "holds every figure" in root[1].text
    assert "script" not in {each.tag.rpartition("}")[2] for each in root.iter()}
    assert "http" not in svg.replace("http://www.w3.org/", ""), "nothing is fetched"
    return root


@pytest.mark.django_db
def test_the_chart_has_a_dot_for_each_share_of_the_review(cast, made):
    edition, _ = made()
    review = review_of(cast.marketing, edition.pk)
    found = acceptance(review)
    wanted = [
        (one.level, one.name, each.answer.value, each.accepted.value)
        for one in review.criteria
        for each in one.figures
        if each.delivered_level is None and each.accepted.value is not None
    ]
    assert [(p.group.split(": ")[0], p.group.split(": ")[1], p.split, p.value) for p in found.points] == wanted
    assert len(found.rows) == len(found.points) > 6
    assert all(point.low <= point.value <= point.high for point in found.points)
    words = " ".join(each.text or "" for each in read(acceptance_svg(found, "light")).iter())
    assert "A: timing" in words


@pytest.mark.django_db
def test_the_page_shows_it_in_both_lights_with_the_table_behind_it(cast, made):
    edition, _ = made()
    client = client_of(cast.manager)
    page = client.get(reverse("leads:review")).content.decode()
    address = f"{reverse('leads:review_chart')}?edition={edition.pk}"
    assert f'src="{address}"' in page
    assert "The figures as a table" in page
    for theme, query in (("light", ""), ("dark", "&theme=dark")):
        answer = client.get(address + query)
        assert answer["Content-Type"] == "image/svg+xml"
        assert INKS[theme].paper in answer.content.decode()
    for query in ("?edition=999999", "?edition=x"):
        assert client.get(reverse("leads:review_chart") + query).status_code == 404
    assert client_of(cast.rep).get(address).status_code == 403


def report(*weeks_of: tuple[str, int, int], labels=("Edition 1", "Draft")) -> dict:
    lines = [{"key": key, "before": {"deliver": one}, "after": {"deliver": two}} for key, one, two in weeks_of]
    sides = {"before": {"label": labels[0]}, "after": {"label": labels[1]}}
    return {"counts": {"groups": {"week": lines}}, "sides": sides}


def test_a_week_without_leads_would_have_delivered_none():
    found = weeks(report(("2026-01-05", 3, 4), ("2026-01-19", 5, 0)))
    assert found.rows == [("5 Jan 2026", "3", "4"), ("12 Jan 2026", "0", "0"), ("19 Jan 2026", "5", "0")]
    assert [(point.series, point.value) for point in found.points][:2] == [("Edition 1", 3), ("Draft", 4)]
    assert not weeks(report())
    assert weeks_svg(weeks(report()), "light") is None


def test_two_drafts_of_one_name_are_told_apart():
    found = weeks(report(("2026-01-05", 3, 4), labels=("Draft", "Draft")))
    assert {point.series for point in found.points} == {"Draft (first)", "Draft (second)"}


def test_hostile_names_are_drawn_as_text():
    read(weeks_svg(weeks(report(("2026-01-05", 3, 4), labels=(HOSTILE, "b"))), "dark"))
    told = {"title": HOSTILE, "described": f"{HOSTILE} holds every figure", "theme": "light"}
    read(shares([Share(HOSTILE, HOSTILE, 0.5, 0.4, 0.6)], axis="Share", split="It was", **told))
    read(owed_and_kept([Owed(HOSTILE, HOSTILE, 4.0, 3.0, None, None), Owed("x", "May", 4.0, 3.0, 1.0, 9.0)], **told))
    assert shares([], axis="Share", split="It was", **told) is None
    assert owed_and_kept([], **told) is None


def test_the_weeks_of_ten_years_are_drawn():
    every = [(date.fromordinal(date(2016, 1, 4).toordinal() + 7 * n).isoformat(), n % 9, n % 7) for n in range(520)]
    assert len(weeks(report(*every)).points) == 1040
    read(drawing.weeks_svg(weeks(report(*every)), "light"))
