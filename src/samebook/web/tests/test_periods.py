from datetime import date

import pytest

from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.web.periods import choices, days, period_of

APRIL = FiscalCalendar(4)


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
    assert period_of(said, calendar=APRIL) == Period(start, end)


@pytest.mark.parametrize("said", ["", "all"])
def test_all_is_no_period(said: str) -> None:
    assert period_of(said, calendar=APRIL) is None


@pytest.mark.parametrize(
    "said",
    ["month:2026-13", "month:2026", "quarter:2027-5", "year:2027-1", "year:0001", "year:9999", "week:2026-1", "x"],
)
def test_what_is_no_period_is_refused_at_its_field(said: str) -> None:
    with pytest.raises(Refused) as caught:
        period_of(said, calendar=APRIL)
    assert caught.value.field == "period"


def test_every_choice_on_offer_is_read_as_the_period_it_names() -> None:
    for group, offered in choices(date(2026, 11, 22), APRIL):
        if isinstance(offered, list):
            for value, label in offered:
                period = period_of(value, calendar=APRIL)
                assert period is not None, group
                assert APRIL.label(period) == label


def test_days_of_ones_own_include_the_last_one() -> None:
    assert days(date(2026, 1, 1), date(2026, 1, 31)) == Period.month(date(2026, 1, 9))
    for first, last in ((date(2026, 1, 2), date(2026, 1, 1)), (date(1, 1, 1), date(2026, 1, 1))):
        with pytest.raises(Refused):
            days(first, last)
