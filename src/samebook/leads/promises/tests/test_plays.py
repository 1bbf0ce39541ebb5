"""The promise of plays on the page of both sides, counted again over the rows of the records."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse

from samebook.agreement.models import Edition
from samebook.leads.drawing import promised
from samebook.leads.promises.queries import Line, leads_behind, promises_on
from samebook.leads.tests.company import BOOK, founded, sign
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.plays.models import PlayRequest

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 2, 11, 0, 1, tzinfo=ZoneInfo("Europe/Berlin"))
CHANGE = datetime(2026, 3, 11, 12, 1, tzinfo=ZoneInfo("Europe/Berlin"))
AS_OF = datetime(2026, 3, 21, 9, tzinfo=UTC)
DAY = date(2026, 3, 21)
PROMISES = "promises:\n  plays: {{within_days: {}}}\n"


@pytest.fixture
def cast(db):
    """Three business days are owed from 11 February, five from noon of 11 March."""
    made = founded(BOOK + PROMISES.format(3), at=FIRST)
    sign(made, BOOK + PROMISES.format(5), at=CHANGE)
    return made


@pytest.fixture
def editions(cast, settings, tmp_path):
    """Sixty requests, one every sixteen hours from 12 February on: ended early, late, or never; some are not owed."""
    first, second = Edition.objects.order_by("in_force_from")
    made = []
    for number in range(60):
        asked = FIRST + timedelta(days=1, hours=16 * number)
        due = asked + timedelta(days=3) if number % 10 else None
        ended = asked + timedelta(hours=20 * (number % 7)) if number % 3 else None
        gone = ended is None or ended >= AS_OF
        made.append(
            PlayRequest(
                cause="legal", why="They ask.", asked_by_id=cast.rep.id, asked_at=asked, due_at=due,
                edition=first if asked < CHANGE else second, state="open" if gone else "declined",
                answer="" if gone else "No.", ended_at=None if gone else ended,
            )
        )  # fmt: skip
    PlayRequest.objects.bulk_create(made)
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=AS_OF)
    return first, second


def of_plays(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.promise.kind == "plays"]


def counted(edition: Edition) -> tuple[list[int], list[int]]:
    """Those of March that were owed and are over, and of these the ones that were ended in time."""
    over, kept = [], []
    for each in PlayRequest.objects.filter(edition=edition).order_by("id"):
        in_march = each.asked_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m") == "2026-03"
        if in_march and each.due_at is not None and (each.ended_at is not None or each.due_at < AS_OF):
            over.append(each.pk)
            if each.ended_at is not None and each.ended_at <= each.due_at:
                kept.append(each.pk)
    return over, kept


def test_each_edition_has_its_promise_of_plays_counted_by_its_own_terms(cast, editions):
    for who in (cast.marketing, cast.manager):  # both sides read the same
        lines = of_plays(promises_on(who, at=AS_OF, day=DAY).of("marketing"))
        assert [line.promise.says for line in lines] == [
            f"Each play that sales asks for answered within {days} business days" for days in (3, 5)
        ]
        assert [(line.kept, line.of) for line in lines] == [
            (len(kept), len(over)) for over, kept in map(counted, editions)
        ]
    assert all(0 < line.kept < line.of for line in lines if line.of is not None)
    assert promised(promises_on(cast.marketing, at=AS_OF, day=DAY)).points == [], "no number of leads is promised"


def test_the_plays_behind_it_are_those_that_the_plain_count_has(cast, editions):
    over, kept = counted(editions[1])
    asked = {"kind": "plays", "per": "month", "day": DAY, "level": "", "territory": ""}
    assert sorted(leads_behind(cast.manager, editions[1].pk, **asked, missed=False)[1]) == over
    assert leads_behind(cast.manager, editions[1].pk, **asked, missed=True)[1] == sorted({*over} - {*kept})
    said = {"edition": editions[1].pk, "kind": "plays", "per": "month", "on": "2026-03-21", "missed": "1"}
    page = client_of(cast.marketing).get(reverse("leads:promises_records"), said | {"level": "x", "territory": "y"})
    assert page.content.decode().count("<tr>") == 1 + len(over) - len(kept)


def test_the_page_says_it_to_both_sides(cast, editions):
    for who in (cast.marketing, cast.manager):
        page = client_of(who).get(reverse("leads:promises"), {"on": "2026-03-21"}).content.decode()
        for days in (3, 5):
            assert f"Each play that sales asks for answered within {days} business days" in page
    told = client_of(cast.manager).get(reverse("leads:promises_file", args=["csv"]), {"on": "2026-03-21"})
    assert told.content.decode("utf-8-sig").count("Each play that sales asks for") == 2


def test_an_edition_of_a_country_owes_no_plays_of_its_own(cast, editions):
    Edition.objects.filter(pk=editions[1].pk).update(scope="country GB", scope_name="United Kingdom")
    (line,) = of_plays(promises_on(cast.marketing, at=AS_OF, day=DAY).of("marketing"))
    assert line.edition_id == editions[0].pk
