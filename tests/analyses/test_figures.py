"""Every analysis against figures counted by hand on the records of ``world``."""

from datetime import date
from decimal import Decimal

import pytest

from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.analyses import analyse, analyses, analysis_named
from samebook.numbers.estimates import wilson
from tests.analyses.files import written
from tests.analyses.world import AS_OF, TABLES

EVERYBODY = Actor.system("test")
NORTH = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1}))
NOWHERE = Actor(73, "user:73", frozenset({Role.REP}))
PARTNER = Actor(74, "user:74", frozenset({Role.PARTNER_USER}))


@pytest.fixture(scope="module")
def _snapshot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshots")
    written(folder, TABLES, at=AS_OF)
    return folder


@pytest.fixture(autouse=True)
def snapshot(_snapshot, settings):
    settings.SAMEBOOK_SNAPSHOTS = _snapshot


def lines(name, table, *cells, actor=EVERYBODY, period=None, **values):
    """Per line of a table, by its heads, the wanted cells."""
    result = analyse(name, actor=actor, values=values, period=period)
    wanted = next(each for each in result.found.tables if each.name == table)
    found = {}
    for line in wanted.lines:
        head = line.heads[0] if len(line.heads) == 1 else line.heads
        values = tuple(line.cells[cell] for cell in cells)
        found[f"{head:%Y-%m}" if isinstance(head, date) else head] = values[0] if len(values) == 1 else values
    return found


def test_the_funnel_counts_only_leads_that_had_their_chance():
    # counted: 1 to 7 and 10; followed for 30 days: 1 to 5 (6 is 16 days old)
    assert lines("funnel", "steps", "reached", "of", "within", "followed", "lag", within_days=30) == {
        "Received": (8, 8, 5, 5, 0.0),
        "Judged": (7, 8, 5, 5, None),  # not 10; when it was first judged nobody kept
        "Delivered": (6, 8, 4, 5, 0.5),  # 1 2 3 5 after 1 0 1 0 days; 4 is in nurture
        "Attempted": (4, 8, 3, 5, 1.0),  # 1 2 5 after 0+1, 3, 0 days
        "Accepted": (4, 8, 3, 5, 2.0),  # 1 2 5 after 2 4 1 days; 3 was rejected
        "Opportunity": (4, 8, 2, 5, 6.0),  # 1 and 5 after 10 and 2 days; 2 after 36
        "Won": (1, 7, 0, 4, None),  # 1 after 54 days; 5 was won before it came and is left out
    }
    found = analyse("funnel", actor=EVERYBODY, values={"within_days": 30}).found
    assert (found.row_count, found.left_out) == (8, 1)
    assert "3 leads are too young" in found.notes[0]
    share = lines("funnel", "steps", "share", "share_low", "share_high", within_days=30)["Opportunity"]
    assert share == pytest.approx((0.4, wilson(2, 5).low, wilson(2, 5).high))


def test_a_lead_is_old_enough_on_the_day_its_days_are_over():
    # 1 was received 172 days before the first of July
    assert lines("funnel", "months", "followed", within_days=172)["2026-01"] == 1
    assert lines("funnel", "months", "followed", within_days=173)["2026-01"] == 0


def test_the_funnel_by_month():
    assert lines("funnel", "months", "everybody", "followed", "opportunity", within_days=30) == {
        "2026-01": (3, 3, 1 / 3),
        "2026-02": (2, 2, 1 / 2),
        "2026-06": (3, 0, None),
    }
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert lines("funnel", "months", "everybody", period=january) == {"2026-01": 3}


def test_a_cohorts_cell_is_empty_until_its_month_is_over():
    assert lines("cohort_conversion", "opportunity", "n", "by_0", "by_1", "by_2", months=2) == {
        "2026-01": (3, 1 / 3, 2 / 3, 2 / 3),  # 1 in the same month, 2 in the next
        "2026-02": (2, 1 / 2, 1 / 2, 1 / 2),  # 5
        "2026-06": (3, 1 / 3, None, None),  # 6; July is not over
    }
    assert lines("cohort_conversion", "won", "n", "by_0", "by_1", "by_2", months=2) == {
        "2026-01": (3, 0.0, 0.0, 1 / 3),  # 1 in March
        "2026-02": (1, 0.0, 0.0, 0.0),  # 5 cannot be
        "2026-06": (3, 0.0, None, None),
    }
    assert analyse("cohort_conversion", actor=EVERYBODY).found.left_out == 1


def test_who_waits_is_in_the_percentiles():
    # minutes: 1 30, 5 60, 6 1440, 3 rejected at 1440, 2 4320, 7 waits since 14400
    # by 24 h: 1/6 + 1/6 + 4/6 * 1/4 = 1/2; by 72 h: + 2/6 * 1/2 = 2/3
    found = lines("first_response", "percentiles", "n", "events", "others", "open", "q50", "q75", "q90")
    assert found["All"] == (6, 4, 1, 1, 24.0, None, None)
    assert found["A"] == (4, 3, 0, 1, 1.0, 72.0, None)  # 30 60 4320, one waits
    assert found["B"] == (2, 1, 1, 0, 24.0, None, None)


def test_where_nobody_waits_the_interval_is_between_ranks(settings, tmp_path):
    made = [
        {**TABLES["leads"][0], "lead_id": n, "delivered_at": at, "first_attempt_at": at.replace(minute=n)}
        for n in range(1, 21)
        for at in [TABLES["leads"][0]["delivered_at"]]
    ]
    written(tmp_path, {"leads": made}, at=AS_OF)
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    # twenty waits of 1 to 20 minutes: the tenth is the median, the 6th and the 15th bound it at 95 %
    found = lines("first_response", "percentiles", "q50", "q50_low", "q50_high")["All"]
    assert found == pytest.approx((10 / 60, 6 / 60, 15 / 60))


def test_a_visit_lasts_until_another_stage_is_entered():
    # discovery: 12 and 18 days to project, 14 to lost, 0 to proposal, open for 103; S: 4/5 3/5 2/5 1/5
    assert lines("time_in_stage", "stays", "entries", "left", "inside", "lower", "median", "upper") == {
        "Discovery": (5, 4, 1, 12.0, 14.0, 18.0),
        "Project": (2, 2, 0, 10.0, 10.0, 19.0),  # 19 to proposal, though said twice; 10 back to discovery
        "Proposal": (2, 1, 1, 13.0, 13.0, 13.0),  # open for 6; then the only one left goes to won after 13
    }
    assert lines("time_in_stage", "ways", "n", "of") == {
        ("Discovery", "Project"): (2, 4),
        ("Discovery", "Lost"): (1, 4),
        ("Discovery", "Proposal"): (1, 4),
        ("Project", "Discovery"): (1, 2),
        ("Project", "Proposal"): (1, 2),
        ("Proposal", "Won"): (1, 1),
    }
    found = analyse("time_in_stage", actor=EVERYBODY).found
    assert (found.row_count, found.left_out) == (9, 1)


def test_who_ordered_again_and_what_of_the_revenue_stayed():
    assert lines("retention", "again", "n", "by_1", "by_2", "by_3", months_each=1) == {
        "2026-01": (2, 1 / 2, 0.0, 0.0),  # 1 in February; its refund in April is no order
        "2026-02": (1, 0.0, 0.0, 1.0),  # 3 in May, without a rate
        "2026-03": (1, 0.0, 0.0, 0.0),  # 5
        "2026-06": (1, None, None, None),  # 4; July is not over
    }
    assert lines("retention", "kept", "revenue", "by_1", "by_3", months_each=1) == {
        "2026-01": (Decimal("410.00"), pytest.approx(50 / 410), pytest.approx(-20 / 410)),
        "2026-02": (Decimal("40.00"), 0.0, None),  # its only order of May has no rate
        "2026-03": (Decimal("0.00"), None, None),  # refunded: nothing to be a part of
        "2026-06": (Decimal("1000.00"), None, None),
    }
    assert lines("retention", "again", "n", "by_1", months_each=3)["2026-01"] == (2, 0.0)  # April to June
    found = analyse("retention", actor=EVERYBODY).found
    assert (found.row_count, found.left_out) == (5, 2)  # 3's refund and free line before its first order
    assert "1 orders without a rate" in found.notes[0]


def test_how_much_the_largest_bring():
    # 4 1000, 2 310, 1 130, 3 35: 1475; the top fifth of four is one
    assert lines("concentration", "tops", "n", "amount", "share") == {
        "Top 1 %": (1, Decimal(1000), pytest.approx(1000 / 1475)),
        "Top 5 %": (1, Decimal(1000), pytest.approx(1000 / 1475)),
        "Top 10 %": (1, Decimal(1000), pytest.approx(1000 / 1475)),
        "Top 20 %": (1, Decimal(1000), pytest.approx(1000 / 1475)),
        "All ranked": (4, Decimal(1475), 1.0),
    }
    assert lines("concentration", "beside", "n", "amount") == {
        "More refunded than ordered": (1, Decimal(-80)),  # 6
        "Nothing in these days, or as much refunded as ordered": (1, Decimal(0)),  # 5
    }


@pytest.mark.parametrize(
    ("with_noughts", "gini"),
    [
        (0, 2 * (1 * 35 + 2 * 130 + 3 * 310 + 4 * 1000) / (4 * 1475) - 5 / 4),
        (1, 2 * (1 * 0 + 2 * 35 + 3 * 130 + 4 * 310 + 5 * 1000) / (5 * 1475) - 6 / 5),
    ],
)
def test_gini_with_and_without_those_at_nought(with_noughts, gini):
    found = analyse("concentration", actor=EVERYBODY, values={"with_noughts": with_noughts}).found
    assert found.headlines[0].found.value == pytest.approx(gini)
    assert found.headlines[0].found.low is None


def test_days_without_a_rate_and_with_more_refunds_than_orders_stand_apart():
    spring = Period(date(2026, 4, 1), date(2026, 6, 1))
    assert lines("concentration", "beside", "n", period=spring) == {
        "More refunded than ordered": 1,  # 1
        "Only orders without a rate": 1,  # 3
    }
    assert lines("concentration", "beside", "n", period=spring, with_noughts=1)["Only orders without a rate"] == 1


def test_what_came_before_an_opportunity():
    # within 30 days: 1 (email 01-10, 01-19, phone 01-19; not that of the day itself); 2 (email 02-15, response 02-01);
    # 3 (other 02-28, one message that did not bounce); 5 none; 4 has no account
    assert lines("touches_before_opening", "parts", "with", "of", "none", "median", within_days=30) == {
        "All": (3, 4, 1 / 4, 2.0),
        "Email": (2, 4, 2 / 4, 0.5),
        "Message": (1, 4, 3 / 4, 0.0),
        "Other": (1, 4, 3 / 4, 0.0),
        "Phone": (1, 4, 3 / 4, 0.0),
        "Response": (1, 4, 3 / 4, 0.0),
    }
    assert lines("touches_before_opening", "counts", "n", within_days=30) == {"0": 1, "1": 0, "2": 2, "3": 1}
    # within 59 days: also the fair; the second one also has both of January's, and the call of the 20th
    assert lines("touches_before_opening", "counts", "n", within_days=59) == {
        "0": 1, "1": 0, "2": 0, "3": 2, "4": 0, "5": 0, "6": 1
    }  # fmt: skip
    assert "1 opportunities belong to no account" in analyse("touches_before_opening", actor=EVERYBODY).found.notes[0]


def test_a_rep_sees_their_own_part():
    assert analyse("funnel", actor=NORTH).found.row_count == 5  # 1 2 5 6 10
    assert lines("time_in_stage", "stays", "entries", actor=NORTH)["Discovery"] == 3
    assert lines("concentration", "tops", "amount", actor=NORTH)["All ranked"] == Decimal(165)


@pytest.mark.parametrize("name", sorted(analyses()))
def test_who_has_no_territory_sees_nothing_and_no_nought(name):
    found = analyse(name, actor=NOWHERE).found
    assert found.row_count == 0
    assert not [each for each in found.headlines if each.found.value is not None]


@pytest.mark.parametrize("name", sorted(analyses()))
def test_a_partner_user_reads_no_analysis(name):
    with pytest.raises(Refused, match="read the numbers"):
        analyse(name, actor=PARTNER)


def test_what_cannot_be_asked_is_refused_at_its_field():
    with pytest.raises(Refused, match="from 1 to 730") as refused:
        analyse("funnel", actor=EVERYBODY, values={"within_days": 0})
    assert (refused.value.code, refused.value.field) == ("analyses.parameter_outside", "within_days")
    with pytest.raises(Refused, match="no parameter mood") as refused:
        analyse("funnel", actor=EVERYBODY, values={"mood": 1})
    assert refused.value.code == "analyses.no_such_parameter"
    with pytest.raises(Missing):
        analyse("nothing_such", actor=EVERYBODY)


@pytest.mark.parametrize("name", sorted(analyses()))
def test_the_columns_of_an_analysis_have_the_types_that_its_header_says(name):
    from samebook.numbers.analyses.running import ask, parameters
    from samebook.numbers.engines import engine
    from samebook.numbers.snapshot.store import current

    kinds = {"integer": int, "text": str, "date": date, "decimal": (Decimal, int), "number": (float, int)}
    analysis, asked = analysis_named(name), ask(name, actor=EVERYBODY)
    with engine().open(current()) as session:
        answer = session.run(analysis.query, parameters(asked))
    for place, column in enumerate(answer.names):
        said = kinds[analysis.columns[column].type]
        assert all(row[place] is None or isinstance(row[place], said) for row in answer.rows), column
