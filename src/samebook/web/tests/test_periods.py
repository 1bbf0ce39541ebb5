from datetime import date

import pytest

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.web.periods import choices, days, period_of

APRIL = FiscalCalendar(4)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("month:2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("quarter:2027-1", date(2026, 4, 1), date(2026, 7, 1)),
        ("quarter:2027-4", date(2027, 1, 1), date(2027, 4, 1)),
        ("year:2027", date(2026, 4, 1), date(2027, 4, 1)),
    ],
)
def test_a_choice_stands_for_its_fiscal_days(said: str, start: date, end: date) -> None:
    assert period_of(said, calendar=APRIL, today=TODAY) == Period(start, end)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("last:7", date(2026, 11, 15), date(2026, 11, 21)),
        ("last:365", date(2025, 11, 22), date(2026, 11, 21)),
        ("this:month", date(2026, 11, 1), date(2026, 11, 30)),
        ("this:quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("last:month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last:quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("this:year", date(2026, 4, 1), date(2027, 3, 31)),
    ],
)
def test_a_moving_choice_stands_for_days_around_the_one_it_is_asked_on(said: str, first: date, last: date) -> None:
    assert period_of(said, calendar=APRIL, today=TODAY) == days(first, last)


@pytest.mark.parametrize("said", ["", "all"])
def test_all_is_no_period(said: str) -> None:
    assert period_of(said, calendar=APRIL, today=TODAY) is None


@pytest.mark.parametrize(
    "said",
    [
        "month:2026-13",
        "month:2026",
        "quarter:2027-5",
        "year:2027-1",
        "year:0001",
        "year:9999",
        "week:2026-1",
        "last:8",
        "last:0",
        "last:year",
        "this:day",
        "x",
    ],
)
def test_what_is_no_period_is_refused_at_its_field(said: str) -> None:
    with pytest.raises(Refused) as caught:
        period_of(said, calendar=APRIL, today=TODAY)
    assert caught.value.field == "period"


def test_every_choice_on_offer_is_read_as_the_period_it_names() -> None:
    for group, offered in choices(date(2026, 11, 22), APRIL):
        if isinstance(offered, list):
            for value, label in offered:
                period = period_of(value, calendar=APRIL, today=TODAY)
                assert period is not None, group
                assert value.startswith(("last:", "this:")) or APRIL.label(period) == label


def test_days_of_ones_own_include_the_last_one() -> None:
    assert days(date(2026, 1, 1), date(2026, 1, 31)) == Period.month(date(2026, 1, 9))
    for first, last in ((date(2026, 1, 2), date(2026, 1, 1)), (date(1, 1, 1), date(2026, 1, 1))):
        with pytest.raises(Refused):
            days(first, last)


def test_fiscal_months_are_offered_where_they_are_made_of_weeks():
    weeks, today = FiscalCalendar(2, "4-5-4", 5, "nearest"), date(2024, 2, 3)
    offered = dict(choices(today, weeks))["Fiscal month"]
    assert offered[0] == ("fiscal:2024-12", "M12 FY 2024")
    assert period_of("fiscal:2024-12", calendar=weeks, today=today) == Period(date(2023, 12, 31), date(2024, 2, 4))
    assert "Fiscal month" not in dict(choices(today, FiscalCalendar(2)))
    with pytest.raises(Refused):
        period_of("fiscal:2024-13", calendar=weeks, today=today)
