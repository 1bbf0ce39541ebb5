"""What becomes of the rows of stalls with and without a play, on figures small enough to count by hand."""

from datetime import UTC, date, datetime

import pytest

from samebook.kernel.access import Actor
from samebook.numbers.analyses import analysis_named
from samebook.numbers.analyses.drawing import describe, picture_of
from samebook.numbers.analyses.kinds.arms import arms
from samebook.numbers.analyses.kinds.arms_words import CONFOUNDED, OBSERVED, counted_from
from samebook.numbers.analyses.results import AnalysisResult
from samebook.numbers.analyses.running import ask
from samebook.numbers.engines import Answer

NAMES = ("split", "part", "arm", "at", "event", "n")
DAY = 24


def found_of(rows, **values):
    asked = ask("stalls_with_plays", actor=Actor.system("test"), values=values)
    return asked, arms(asked, Answer(NAMES, rows), date(2026, 7, 1))


def rows_of(split="all", part=None):
    """100 stalls: 40 got a play on day 2. Of these 20 moved on on day 4 and 10 were lost on day 8; 10 go on, as seen
    on day 20. Of the 60 others 15 moved on on day 6, 15 were won on day 12; 30 go on, as seen on day 20.
    """
    return [
        (split, part, arm, at, event, n)
        for arm, at, event, n in (
            ("without", 0, "entered", 100),
            ("without", 2 * DAY, "begun", 40),
            ("with", 2 * DAY, "entered", 40),
            ("with", 4 * DAY, "moved_on", 20),
            ("with", 8 * DAY, "lost", 10),
            ("with", 20 * DAY, "open", 10),
            ("without", 6 * DAY, "moved_on", 15),
            ("without", 12 * DAY, "won", 15),
            ("without", 20 * DAY, "open", 30),
        )
    ]


def cells(table, *heads):
    return next(dict(line.cells) for line in table.lines if line.heads == heads)


def test_days_saved_are_the_area_between_the_curves(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    _, found = found_of(rows_of())
    # From day 2 on for 14 days, where 30 and 10 are at risk. With: 40 at risk, half left after 2 days, a quarter
    # after 6: 2 + 4/2 + 8/4 = 6 days. Without: 100 came, 60 from day 2 on, 3/4 after 4 days, 1/2 after 10.
    saved = cells(found.tables[-1], "All", "")
    assert (saved["start"], saved["horizon"]) == (2, 14)
    assert saved["mean_with"] == pytest.approx(2 + 4 / 2 + 8 / 4)
    assert saved["mean_without"] == pytest.approx(4 + 6 * 3 / 4 + 4 / 2)
    assert saved["saved"] == pytest.approx(4.5)
    # variances: with 2: areas left 4 and 2: 16 x 20/(40 x 20) + 4 x 10/(20 x 10); without: 6.5 and 2
    error = (16 * 20 / 800 + 4 * 10 / 200 + 6.5**2 * 15 / (60 * 45) + 4 * 15 / (45 * 30)) ** 0.5
    assert saved["saved_low"] == pytest.approx(4.5 - 1.959964 * error, abs=1e-5)
    assert (saved["n_with"], saved["n_without"], saved["ends_with"], saved["ends_without"]) == (40, 100, 30, 30)
    assert found.row_count == 100
    assert [each.title for each in found.headlines] == ["Days saved, of 14", "Days with a play", "Days without"]
    assert OBSERVED in found.notes


def test_what_took_longer_is_told_as_slower_with_what_may_mislead(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    others = {"with": "without", "without": "with"}
    rows = [(*row[:2], others[row[2]], *row[3:]) for row in rows_of() if row[4] not in ("entered", "begun")]
    _, found = found_of([*rows, ("all", None, "without", 0, "entered", 40), ("all", None, "with", 0, "entered", 60)])
    first = found.headlines[0]
    assert first.title == "Days slower, of 14"
    assert first.found.value > 0
    assert first.found.low < first.found.value < first.found.high
    assert CONFOUNDED in found.notes
    assert cells(found.tables[-1], "All", "")["saved"] == pytest.approx(-first.found.value)  # files keep one sign


def test_an_arm_that_ended_at_once_but_for_late_ones_has_no_interval_and_says_why(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    # 99 of 100 end with the first day; 30 come an hour later and go on: the curve stands at 1 in 100 from then on
    rows = [
        ("all", None, arm, at, event, n)
        for arm, at, event, n in (
            ("with", 0, "entered", 100),
            ("with", DAY, "moved_on", 99),
            ("with", DAY + 1, "entered", 30),
            ("with", 20 * DAY, "open", 31),
            ("without", 0, "entered", 100),
            ("without", 5 * DAY, "won", 40),
            ("without", 20 * DAY, "open", 60),
        )
    ]
    _, found = found_of(rows)
    assert found.headlines[0].found.value == pytest.approx(5 + 9 * 0.6 - (1 + 13 / 100))
    assert (found.headlines[0].found.low, found.headlines[1].found.low) == (None, None)
    assert found.headlines[2].found.low is not None
    assert any(note.startswith("No interval is given: in an arm fewer than 5 stalls") for note in found.notes)


def test_ends_compete_and_sum_to_everything(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    _, found = found_of(rows_of())
    ends = next(table for table in found.tables if table.name == "ends")
    shares = {line.heads[0]: (line.cells["share_with"], line.cells["share_without"]) for line in ends.lines}
    assert shares["Moved on"] == pytest.approx((0.5, 0.25))
    assert shares["Won"] == pytest.approx((0, 0.25))
    assert shares["Lost"] == pytest.approx((0.25, 0))
    assert shares["Not ended"] == pytest.approx((0.25, 0.5))


def test_who_is_at_risk_stands_beneath_the_picture(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    asked, found = found_of(rows_of())
    table = found.tables[0]
    assert table.name == "at_risk"
    assert [column.title for column in table.columns] == ["Day 0", "Day 4", "Day 7", "Day 10", "Day 14"]
    assert list(cells(table, "With a play").values()) == [40, 20, 10, 10, 10]
    assert list(cells(table, "Without").values()) == [100, 60, 45, 45, 30]
    result = AnalysisResult(asked, datetime(2026, 7, 1, tzinfo=UTC), "x", False, "EUR", found)
    assert "curve for each part with its 95 % interval" in describe(result)
    for theme in ("light", "dark"):
        assert "<svg" in (picture_of(result, theme=theme) or "")
    assert all(point.low is not None and point.high is not None for point in found.picture.points)


def test_few_are_told_to_be_few_and_no_figure_is_given():
    _, found = found_of(rows_of())  # 20 at risk in each arm is the least: with a play 10 are left after day 8
    assert found.headlines[0].found.value is None
    assert any(note.startswith("Too few") for note in found.notes)
    saved = cells(found.tables[-1], "All", "")
    assert {saved[name] for name in ("mean_with", "saved", "saved_low", "saved_high", "horizon")} == {None}


def test_parts_are_told_apart_and_impossible_ones_are_left_out(monkeypatch):
    monkeypatch.setattr("samebook.numbers.two_arms.LEAST_AT_RISK", 10)
    rows = [
        *rows_of(),
        *rows_of("cause", "legal"),
        *rows_of("play", "Call"),
        ("all", None, "without", 0, "impossible", 3),
    ]
    rows += [("cause", "legal", "without", 0, "impossible", 3)]
    _, found = found_of(rows)
    assert [line.heads for line in found.tables[-1].lines] == [("All", ""), ("Cause", "Legal"), ("Play", "Call")]
    assert found.left_out == 3


def test_no_stall_is_told_to_be_none():
    _, found = found_of([])
    assert (found.row_count, found.tables, found.picture) == (0, (), None)


def test_the_definition_says_what_it_is():
    analysis = analysis_named("stalls_with_plays")
    assert (analysis.chapter, analysis.unit) == ("plays.effects", "stalls")
    assert analysis.parameters["most_days"].default == 90


def test_days_are_counted_from_the_beginning_or_from_a_later_day_and_never_from_day_nought():
    assert counted_from(0.0) == counted_from(0.04) == "Days from the beginning"
    assert counted_from(2.0) == "Days, counted from day 2.0"
