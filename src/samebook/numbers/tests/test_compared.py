"""Which days are compared, and what both say together."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.compared import bare_in, check_dimension, compared, comparison_of, in_words
from samebook.numbers.comparing import why_bare
from samebook.numbers.estimates import Estimate, wilson
from samebook.numbers.results import Result, ResultColumn, Row
from samebook.numbers.tables import MONTH, Dimension

TODAY = date(2026, 11, 22)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SOURCE = Dimension("source", "Source", "source")


@pytest.mark.parametrize(
    ("way", "period", "now", "before"),
    [
        ("previous", OCTOBER, "1 to 31 Oct 2026", "31 Aug to 30 Sep 2026"),
        ("year", OCTOBER, "1 to 31 Oct 2026", "1 to 31 Oct 2025"),
        ("previous", NOVEMBER, "1 to 22 Nov 2026", "2 to 23 Oct 2026"),
        ("year", NOVEMBER, "1 to 22 Nov 2026", "1 to 22 Nov 2025"),
        ("custom", NOVEMBER, "1 to 22 Nov 2026", "1 to 7 Jan 2026"),
    ],
)
def test_a_period_stands_against_days_and_one_that_goes_on_against_as_many_as_are_over(way, period, now, before):
    own = Period(date(2026, 1, 1), date(2026, 1, 8))
    found = comparison_of(way, period, today=TODAY, own=own)
    assert (in_words(found.now), in_words(found.before)) == (now, before)
    assert ("22 of 30 days so far" in found.note) == (period == NOVEMBER)
    assert ("compared by the day" in found.note) == (way == "custom")


@pytest.mark.parametrize(
    ("way", "period", "field"),
    [
        ("previous", None, "period"),
        ("year", Period(date(2026, 11, 23), date(2026, 12, 1)), "period"),
        ("custom", NOVEMBER, "compare_first"),
        ("next", NOVEMBER, "compare"),
    ],
)
def test_what_cannot_be_compared_is_refused_at_its_field(way, period, field):
    with pytest.raises(Refused) as refused:
        comparison_of(way, period, today=TODAY)
    assert (refused.value.code, refused.value.field) == ("numbers.not_compared", field)


def test_months_meet_a_year_before_only_and_other_splits_always():
    check_dimension(None, "previous")
    check_dimension(SOURCE, "previous")
    check_dimension(MONTH, "year")
    for dimension, way in ((MONTH, "previous"), (MONTH, "custom"), (Dimension("week", "Week", "day"), "year")):
        with pytest.raises(Refused):
            check_dimension(dimension, way)


def figure(kind, period, rows, dimension=SOURCE):
    columns = {
        "count": (ResultColumn("n", "Leads", "count"),),
        "rate": (
            ResultColumn("n", "Leads", "count"), ResultColumn("hits", "On time", "count"),
            *(ResultColumn(f"rate{end}", "Rate", "share") for end in ("", "_low", "_high")),
        ),
    }[kind]  # fmt: skip
    measure = SimpleNamespace(kind=kind, horizons=(), split="", title="Leads")
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    n = sum(row.n for row in rows)
    return Result(measure, dimension, period, at, "s", False, "EUR", (), n, 0, columns, tuple(rows))


def counted(value, n):
    return Row(str(value), value, str(value), n, {"n": n}, Estimate(n, None, None, n))


def rated(value, hits, n):
    found = wilson(hits, n)
    cells = {"n": n, "hits": hits, "rate": found.value, "rate_low": found.low, "rate_high": found.high}
    return Row(str(value), value, str(value), n, cells, found)


def test_two_counts_have_a_difference_and_a_ratio_with_its_interval():
    comparison = comparison_of("previous", OCTOBER, today=TODAY)
    both = compared(
        figure("count", OCTOBER, [counted("fair", 30), counted("web", 10)]),
        figure("count", comparison.before, [counted("fair", 20), counted("post", 8)]),
        comparison,
    )
    fair, web, post = (row.cells for row in both.result.rows)
    assert (fair["before"], fair["difference"], fair["relative"]) == (20, 10, pytest.approx(0.5))
    assert fair["relative_low"] < 0 < fair["relative_high"], "30 against 20 is not clear"
    assert fair["difference_low"] is None
    assert (web["before"], web["difference"], web["relative"]) == (None, None, None), "no data is null"
    assert (post["n"], post["before"], post["difference"]) == (None, 8, None)
    assert [row.key for row in both.result.rows] == ["fair", "web", "post"]


def test_counts_over_unequal_numbers_of_days_are_compared_by_the_day():
    comparison = comparison_of("custom", OCTOBER, today=TODAY, own=Period(date(2026, 9, 21), date(2026, 10, 1)))
    both = compared(
        figure("count", OCTOBER, [counted("fair", 31)]),
        figure("count", comparison.before, [counted("fair", 20)]),
        comparison,
    )
    cells = both.result.rows[0].cells
    assert cells["difference"] is None, "31 leads of 31 days less 20 of 10 says nothing"
    assert cells["relative"] == pytest.approx(-0.5), "1 a day after 2 a day"


def test_two_shares_differ_in_points_by_newcombes_interval():
    comparison = comparison_of("year", OCTOBER, today=TODAY)
    both = compared(
        figure("rate", OCTOBER, [rated("fair", 56, 70)]),
        figure("rate", comparison.before, [rated("fair", 48, 80)]),
        comparison,
    )
    cells = both.result.rows[0].cells
    assert [cells[f"difference{end}"] for end in ("", "_low", "_high")] == pytest.approx(
        [0.2, 0.05243, 0.33387], abs=1e-5
    )
    assert [cells[f"before{end}"] for end in ("", "_low", "_high")] == pytest.approx([0.6, 0.4904, 0.7004], abs=1e-4)
    assert cells["relative"] == pytest.approx(1 / 3)
    assert "Newcombe" in both.how


def test_a_month_stands_beside_the_same_one_a_year_before():
    comparison = comparison_of("year", OCTOBER, today=TODAY)
    both = compared(
        figure("count", OCTOBER, [counted(date(2026, 10, 1), 30)], MONTH),
        figure("count", comparison.before, [counted(date(2025, 10, 1), 20), counted(date(2025, 9, 1), 7)], MONTH),
        comparison,
    )
    assert [(row.key, row.cells["n"], row.cells["before"]) for row in both.result.rows] == [
        ("2026-10-01", 30, 20),
        ("2026-09-01", None, 7),
    ]


def test_a_relative_change_without_an_interval_says_why():
    comparison = comparison_of("previous", OCTOBER, today=TODAY)

    def why(kind, ours, theirs):
        both = compared(figure(kind, OCTOBER, [ours]), figure(kind, comparison.before, [theirs]), comparison)
        return bare_in(both.result.rows[0], both.result.measure)

    assert why("count", counted("fair", 30), counted("fair", 4)) == "too few for an interval"
    assert why("count", counted("fair", 30), counted("fair", 20)) == ""
    assert why("count", counted("fair", 30), counted("web", 20)) == "", "no data has no change"
    assert why("rate", rated("fair", 56, 70), rated("fair", 48, 80)) == "the difference has the interval"
    assert why_bare("amount", at_difference=False) == "amounts are no sample: no interval"
    assert why_bare("formula", at_difference=False) == "no interval is known"
