"""Each analysis gives what a query says that was written apart from it, on records made at random.

``tests/conformance`` asks both of every engine.
"""

from itertools import product

import pytest

from samebook.numbers.analyses import analyses
from samebook.numbers.engines import Answer
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.language import read_query
from samebook.numbers.tables import registry
from tests.conformance.analysed import CHECKS, check_of, numbers_of
from tests.conformance.comparing import differences
from tests.conformance.made import made_snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return made_snapshot(registry, tmp_path_factory.mktemp("made"), rows=1500)


@pytest.mark.parametrize("name", sorted(analyses()))
def test_an_analysis_gives_what_its_check_says(name, snapshot):
    analysis = analyses()[name]
    with DuckDB().open(snapshot) as session:
        for days, values in numbers_of(analysis):
            parameters = {"from_on": days.start, "until_on": days.end, **values}
            ours, theirs = (session.run(query, parameters) for query in (analysis.query, check_of(analysis)))
            place = [theirs.names.index(column) for column in ours.names]
            said = Answer(ours.names, [tuple(row[number] for number in place) for row in theirs.rows])
            assert differences(ours, said) == []
            assert len(ours.rows) > 3, "the made records must have something to count"


def test_every_analysis_has_a_check_and_no_check_stands_alone():
    assert {path.stem for path in CHECKS.glob("*.sql")} == set(analyses())


SLIPS = [
    ("funnel", "status not in ('not_a_lead', 'service_request')", "true"),
    ("funnel", "case when rejection_reason is null then answered_on end", "answered_on"),
    ("funnel", "when days < 0 then 'impossible'", ""),
    ("funnel", "when days <= :within_days", "when days < :within_days"),
    ("cohort_conversion", "when since < 0 then -1", ""),
    ("cohort_conversion", "converted_on < received_on", "false"),
    ("cohort_conversion", "since <= :months", "true"),
    ("cohort_conversion", "received_on < :until_on", "true"),
    ("first_response", "when rejection_reason is not null then 2", ""),
    ("first_response", "else :as_of", ""),
    ("first_response", "duration <= 10080", "true"),
    ("time_in_stage", "where is_late = 0", ""),
    ("time_in_stage", "or stage_before <> stage", "or true"),
    ("time_in_stage", "then outcome end", "then 'closed' end"),
    ("time_in_stage", "closed_on, :as_of_on", ":as_of_on"),
    ("time_in_stage", "happened_at nulls last, stage_change_id nulls last", "stage_change_id nulls last"),
    ("stalled_time", "when cause_until > from_on then cause_until", "when cause_until > from_on then from_on"),
    ("stalled_time", "when role_until > from_on then role_until", "when role_until > from_on then from_on"),
    ("stalled_time", "where c.visit is not null", ""),
    ("stalled_time", "when c.happened_on < o.opened_on then o.opened_on", "when false then o.opened_on"),
    ("stalled_time", "    group by opportunity_id, product", ""),
    ("stalled_time", "when until_on > :until_on then :until_on", "when false then :until_on"),
    (
        "stalled_time",
        "    group by opportunity_id, stage, is_held",
        "    group by opportunity_id, stage, is_held, from_on",
    ),
    ("retention", "where amount > 0", "where amount >= 0"),
    ("retention", "when o.ordered_on < f.first_on then -1", "when o.ordered_on < f.first_on then 0"),
    ("retention", "case when o.amount > 0 then o.account_id end", "o.account_id"),
    ("retention", "count(distinct buyer)", "count(buyer)"),
    ("concentration", "revenue desc nulls last", "revenue nulls last"),
    ("concentration", "when revenue < 0 then 'negative'", ""),
    ("concentration", "where lines > 0 or :with_noughts = 1", ""),
    ("concentration", "(place - 1)", "place"),
    ("touches_before_opening", "e.happened_on < o.opened_on", "e.happened_on <= o.opened_on"),
    ("touches_before_opening", "and (outcome is null or outcome = 'delivered')", ""),
    ("touches_before_opening", "coalesce(w.happened, 0)", "w.happened"),
    ("touches_before_opening", "e.happened_on >= days_before(o.opened_on, :within_days)", "true"),
    ("stalls_with_plays", "or begun > ended", ""),
    ("stalls_with_plays", "case when ended >= 0 and begun <= 0 then 1 else 0 end", "0"),
    ("stalls_with_plays", "and minutes_between(l.opened_at, f.begun_at) <= l.ended", ""),
    ("stalls_with_plays", "where s.arm = 'without'\n    and s.event <> 'impossible'", "where s.arm = 'without'"),
    ("stalls_with_plays", "when ended_by in ('won', 'lost') then ended_by", ""),
    ("stalls_with_plays", "when begun < 0 then 0", ""),
    ("stages_with_plays", "c.visit is not null\n        and c.stage", "c.stage"),
    ("stages_with_plays", "and r.started_at >= c.happened_at", ""),
    ("stages_with_plays", "and r.started_at <= coalesce(c.left_at, :as_of)", ""),
    ("stages_with_plays", "when left_by = 'closed' and outcome in ('won', 'lost') then outcome", ""),
    ("stages_with_plays", "when ended < 0 then 'impossible'", ""),
    ("launch_process", "where s.launch_id = :launch", "where true"),
    ("launch_process", "and c.visit is not null", ""),
    ("launch_process", "and o.outcome <> 'open'", ""),
    ("launch_process", "coalesce(c.left_on, :as_of_on)", ":as_of_on"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS, ids=[f"{line[0]}-{n}" for n, line in enumerate(SLIPS)])
def test_a_slip_in_a_definition_would_be_seen(name, right, wrong, snapshot):
    """The made records tell each clause from its absence."""
    analysis = analyses()[name]
    assert right in analysis.text
    # fewer clauses may leave a parameter idle, so the slip is read as a query alone
    names = {"as_of", "as_of_on", "from_on", "until_on", *analysis.parameters}
    slip = read_query(analysis.text.replace(right, wrong), registry, names)
    seen = []
    with DuckDB().open(snapshot) as session:
        for (days, _), (_, values) in product(numbers_of(analysis), repeat=2):
            parameters = {"from_on": days.start, "until_on": days.end, **values}
            honest, wrong_one = (session.run(query, parameters) for query in (analysis.query, slip))
            seen += differences(honest, wrong_one)
    assert seen
