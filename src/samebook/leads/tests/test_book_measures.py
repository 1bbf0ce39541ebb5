"""Measures of a Book against figures counted by hand on the leads of ``measured``."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from samebook.book import read_book
from samebook.company.models import Company
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.tests.measured import AS_OF, world
from samebook.numbers.defined import defined
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db

EVERYBODY = Actor.system("test")
NORTH = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1}))
JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
BOOK = """samebook: 1
title: T
qualification:
  - {level: A, criteria: {m: {when: "lead.source = 'x'"}}}
measures:
"""


@pytest.fixture(scope="module")
def _snapshot(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshots")
    with django_db_blocker.unblock(), world():
        Company.objects.update(fiscal_year_start=3)  # so that a fiscal year begins among the leads
        take_snapshot(connection, registry, folder, at=AS_OF)
    return folder


@pytest.fixture(autouse=True)
def snapshot(_snapshot, settings):
    settings.SAMEBOOK_SNAPSHOTS = _snapshot


def measures_of(text):
    book, problems = read_book(BOOK + text)
    assert book, problems
    return defined(book.measures, edition=3)


def rows(measure, by=None, *cells, actor=EVERYBODY, period=None):
    """Per row its label, and the wanted cells."""
    result = evaluate(measure, actor=actor, dimension=by, period=period)
    found = {}
    for row in result.rows:
        values = tuple(row.cells[cell] for cell in cells)
        found[row.label] = values[0] if len(values) == 1 else values
        drilled = drill(measure, row.key, actor=actor, dimension=by, period=period)
        assert drilled.total == row.n == len(drilled.ids), row.key
    return found


def one(definition, name="m"):
    return measures_of(f"  {name}: {{means: x, {definition}}}\n")[f"book_{name}"]


DELIVERED = "over: leads, time: delivered_on, by: [source, territory, level], when: delivered_at is not null"


def test_a_share_of_the_rows_has_wilsons_interval():
    # delivered: 1 2 3 4 5 10 11 12 13; tried in time: 1 (half an hour), 5, 12, 13
    measure = one(
        f"{DELIVERED}, expression: count_if(first_attempt_at <= first_attempt_due_at) / count(*), unit: share"
    )
    assert measure.kind == "rate"
    assert rows(measure, None, "hits", "n") == {"All": (4, 9)}
    assert rows(measure, "territory", "hits", "n") == {"North": (2, 5), "South": (2, 4)}
    assert rows(measure, None, "hits", "n", period=JANUARY) == {"All": (1, 4)}
    assert rows(measure, None, "hits", "n", actor=NORTH) == {"All": (2, 5)}
    low, high = rows(measure, None, "rate_low", "rate_high")["All"]
    assert (round(low, 4), round(high, 4)) == (0.1888, 0.7333)  # 4 of 9


def test_what_is_counted_of_those_counted_is_a_share_too():
    measure = one("over: leads, expression: \"count_if(level = 'A' and source = 'fair') / count_if(source = 'fair')\"")
    assert (measure.kind, rows(measure, None, "hits", "n")) == ("rate", {"All": (5, 7)})  # A: 1 2 10 11 13; 6 9 not


def test_counts():
    assert rows(one(f"{DELIVERED}, expression: count(*)"), "month", "n") == {"2026-01": 4, "2026-02": 2, "2026-03": 3}
    assert rows(one(f"{DELIVERED}, expression: count(first_attempt_at)"), None, "n") == {"All": 5}  # 1 2 5 12 13
    assert rows(one(f"{DELIVERED}, expression: \"count_if(source = 'fair')\""), None, "n") == {"All": 5}
    distinct = one("over: leads, by: [level], expression: count(distinct communication_id)")
    assert rows(distinct, "level", "value", "n") == {"A": (2, 6), "B": (1, 3), "Not said": (2, 5)}


def test_sums_means_and_quantiles_of_numbers():
    assert rows(one(f"{DELIVERED}, expression: sum(attempts_made)"), None, "value") == {"All": 8}  # 2 1 0 0 3 0 0 1 1
    assert rows(one(f"{DELIVERED}, expression: avg(attempts_made)"), None, "total", "n") == {"All": (8, 9)}
    assert rows(one(f"{DELIVERED}, expression: median(attempts_made)"), None, "value", "n") == {"All": (1, 9)}
    highest = one(f"{DELIVERED}, expression: 'quantile(attempts_made, 0.9)'")
    assert rows(highest, None, "value")["All"] == pytest.approx(2.2)  # place 7.2 of 0 0 0 0 1 1 1 2 3
    assert rows(one(f"{DELIVERED}, expression: max(attempts_made) - min(attempts_made)"), None, "value") == {"All": 3}
    assert rows(one(f"{DELIVERED}, expression: sum(attempts_made) / count(*)"), "level", "value") == {
        "A": 7 / 6, "B": 1 / 3,
    }  # fmt: skip


def test_days_between_two_days():
    measure = one(
        "over: opportunities, time: closed_on, when: \"outcome = 'won'\", expression: max(closed_on - opened_on)"
    )
    assert rows(measure, None, "value") == {"All": 21}


def test_money_is_that_of_the_company_and_what_has_no_rate_stands_apart():
    spent = one("over: costs, time: booked_on, by: [source], expression: sum(amount_company), unit: EUR")
    assert spent.kind == "amount"
    assert rows(spent, None, "amount", "apart", "n") == {"All": (Decimal("770"), 1, 3)}
    assert rows(spent, "source", "amount", "apart") == {"fair": (Decimal("770"), 0), "mail": (None, 1)}
    doubled = one("over: costs, expression: sum(amount_company) + sum(amount_company) * 2")
    assert rows(doubled, None, "value", "apart") == {"All": (2310, 1)}


RATIO = """
  spent: {means: x, over: costs, time: booked_on, by: [source], expression: sum(amount_company)}
  won:
    {means: x, over: opportunities, time: closed_on, by: [source, rep], when: "outcome = 'won'", expression: count(*)}
  won_value:
    means: x
    over: opportunities
    time: closed_on
    by: [source]
    when: outcome = 'won'
    expression: sum(amount_company)
  fair: {means: x, over: leads, time: received_on, by: [source], when: "source = 'fair'", expression: count(*)}
  cost_per_win: {means: x, ratio: {of: spent, to: won}, unit: EUR}
  wins_per_lead: {means: x, ratio: {of: won, to: fair}}
  value_per_win: {means: x, ratio: {of: won_value, to: won}}
"""


def test_a_ratio_of_two_measures():
    found = measures_of(RATIO)
    cost = found["book_cost_per_win"]
    assert (cost.kind, cost.by[0]) == ("ratio", "source")
    assert rows(cost, None, "amount", "n", "each", "apart") == {"All": (Decimal("770"), 4, 192.5, 1)}  # won: 1 3 4 5
    assert evaluate(cost, actor=EVERYBODY).rows[0].estimate.high is not None, "the count as Poisson"
    per_lead = found["book_wins_per_lead"]
    assert rows(per_lead, None, "value", "n") == {"All": (4 / 7, 7)}  # of the fair: 1 2 6 9 10 11 13
    assert rows(per_lead, "source", "value") == {"fair": 4 / 7}
    assert evaluate(per_lead, actor=EVERYBODY).rows[0].estimate.high is None, "two tables: no interval is known"
    assert rows(found["book_value_per_win"], None, "value") == {"All": None}, "no amount: no data"


def test_what_is_divided_by_none_is_no_data():
    measure = one(f"{DELIVERED}, expression: \"sum(attempts_made) / count_if(source = 'nowhere')\"")
    assert rows(measure, None, "value", "n") == {"All": (None, 9)}


def test_a_table_that_is_pointed_to_gives_conditions_and_dimensions():
    dimensions, when = "by: [communication.channel, account.is_customer]", "when: \"communication.channel = 'fair'\""
    measure = one(f"over: leads, {dimensions}, {when}, expression: count(*)")
    assert rows(measure, None, "n") == {"All": 7}
    assert rows(measure, "communication.channel", "n") == {"fair": 7}
    assert rows(measure, "account.is_customer", "n") == {"no": 7}
    south = Actor(72, "user:72", frozenset({Role.REP}), frozenset({2}))
    assert rows(measure, "account.is_customer", "n", actor=south) == {"no": 2}, "though the account lies in the north"


MADE = """
  received: {means: x, over: leads, time: received_on, by: [source], expression: count(*)}
  answered:
    means: x
    over: leads
    time: received_on
    by: [source]
    when: delivered_at is not null
    expression: count_if(answered_at is not null) / count(*)
  so_far: {means: x, cumulative: received, from: fiscal year}
  so_far_all: {means: x, cumulative: received}
  quarter_so_far: {means: x, cumulative: answered, from: fiscal quarter}
  more: {means: x, change: received}
  more_than_a_year_ago: {means: x, change: received, against: year before}
  better: {means: x, change: answered}
"""
# received by month: January 1 2 3 4; February 5 6 7 8 9 10 14 (in Berlin); March 11 12 13
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))


def test_a_cumulative_measure_runs_since_the_beginning_of_its_year():
    found = measures_of(MADE)
    so_far = found["book_so_far"]
    assert rows(so_far, "month", "n") == {"2026-01": 4, "2026-02": 11, "2026-03": 3}, "anew from March on"
    assert rows(so_far, None, "n", period=FEBRUARY) == {"All": 11}
    assert rows(so_far, "source", "n", period=FEBRUARY)["fair"] == 5  # 1 2 6 9 10
    assert rows(found["book_so_far_all"], "fiscal_quarter", "n") == {"Q4 FY 2026": 11, "Q1 FY 2027": 14}
    # delivered: 1 2 3 4 | 5 10 | 11 12 13; answered: 1 2 4 | 5 | 12 13
    assert rows(found["book_quarter_so_far"], "month", "hits", "n", period=QUARTER) == {
        "2026-01": (3, 4), "2026-02": (4, 6), "2026-03": (2, 3),
    }  # fmt: skip


def test_a_change_is_from_the_days_before_as_many():
    found = measures_of(MADE)
    with pytest.raises(Refused, match="Choose a period"):
        evaluate(found["book_more"], actor=EVERYBODY)
    assert rows(found["book_more"], None, "n", "before", "difference", period=FEBRUARY) == {"All": (7, 4, 3)}
    assert rows(found["book_more"], "month", "n", "before", "difference") == {
        "2026-01": (4, None, None),  # nothing was recorded in December: no data
        "2026-02": (7, 4, None),  # 28 days against 31: by the day only
        "2026-03": (3, 7, None),
    }
    assert rows(found["book_more_than_a_year_ago"], "quarter", "n", "before") == {"2026 Q1": (14, None)}
    points = rows(found["book_better"], "month", "rate", "before", "difference", "difference_low")["2026-03"]
    assert points[:3] == pytest.approx((2 / 3, 1 / 2, 1 / 6))
    assert points[3] < 0, "Newcombe's interval of two shares"


def test_time_is_divided_by_the_companys_calendar():
    received = measures_of(MADE)["book_received"]
    weeks = rows(received, "week", "n")
    assert weeks["2026-W05"] == 2  # 26 January to 1 February: 5, and 14 that came past midnight in Berlin
    assert sum(weeks.values()) == 14
    assert rows(received, "quarter", "n") == {"2026 Q1": 14}
    assert rows(received, "fiscal_month", "n") == {"January 2026": 4, "February 2026": 7, "March 2026": 3}
    assert rows(received, "fiscal_year", "n") == {"FY 2026": 11, "FY 2027": 3}


def test_a_measure_in_another_currency_than_the_companys_has_no_figures():
    spent = one("over: costs, expression: sum(amount_company), unit: SEK")
    with pytest.raises(Refused, match="unit: EUR") as refused:
        evaluate(spent, actor=EVERYBODY)
    assert refused.value.code == "measures.other_currency"
