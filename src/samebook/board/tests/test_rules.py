"""Who may do what, what a hash is of, and where frozen figures differ from new ones."""

import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from samebook.board.claims import claims_in
from samebook.board.periods import name_of, period_named
from samebook.board.report.making import compared
from samebook.board.report.promoting import promoter_lines
from samebook.board.report.sales import lines
from samebook.board.rules import (
    DEFINED,
    JUDGED,
    RECORDED,
    Claiming,
    check_benchmark,
    check_can_close,
    check_can_restate,
    check_may_read,
    check_remark,
    check_text,
    differences,
    hash_of,
)
from samebook.board.terms import Kind, Voice
from samebook.board.tests.examples import figure, figures, later, told
from samebook.company.fiscal import FiscalCalendar
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused

APRIL = FiscalCalendar(4)
CAUSAL = "The campaign generated 2 million euros of revenue."
PLAIN = "412 leads were delivered; of these 31 are won, as sales reports."


def somebody(role: Role) -> Actor:
    return Actor(1, "user:1", frozenset({role}), sees_all=True)


@pytest.mark.parametrize(
    ("said", "start", "end", "named"),
    [
        ("2027-q1", date(2026, 4, 1), date(2026, 7, 1), "2027-q1"),
        ("FY2027-Q1", date(2026, 4, 1), date(2026, 7, 1), "2027-q1"),
        ("2027-m12", date(2027, 3, 1), date(2027, 4, 1), "2027-m12"),
        ("2027", date(2026, 4, 1), date(2027, 4, 1), "2027"),
        ("2026-04-01--2026-06-30", date(2026, 4, 1), date(2026, 7, 1), "2027-q1"),
        ("2026-04-03--2026-04-03", date(2026, 4, 3), date(2026, 4, 4), "2026-04-03--2026-04-03"),
    ],
)
def test_a_period_has_a_name_that_is_read_as_the_same_days(said, start, end, named):
    period = period_named(said, APRIL)
    assert period == Period(start, end)
    assert name_of(period, APRIL) == named
    assert period_named(named, APRIL) == period


@pytest.mark.parametrize(
    "said",
    ["", "2027-q5", "2027-q0", "2027-m13", "1066-q1", "9999", "2026-02-30--2026-03-01", "2026-03-02--2026-03-01",
     "2020-01-01--2026-01-01", "0001-01-01--0001-01-02", "²⁰²⁶", "2026-q1\n", "2026-q" + "1" * 400, "../x"],
)  # fmt: skip
def test_what_names_no_period_is_refused(said):
    with pytest.raises(Refused) as refused:
        period_named(said, APRIL)
    assert refused.value.code == "board.period"


def test_a_hash_is_of_the_canonical_form_and_not_of_the_order_of_keys():
    found = figures()
    turned = json.loads(json.dumps(dict(reversed(found.items()))))
    assert hash_of(found) == hash_of(turned)
    turned["activity"][0]["value"] = "2101"
    assert hash_of(found) != hash_of(turned)


def test_what_differs_is_named_with_why():
    found = figures()
    assert differences(found, found) == []
    now = later(found, accepted="0.80", responses="2105", delivered="410")
    now["activity"][0]["fingerprint"] = "another"
    now["activity"][2]["editions"] = ["3", "4"]
    told = {each.key: (each.frozen, each.now, each.why) for each in differences(found, now)}
    assert told == {
        "activity.responses": ("2100", "2105", DEFINED),
        "activity.delivered": ("412", "410", JUDGED),
        "activity.accepted": ("0.812", "0.80", RECORDED),
    }


def test_what_is_told_as_things_stand_is_no_restatement():
    found = figures()
    assert differences(found, later(found, pipeline="1.00", won_of_delivered="0.5")) == []


def test_a_promise_that_is_kept_otherwise_later_is_named():
    found, now = figures(), figures()
    now["promises"][1] |= {"kept": "371", "of": "411"}
    [one] = differences(found, now)
    assert (one.key, one.frozen, one.now) == ("promises.sales-3-follow_up-month-", "369", "371")


def test_a_score_that_customers_gave_later_is_named():
    found = figures()
    found["promoters"] = [figure("net_promoter_score", "score", told("30.0", 100, "14.1", "44.2"), None, None)]
    now = copy.deepcopy(found)
    now["promoters"][0] |= {"value": "31.0", "n": "102"}
    [one] = differences(found, now)
    assert (one.key, one.frozen, one.now, one.n_now) == ("promoters.net_promoter_score", "30.0", "31.0", "102")
    [line] = promoter_lines(found)
    assert (line.value, line.interval, line.n) == ("+30.0", "+14.1 to +44.2", "100 answers")


@pytest.mark.parametrize("role", list(Role))
def test_the_internal_view_is_for_who_prepares_reports(role):
    may = {Role.MARKETING, Role.SALES_MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR}
    if role in may:
        check_may_read(somebody(role), Kind.INTERNAL, is_closed=True)
        check_may_read(somebody(role), Kind.CIRCULATED, is_closed=False)
        return
    with pytest.raises(Refused, match="internal view"):
        check_may_read(somebody(role), Kind.INTERNAL, is_closed=True)
    if role in {Role.REP, Role.TELESALES}:
        check_may_read(somebody(role), Kind.CIRCULATED, is_closed=True)
        with pytest.raises(Missing):
            check_may_read(somebody(role), Kind.CIRCULATED, is_closed=False)
    else:
        with pytest.raises(Refused, match="read the board report"):
            check_may_read(somebody(role), Kind.CIRCULATED, is_closed=True)


def test_a_period_is_closed_once_when_it_is_over_and_as_it_was_shown():
    end, after = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)
    check_can_close(end, after, is_closed=False, shown_hash="a", stored="a")
    for at, closed, shown, code in (
        (after, True, "a", "board.closed"),
        (datetime(2026, 9, 30, 23, 59, tzinfo=UTC), False, "a", "board.not_over"),
        (after, False, "b", "board.figures_changed"),
    ):
        with pytest.raises(Refused) as refused:
            check_can_close(end, at, is_closed=closed, shown_hash=shown, stored="a")
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"is_closed": False}, "board.not_closed"),
        ({"differ": False}, "board.same_figures"),
        ({"shown_hash": "b"}, "board.figures_changed"),
        ({"reason": ""}, "board.reason_empty"),
    ],
)
def test_a_restatement_needs_a_closed_period_other_figures_and_a_reason(values, code):
    good = {"is_closed": True, "differ": True, "shown_hash": "a", "stored": "a", "reason": "Costs came late."}
    check_can_restate(**good)
    with pytest.raises(Refused) as refused:
        check_can_restate(**good | values)
    assert refused.value.code == code


def test_a_pipeline_of_a_period_that_is_over_says_its_day():
    found = figures()
    assert lines(found)[4].title == "Pipeline, as it stood on 5 Oct 2026"
    assert lines(figures(as_of=datetime(2026, 9, 30, 20, tzinfo=UTC)))[4].title == "Pipeline, as it stands"
    by_the_clock_of_the_company = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
    assert lines(figures(as_of=by_the_clock_of_the_company))[4].title == "Pipeline, as it stood on 1 Oct 2026"


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period(date(2026, 7, 1), date(2026, 10, 1)),
         ("Compared with the 92 days before, 31 Mar to 30 Jun 2026; the fiscal quarter before, 1 Apr to 30 Jun 2026, "
          "has 91 days.")),
        (Period(date(2026, 8, 1), date(2026, 9, 1)), "Compared with the 31 days before, 1 Jul to 31 Jul 2026."),
        (Period(date(2026, 7, 1), date(2026, 8, 1)),
         ("Compared with the 31 days before, 31 May to 30 Jun 2026; the fiscal month before, 1 Jun to 30 Jun 2026, has "
          "30 days.")),
        (Period(date(2026, 7, 2), date(2026, 7, 9)), "Compared with the 7 days before, 25 Jun to 1 Jul 2026."),
    ],
    ids=["quarter", "month after one as long", "month", "own days"],
)  # fmt: skip
def test_the_comparison_says_where_its_days_are_not_the_fiscal_period_before(period, told):
    assert compared(figures(period), APRIL) == told


def test_marketing_claims_activity_only_in_a_circulated_report():
    check_remark(Kind.CIRCULATED, Voice.MARKETING, claims_in(PLAIN), as_own=False, cites=())
    with pytest.raises(Claiming) as refused:
        check_remark(Kind.CIRCULATED, Voice.MARKETING, claims_in(f"{PLAIN} {CAUSAL}"), as_own=True, cites=(1,))
    [claim] = refused.value.claims
    assert claim.sentence == CAUSAL
    assert claim.suggested, "how the activity may be told instead"
    assert "activity only" in refused.value.message
    assert CAUSAL in refused.value.message


def test_sales_may_say_it_as_its_own_statement_and_the_internal_view_with_a_hold_out():
    found = claims_in(CAUSAL)
    check_remark(Kind.CIRCULATED, Voice.SALES, found, as_own=True, cites=())
    check_remark(Kind.INTERNAL, Voice.MARKETING, found, as_own=False, cites=(3,))
    for kind, voice in ((Kind.CIRCULATED, Voice.SALES), (Kind.INTERNAL, Voice.MARKETING), (Kind.INTERNAL, Voice.SALES)):
        with pytest.raises(Claiming):
            check_remark(kind, voice, found, as_own=kind is Kind.INTERNAL, cites=())


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"measure": "ordered"}, "board.no_such_measure"),
        ({"source": ""}, "board.source_empty"),
        ({"value": Decimal("1.01")}, "board.benchmark"),
        ({"value": Decimal(-1)}, "board.benchmark"),
        ({"value": Decimal("NaN")}, "board.benchmark"),
        ({"day": date(1, 1, 1)}, "board.benchmark"),
    ],
    ids=str,
)
def test_a_benchmark_is_of_a_measure_of_the_report_with_a_source_and_within_its_kind(values, code):
    good = {
        "measure": "accepted",
        "value": Decimal("0.8"),
        "source": "A study",
        "kind": "rate",
        "day": date(2026, 1, 1),
    }
    check_benchmark(**good)
    check_benchmark(**good | {"value": None})
    with pytest.raises(Refused) as refused:
        check_benchmark(**good | values)
    assert refused.value.code == code


def test_a_comment_is_kept_as_its_reader_sees_it():
    assert check_text("Our cam\u00adpaign\u200b\r\nran") == "Our campaign\nran"
