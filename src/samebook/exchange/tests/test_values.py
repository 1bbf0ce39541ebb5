"""From text to value."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from samebook.exchange.values import boolean, day, decimal, guess_order, instant, integer
from samebook.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [("1250.50", ".", "1250.50"), ("1,250.50", ".", "1250.50"), ("1.250,50", ",", "1250.50"), ("-3", ".", "-3"),
     ("€ 1.000", ",", "1000"), ("1 000,5 EUR", ",", "1000.5"), ("50000000.0", ".", "50000000.0")],
)  # fmt: skip
def test_numbers_are_exact(text, mark, value):
    assert decimal(text, mark=mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("1e30", "."), ("9" * 30, "."), ("NaN", "."), ("inf", "."), ("1,5", "."), ("1.5", ","), ("1_000", "."),
     ("12a", "."), ("1,25,000", "."), ("--1", ".")],
)  # fmt: skip
def test_what_is_no_number_is_refused(text, mark):
    with pytest.raises(Refused):
        decimal(text, mark=mark)


def test_whole_numbers_and_yes_and_no():
    assert (integer("12.0"), boolean("TRUE"), boolean("nein")) == (12, True, False)
    for wrong in (lambda: integer("12.5"), lambda: boolean("perhaps")):
        with pytest.raises(Refused):
            wrong()


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [("2018-02-01", "", date(2018, 2, 1)), ("1/2/2018", "dmy", date(2018, 2, 1)), ("1/2/2018", "mdy", date(2018, 1, 2)),
     ("01.02.18", "dmy", date(2018, 2, 1)), ("2018/2/1", "", date(2018, 2, 1)),
     ("2018-02-26 19:58:54", "", date(2018, 2, 26))],
)  # fmt: skip
def test_days_are_read_in_the_order_that_was_said(text, order, value):
    assert day(text, order=order, pattern="") == value


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [("1/2/2018", "", "exchange.date_order"), ("31/12/2018", "mdy", "exchange.not_a_date"),
     ("2018-02-30", "", "exchange.not_a_date"), ("soon", "dmy", "exchange.not_a_date"),
     ("0000-01-01", "", "exchange.not_a_date")],
)  # fmt: skip
def test_a_doubtful_day_is_refused(text, order, code):
    with pytest.raises(Refused) as refused:
        day(text, order=order, pattern="")
    assert refused.value.code == code


def test_a_moment_takes_the_files_zone_unless_it_has_its_own():
    zone = ZoneInfo("America/Sao_Paulo")
    read = lambda text: instant(text, order="ymd", pattern="", zone=zone)  # noqa: E731
    assert read("2018-02-26 9:58") == datetime(2018, 2, 26, 12, 58, tzinfo=UTC)
    assert read("2018-02-26T09:58:00Z") == datetime(2018, 2, 26, 9, 58, tzinfo=UTC)
    assert read("2018-06-05") == datetime(2018, 6, 5, 3, 0, tzinfo=UTC)
    assert instant("05Jun2018", order="", pattern="%d%b%Y", zone=zone).day == 5


def test_the_order_of_dates_is_told_by_days_above_twelve_only():
    assert guess_order(["1/2/2018", "13/2/2018"]) == "dmy"
    assert guess_order(["1/2/2018", "2/13/2018"]) == "mdy"
    assert guess_order(["1/2/2018", "3/4/2018"]) == ""
    assert guess_order(["13/1/2018", "1/13/2018"]) == ""
    assert guess_order(["2018-01-02"]) == "ymd"
