"""What history that came in bulk says of people in buying groups: last contact, and replies."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from samebook.buying.actions import close_lost
from samebook.communications.history.choosing import Choices
from samebook.communications.history.running import planned, run
from samebook.groups import actions, heard
from samebook.groups.queries import seen_of
from samebook.groups.tests.cast import NOW, sale
from samebook.jobs.models import Job
from samebook.kernel.access import Actor
from samebook.numbers.snapshot.store import snapshots_folder
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.stalls import hooks
from samebook.stalls.looking import _tried
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
BERLIN = 1
"""Hours by which instants of files without an offset, read as the company's, are later there than in UTC."""
ROWS = """id,date,email,type,direction
1,2026-02-20 10:00,p0@voss.example,email,in
2,2026-03-05 10:00,p0@voss.example,email,in
3,2026-03-09 10:00,p1@voss.example,email,out
4,2026-03-06 10:00,p2@voss.example,email,
5,2026-02-21 10:00,p3@voss.example,visit,in
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def brought(cast: Cast, tmp_path, settings):
    """An open sale of 2 March with four people in its group, and touches of each in a file."""
    settings.SAMEBOOK_HISTORY = tmp_path / "history"
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    settings.SAMEBOOK_SNAPSHOTS.mkdir()
    opportunity, people = sale(cast)
    for person in people:
        actions.add_member(cast.actor("rep"), opportunity.pk, person_id=person.pk, decision="choose_vendor", at=NOW)
    file = tmp_path / "touches.csv"
    file.write_text(ROWS)
    by = Actor.system("import")
    run(by, planned("touches", [file], Choices()))
    return opportunity, people


def count(at: datetime) -> int:
    """The next snapshot, and what the job keeps of it."""
    take_snapshot(connection, registry, snapshots_folder(), at=at)
    return heard.run_heard({}, None)["people"]


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_who_got_in_touch_is_the_last_contact_with_the_time_it_is_as_of(brought, django_assert_num_queries) -> None:
    opportunity, people = brought
    ada, bo, cai, dea = (each.pk for each in people)
    assert seen_of(opportunity, {ada}) == {}, "nothing was counted yet"
    assert count(on(10)) == 2
    with django_assert_num_queries(3):  # however many got in touch
        seen = seen_of(opportunity, {ada, bo, cai, dea})
    assert set(seen) == {ada, dea}, "what went out, or does not say, is no contact"
    assert (seen[ada].first_at, seen[ada].last_at) == (on(5, 10 - BERLIN), on(5, 10 - BERLIN))
    assert seen[ada].how == "Got in touch, by history as of 10 Mar 2026"
    assert seen[dea].first_at is None, "a visit of before the opening was about something else"


def test_what_was_noted_later_than_history_stands(cast, brought) -> None:
    opportunity, people = brought
    count(on(10))
    actions.note_contact(
        cast.actor("rep"), opportunity.pk, person_id=people[0].pk, way="call", happened_at=on(9), at=on(9)
    )
    seen = seen_of(opportunity, {people[0].pk})[people[0].pk]
    assert (seen.how, seen.last_at) == ("Spoke by telephone", on(9))
    assert seen.first_at == on(5, 10 - BERLIN), "the first one is that of history"


@pytest.mark.parametrize(("tried", "is_open"), [(4, False), (6, True)], ids=["wrote back since", "not since"])
def test_a_reply_in_history_ends_a_try_without_reply(brought, monkeypatch, tried, is_open) -> None:
    opportunity, _ = brought
    monkeypatch.setattr(hooks, "unanswered", [lambda ids: {opportunity.pk: on(tried)}])
    assert _tried([opportunity.pk]) == {opportunity.pk: on(tried)}
    count(on(10))
    assert _tried([opportunity.pk]) == ({opportunity.pk: on(tried)} if is_open else {})


def test_only_open_sales_are_kept_and_a_damaged_file_says_nothing(cast, brought) -> None:
    opportunity, _ = brought
    count(on(10))
    assert len(heard.heard_on([opportunity.pk])) == 2
    assert heard.heard_on([opportunity.pk + 1]) == {}
    assert heard.heard_on([]) == {}
    (snapshots_folder() / heard.FILE).write_bytes(b"PAR1 no")
    assert heard.heard_on([opportunity.pk]) == {}
    close_lost(cast.actor("rep"), opportunity.pk, closed_on=on(11).date(), reason="price", at=on(11))
    assert count(on(12)) == 0
    assert heard.heard_on([opportunity.pk]) == {}


def test_a_snapshot_asks_for_one_count(db) -> None:
    heard.after_snapshot(None)
    heard.after_snapshot(None)
    assert Job.objects.filter(kind=heard.KIND).count() == 1
