"""Figures in words, and where their marks stand."""

import pytest

from samebook.board.report.drawing import Mark, drawn
from samebook.board.report.wording import NONE_ENTERED, TOO_FEW, against, change, counted, interval, value

BENCHMARK = {"value": "0.78", "source": "Agreed in May", "from": "2026-05-01"}


@pytest.mark.parametrize(
    ("told", "kind", "shown"),
    [
        ("0.8125", "rate", "81.2 %"),
        ("1204", "count", "1,204"),
        ("12.5", "ratio", "12.50 EUR"),
        ("1250000.40", "amount", "1,250,000 EUR"),
        ("7", "amount", "7 EUR"),
        (None, "rate", ""),
    ],
)
def test_a_value_is_told_by_its_kind_and_no_data_is_nothing(told, kind, shown):
    assert value(told, kind, "EUR") == shown


def test_an_interval_without_an_upper_end_says_where_it_begins():
    assert interval({"low": "0.771", "high": "0.848"}, "rate", "EUR") == "77.1 to 84.8 %"
    assert interval({"low": "60.2", "high": None}, "ratio", "EUR") == "from 60.20 EUR"
    assert interval({"low": None, "high": None}, "amount", "EUR") == ""


def test_what_a_figure_rests_on_is_counted_in_its_records():
    assert counted({"n": "412", "hits": "334"}, "leads") == "334 of 412 leads"
    assert counted({"n": "1"}, "opportunities") == "1 opportunity"
    assert counted({"n": "1"}, "leads") == "1 lead"


@pytest.mark.parametrize(
    ("form", "values", "shown"),
    [
        ("points", ("0.062", "0.004", "0.119"), "+6.2 points (+0.4 to +11.9)"),
        ("points", ("-0.0001", "-0.05", "0.05"), "0.0 points (−5.0 to +5.0)"),
        ("ratio", ("0.8", "0.75", "0.85"), "−20.0 % (−25.0 to −15.0)"),
        ("ratio", ("1.25", None, None), "+25.0 %, no interval known"),
        ("ratio", (None, None, None), TOO_FEW),
    ],
)
def test_a_change_is_told_with_its_interval_where_one_is_known(form, values, shown):
    assert change(dict(zip(("value", "low", "high"), values, strict=True)) | {"form": form}) == shown


def test_where_nothing_was_counted_before_there_is_nothing_to_compare_with():
    found = {"form": "difference", "value": None, "low": None, "high": None}
    assert change(found, {"n": "0"}) == "nothing to compare with"
    assert change(found, {"n": "3"}) == TOO_FEW


@pytest.mark.parametrize(
    ("low", "high", "stands"),
    [("0.79", "0.85", "above it"), ("0.70", "0.77", "below it"), ("0.77", "0.85", "not told apart from it")],
)
def test_a_figure_is_above_or_below_its_benchmark_only_with_its_whole_interval(low, high, stands):
    figure = {"value": "0.8", "low": low, "high": high}
    told = against(figure, BENCHMARK, kind="rate", currency="EUR", days=92)
    assert told == f"{stands} (Agreed in May, from 2026-05-01)"


def test_no_benchmark_is_never_an_invented_one():
    assert against({"value": "1"}, None, kind="rate", currency="", days=30) == NONE_ENTERED


def test_a_benchmark_of_a_count_is_entered_a_month_and_scaled_to_the_days():
    figure = {"value": "100", "low": "81", "high": "122"}
    month = {"value": "30.4375", "source": "Last year", "from": "2026-01-01"}  # one a day
    assert against(figure, month, kind="count", currency="", days=80).startswith("above it (30 a month;")
    assert against(figure, month, kind="count", currency="", days=92).startswith("not told apart from it")
    assert against(figure, month, kind="count", currency="", days=130).startswith("below it")


def test_the_axis_begins_at_zero_and_that_of_shares_ends_at_all_of_them():
    found = drawn((0.8, 0.7, 0.9), (0.5, None, None), 0.6, is_share=True)
    assert found is not None
    assert (found.now, found.before, found.benchmark) == (Mark(0.8, 0.7, 0.9), Mark(0.5, None, None), 0.6)
    assert found.ticks == ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0))


def test_an_end_that_is_not_known_is_drawn_open_and_nothing_without_data():
    found = drawn((50.0, 40.0, None), (None, None, None), None, is_share=False)
    assert found is not None
    assert found.now is not None
    assert found.now.open
    assert found.before is None
    assert max(place for place, _ in found.ticks) == 1
    assert drawn((None, None, None), (None, None, None), 5.0, is_share=False) is None
    assert drawn((0.0, 0.0, 0.0), (None, None, None), None, is_share=False) is not None
