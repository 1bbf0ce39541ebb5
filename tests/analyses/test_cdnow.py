"""Concentration on real purchases: the figures of CDNOW that METHODS 2 gives, each purchase counted as one."""

import gzip
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.numbers.analyses import analyse
from tests.analyses.files import written

WEEKS = Period(date(1997, 1, 1), date(1997, 10, 1))
ONE = Decimal(1)
BEFORE = date(1996, 12, 31)
"""The day that first purchases are put on, so that the days asked for hold the repeated ones only."""


@pytest.fixture(scope="module")
def purchases(shared_data) -> dict[int, list[date]]:
    """Per customer the days of purchase in the 39 weeks, each once, ascending."""
    days = defaultdict(set)
    with gzip.open(shared_data / "cdnow" / "CDNOW_sample.txt.gz", "rt") as file:
        for _, customer, day, *_ in map(str.split, file):
            days[int(customer)].add(datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 (a day)
    return {customer: [day for day in sorted(found) if day < WEEKS.end] for customer, found in days.items()}


def concentration(lists, settings, tmp_path, period):
    rows = [
        {"order_id": number, "account_id": customer, "ordered_on": day, "amount": ONE, "amount_company": ONE}
        for number, (customer, day) in enumerate(lists, start=1)
    ]
    written(tmp_path, {"orders": rows}, at=datetime(1998, 7, 1, tzinfo=UTC))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    found = analyse("concentration", actor=Actor.system("test"), values={"with_noughts": 1}, period=period).found
    shares = {line.heads[0]: line.cells["share"] for line in found.tables[0].lines}
    return found, shares


def test_repeated_purchases_are_as_concentrated_as_the_literature_says(purchases, settings, tmp_path):
    moved = [(customer, BEFORE if day == days[0] else day) for customer, days in purchases.items() for day in days]
    found, shares = concentration(moved, settings, tmp_path, WEEKS)
    assert found.row_count == 2357
    assert (round(shares["Top 20 %"], 4), round(shares["Top 10 %"], 4)) == (0.7928, 0.5775)
    gini, noughts = (headline.found.value for headline in found.headlines)
    assert (round(gini, 5), round(noughts, 4)) == (0.77376, 0.5986)


def test_with_first_purchases_counted_they_are_far_less_so(purchases, settings, tmp_path):
    every = [(customer, day) for customer, days in purchases.items() for day in days]
    _, shares = concentration(every, settings, tmp_path, None)
    assert round(shares["Top 20 %"], 4) == 0.5027
