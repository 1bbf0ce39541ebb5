"""Quarters, windows and comparisons, reckoned by hand."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.quarter import rules
from samebook.leads.quarter.rules import NOT_YET, OTHERWISE, TOO_FEW, Force, Window
from samebook.numbers.estimates import newcombe, rate_ratio

APRIL = FiscalCalendar(4)
Q1 = Period(date(2026, 4, 1), date(2026, 7, 1))
UTC_ZONE = ZoneInfo("UTC")


def test_quarters_are_the_companys_and_go_back_to_the_first_edition():
    found = rules.quarters_since(date(2026, 2, 3), date(2026, 8, 9), APRIL)
    assert [each.start for each in found] == [date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1)]
    assert len(rules.quarters_since(date(1990, 1, 1), date(2026, 8, 9), APRIL)) == rules.MOST_QUARTERS


def test_the_quarter_before_is_the_fiscal_one_though_it_has_other_days():
    assert rules.before(Q1, APRIL) == Period(date(2026, 1, 1), date(2026, 4, 1))
    assert rules.before(Q1, APRIL).days != Q1.days


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (date(2026, 5, 1), "quarter.none"),
        (date(2026, 10, 1), "quarter.ahead"),
        (date(1, 1, 1), "quarter.none"),
        (date(9999, 10, 1), "quarter.none"),
    ],
)
def test_what_is_no_quarter_or_has_not_come_is_refused(start, code):
    with pytest.raises(Refused) as refused:
        rules.quarter_named(start, date(2026, 8, 9), APRIL)
    assert refused.value.code == code


def test_a_window_is_as_long_as_its_editions_were_in_force_up_to_the_snapshot():
    forces = [
        Force(1, datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 4, 11, tzinfo=UTC)),
        Force(2, datetime(2026, 4, 11, tzinfo=UTC), datetime(2026, 4, 21, tzinfo=UTC)),
        Force(3, datetime(2026, 4, 21, tzinfo=UTC), None),
    ]
    as_of = datetime(2026, 5, 1, tzinfo=UTC)

    def days(*editions):
        return rules.window(Q1, editions, forces, zone=UTC_ZONE, as_of=as_of).minutes / 1440

    assert (days(1), days(2), days(3), days(1, 3), days()) == (10, 10, 10, 20, 0)
    assert rules.minutes_of(Q1, UTC_ZONE, as_of) == 30 * 1440


def windows(minutes, minutes_before):
    return Window(Q1, frozenset({1}), minutes), Window(rules.before(Q1, APRIL), frozenset({1}), minutes_before)


def test_counts_are_compared_by_the_time_the_clause_was_in_force():
    ratio = rate_ratio(60, 1000, 40, 2000)
    assert ratio.value == pytest.approx(3)
    row = rules.count_row("Delivered", 60, 40, windows(1000, 2000))
    assert row == ("Delivered", "60", "", "40", f"× 3.00 a day ({ratio.low:.2f} to {ratio.high:.2f})")


@pytest.mark.parametrize(
    ("now", "earlier", "minutes", "said"), [(60, 4, 9, TOO_FEW), (4, 60, 9, TOO_FEW), (60, 40, 0, OTHERWISE)]
)
def test_what_cannot_be_compared_is_not(now, earlier, minutes, said):
    assert rules.count_row("Delivered", now, earlier, windows(9, minutes))[-1] == said


def test_a_clause_that_was_not_there_yet_has_no_figures_rather_than_nought():
    assert rules.count_row("Delivered", 0, 40, windows(0, 9)) == ("Delivered", "", "", "", NOT_YET)
    assert rules.share_row("On time", (0, 0), (4, 8), windows(0, 9)) == ("On time", "", "", "", NOT_YET)


def test_shares_are_compared_in_points():
    found = newcombe(56, 70, 48, 80)  # METHODS 6: 0.05243 to 0.33387
    row = rules.share_row("On time", (56, 70), (48, 80), windows(9, 9))
    assert (found.low, found.high) == pytest.approx((0.05243, 0.33387), abs=1e-5)
    assert row[1:] == ("80.0 % of 70", "69.2 to 87.7 %", "60.0 % of 80", "+20.0 points (+5.2 to +33.4)")
    fewer = rules.share_row("On time", (48, 80), (56, 70), windows(9, 9))[-1]
    assert fewer == "\N{MINUS SIGN}20.0 points (\N{MINUS SIGN}33.4 to \N{MINUS SIGN}5.2)"
    assert rules.share_row("On time", (5, 7), (4, 8), windows(9, 9))[-1].endswith(", few)")
    assert rules.share_row("On time", (5, 7), (0, 0), windows(9, 9))[-1] == TOO_FEW
    assert rules.share_row("On time", (5, 7), (4, 8), windows(9, 0))[-2:] == ("", OTHERWISE)
    assert rules.share_row("On time", (0, 0), (0, 0), windows(9, 9))[1:4] == ("", "", "")
