"""The figures of a period against the records they are counted from."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samebook.board.figures.counting import count
from samebook.board.figures.kept import figures_of, last_kept
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.models import Lead
from samebook.leads.quarter.tests.conftest import AS_OF
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
LAST_QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
THIS_QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))
COUNTED = ("not_a_lead", "service_request")


def delivered_in(first: date, end: date) -> list[Lead]:
    rows = Lead.objects.filter(delivered_at__isnull=False).exclude(status__in=COUNTED)
    return [lead for lead in rows if first <= lead.delivered_at.astimezone(BERLIN).date() < end]


def by_name(found, part="activity"):
    return {each["measure"]: each for each in found[part]}


def test_a_quarter_that_goes_on_is_counted_as_far_as_it_goes_and_against_as_many_days(cast, leads):
    found = count(THIS_QUARTER, at=AS_OF)
    assert found["period"] == {
        "start": "2026-01-01", "end": "2026-04-01", "counted_to": "2026-03-22",
        "before_start": "2025-10-03", "before_end": "2025-12-22",
    }  # fmt: skip
    here = delivered_in(date(2026, 1, 1), date(2026, 3, 22))
    earlier = delivered_in(date(2025, 10, 3), date(2025, 12, 22))
    told = by_name(found)
    assert (told["delivered"]["value"], told["delivered"]["before"]["value"]) == (str(len(here)), str(len(earlier)))
    answered = [lead for lead in here if lead.answered_at]
    accepted = sum(lead.rejected_at is None for lead in answered)
    assert (told["accepted"]["n"], told["accepted"]["hits"]) == (str(len(answered)), str(accepted))
    assert float(told["accepted"]["value"]) == pytest.approx(accepted / len(answered))
    assert told["accepted"]["change"]["form"] == "points"
    assert told["delivered"]["change"]["form"] == "ratio"
    assert told["cost_per_response"]["value"] is None, "nothing was spent: no data, not free"
    assert found["promoters"] is None
    assert [each["edition"] for each in found["editions"]] == ["1", "2"]
    assert by_name(found, "sales")["pipeline"]["before"] is None, "told as things stand"


def test_promises_are_counted_as_the_page_of_promises_counts_them(cast, leads):
    from samebook.leads.promises.queries import promises_in

    found = count(THIS_QUARTER, at=AS_OF)
    page = promises_in(cast.marketing, THIS_QUARTER, at=AS_OF)
    lines = [line for line in page.lines if line.part.start <= page.as_of]
    assert {each["side"] for each in found["promises"]} == {"marketing", "sales"}
    assert sum(int(each["kept"]) for each in found["promises"]) == sum(line.kept for line in lines)
    assert sum(int(each["parts"]) for each in found["promises"]) == len(lines)
    keys = [each["key"] for each in found["promises"]]
    assert len(set(keys)) == len(keys)


def test_figures_are_counted_once_a_snapshot_and_a_period_ahead_is_refused(cast, leads, settings):
    steps = []
    first = figures_of(LAST_QUARTER, at=AS_OF, told=lambda done, of: steps.append((done, of)))
    assert steps == [(number, len(steps)) for number in range(1, len(steps) + 1)]
    again = figures_of(LAST_QUARTER, at=AS_OF, told=lambda done, of: pytest.fail("counted again"))
    assert again == first == last_kept(LAST_QUARTER)
    later = AS_OF + timedelta(hours=1)
    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=later)
    assert figures_of(LAST_QUARTER, at=later)["snapshot"]["stamp"] != first["snapshot"]["stamp"]
    with pytest.raises(Refused, match="do not reach"):
        count(Period(date(2026, 4, 1), date(2026, 7, 1)), at=datetime.now(UTC))


def test_a_broken_file_of_figures_is_counted_anew(cast, leads, tmp_path):
    figures_of(LAST_QUARTER, at=AS_OF)
    [file] = (tmp_path / "boards").glob("figures-*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    for broken in ("", "{", "[]", '{"format": 0}'):
        file.write_text(broken)
        assert last_kept(LAST_QUARTER) is None
    assert figures_of(LAST_QUARTER, at=AS_OF)["format"] == 1
