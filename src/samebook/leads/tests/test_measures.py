"""Every measure of the main job against figures counted by hand on the leads of ``measured``."""

import contextlib
from datetime import UTC, date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.tests.measured import AS_OF, SECRETS, world
from samebook.numbers import queries
from samebook.numbers.dialects import render
from samebook.numbers.engines import parameters_of
from samebook.numbers.engines.duck import cursor_on
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.measures import measure_named, read_measure, shipped
from samebook.numbers.queries import Asked
from samebook.numbers.snapshot.store import current
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.numbers.within import Within, reaches

pytestmark = pytest.mark.django_db

EVERYBODY = Actor.system("test")
NORTH = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1}))
NOWHERE = Actor(73, "user:73", frozenset({Role.REP}))
PARTNER = Actor(74, "user:74", frozenset({Role.PARTNER_USER}))
JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))


@pytest.fixture(scope="module")
def _snapshot(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshots")
    with django_db_blocker.unblock(), world():
        take_snapshot(connection, registry, folder, at=AS_OF)
    return folder


@pytest.fixture(autouse=True)
def snapshot(_snapshot, settings):
    settings.SAMEBOOK_SNAPSHOTS = _snapshot
    return current()


def rows(name, by=None, *cells, actor=EVERYBODY, period=None):
    """Per row its label (and split), and the wanted cells."""
    result = evaluate(name, actor=actor, dimension=by, period=period)
    found = {}
    for row in result.rows:
        label = row.label if row.split is None else (row.label, row.split)
        values = tuple(row.cells[cell] for cell in cells)
        found[label] = values[0] if len(values) == 1 else values
    return found


def test_leads_by_verdict():
    # not counted: 9 (not a lead) and 10 (service request)
    assert rows("leads_by_verdict", None, "n", "of") == {
        ("All", "ask"): (1, 12),  # 6
        ("All", "deliver"): (8, 12),  # 1 2 3 4 5 11 12 13
        ("All", "nurture"): (3, 12),  # 7 8 14
    }
    assert rows("leads_by_verdict", "month", "n") == {
        ("2026-01", "deliver"): 4,
        ("2026-02", "ask"): 1,
        ("2026-02", "deliver"): 1,
        ("2026-02", "nurture"): 3,  # 14 came at half past midnight in Berlin
        ("2026-03", "deliver"): 3,
    }
    assert rows("leads_by_verdict", "source", "n")[("Not said", "nurture")] == 1  # 8


def test_delivered():
    assert rows("delivered", "level", "n") == {"A": 5, "B": 3}
    assert rows("delivered", "territory", "n") == {"North": 4, "South": 4}
    assert rows("delivered", "communication", "n") == {"=Fair, “Hannover”": 4, "Spring mailing": 4}
    assert rows("delivered", None, "n", period=JANUARY) == {"All": 4}


def test_accepted():
    # answered: 1 2 12 13 accepted, 4 5 rejected; 3 and 11 not answered
    assert rows("accepted", None, "hits", "n") == {"All": (4, 6)}
    assert rows("accepted", "rep", "hits", "n") == {"user 71": (2, 3), "user 72": (2, 3)}
    low, high = rows("accepted", None, "rate_low", "rate_high")["All"]
    assert (round(low, 4), round(high, 4)) == (0.3000, 0.9032)  # Wilson, 4 of 6


def test_rejected_by_reason():
    assert rows("rejected_by_reason", None, "n", "of") == {("All", "No budget"): (1, 2), ("All", "Too early"): (1, 2)}
    assert rows("rejected_by_reason", "month", "n") == {("2026-01", "Too early"): 1, ("2026-03", "No budget"): 1}


def test_follow_up_on_time():
    # on time 1 5 12 13; late 2 (after two hours) and 3 (never); 4 was rejected in time, 11 still runs
    assert rows("follow_up_on_time", None, "hits", "n") == {"All": (4, 6)}
    assert rows("follow_up_on_time", "rep", "hits", "n") == {"user 71": (2, 3), "user 72": (2, 3)}


def test_attempts_per_lead():
    # over: 1 (2), 2 (1), 3 (0), 5 (3), 13 (1); not 4 (rejected early), 11 and 12 (still running)
    assert rows("attempts_per_lead", None, "total", "n", "mean") == {"All": (7, 5, 1.4)}


def test_time_to_the_first_attempt():
    # hours: 1 at .5, 13 at .75, 5 at 1, 4 rejected at 1, 2 at 2, 11 waits since 3, 12 at 5, 3 waits on
    # by 1 hour: 1/8 + 1/8 + 1/8 (two of eight gone, one of six with 6/8 waiting)
    # by 4 hours: 4 of 8 wait after 1 hour; 2 is one of four: + 1/8
    # by 24 hours: 3/8 wait after 2 hours; 11 is not followed further; 12 is one of two: + 3/8 * 1/2
    found = rows("first_response_time", None, "by_1", "by_4", "by_24", "events", "others", "open")["All"]
    assert found == pytest.approx((3 / 8, 4 / 8, 4 / 8 + 3 / 16, 5, 1, 2))


def test_from_lead_to_opportunity():
    # in days: 4 rejected at 0, 11 open since 0, 13 at 1, 12 at 5, 1 at 10, 5 rejected at 29, 2 at 30;
    # open: 8 (47), 7 (49), 6 (54), 14 (58), 3 (70)
    found = rows("lead_to_opportunity", None, "n", "events", "others", "open", "by_30", "at_risk_30")["All"]
    by_1 = 11 / 12 * 1 / 10  # one of twelve rejected at once; 11 is followed no further
    by_5 = by_1 + 11 / 12 * 9 / 10 * 1 / 9
    waits_5 = 11 / 12 * 9 / 10 * 8 / 9
    by_10, waits_29 = by_5 + waits_5 * 1 / 8, waits_5 * 7 / 8 * 6 / 7
    assert found == pytest.approx((12, 4, 2, 6, by_10 + waits_29 * 1 / 6, 6))


def test_young_leads_do_not_look_like_failures():
    counted = rows("lead_to_opportunity", None, "events", "n")["All"]
    assert counted[0] / counted[1] < rows("lead_to_opportunity", None, "by_30")["All"]
    assert rows("lead_to_opportunity", "month", "by_90")["2026-02"] is None, "nobody of February was followed 90 days"


def test_from_lead_to_won_reports_what_cannot_be():
    # won: 1 at 31; ended otherwise: 2 lost at 45, 4 and 5 rejected; 13 was won before it came
    assert rows("lead_to_won", None, "n", "events", "others", "open") == {"All": (11, 1, 3, 7)}
    result = evaluate("lead_to_won", actor=EVERYBODY)
    assert (result.row_count, result.left_out) == (11, 1)
    assert drill("lead_to_won", "all", actor=EVERYBODY, impossible=True).ids == (13,)


def test_cost_per_response():
    # the one response came on 10 January; costs: 500.00 in January, 270.00 in February, one without a rate
    assert rows("cost_per_response", None, "amount", "n", "each", "apart") == {"All": (Decimal("770.00"), 1, 770.0, 1)}
    assert rows("cost_per_response", None, "each", period=JANUARY) == {"All": 500.0}
    with pytest.raises(Refused, match="whole company"):
        evaluate("cost_per_response", actor=NORTH)


def test_delivered_leads_won_so_far():
    # delivered: 1 2 3 4 5 11 12 13; won: 1, and 13, whose sale was won before it came
    assert rows("won_of_delivered", None, "n", "hits") == {"All": (8, 2)}
    assert rows("won_of_delivered", "month", "hits") == {"2026-01": 1, "2026-02": 0, "2026-03": 1}


def test_cost_per_qualified_lead():
    # 500 EUR and 300 USD at .9 for eight leads; 100 CHF without a rate stands apart
    assert rows("cost_per_qualified_lead", None, "amount", "n", "each", "apart") == {
        "All": (Decimal("770"), 8, 96.25, 1)
    }
    assert rows("cost_per_qualified_lead", "source", "n", "each") == {
        "fair": (4, 192.5),
        "mail": (2, None),  # its cost has no rate
        "web": (2, None),  # nothing was booked: no data, not free
    }
    assert rows("cost_per_qualified_lead", None, "each", period=JANUARY) == {"All": 125.0}  # 500 / 4
    with pytest.raises(Refused, match="whole company only"):
        evaluate("cost_per_qualified_lead", actor=NORTH)


def test_days_to_close_and_win_rate():
    assert rows("days_to_close", None, "n", "lower", "median", "upper") == {"All": (3, 5.5, 7.0, 14.0)}  # 4 7 21
    assert drill("days_to_close", "all", actor=EVERYBODY, impossible=True).ids == (5,)
    assert rows("win_rate", None, "hits", "n") == {"All": (4, 5)}
    assert rows("win_rate", "month", "hits", "n") == {"2026-02": (2, 2), "2026-03": (2, 3)}


def test_from_opportunity_to_won():
    # 3 at 4, 6 open since 6, 4 at 7, 2 lost at 15, 1 at 21, 7 and 8 open since 30; 5 cannot be
    found = rows("opportunity_to_won", None, "n", "events", "others", "open", "by_30")["All"]
    by_4, waits_7 = 1 / 7, 6 / 7
    by_7, waits_15 = by_4 + waits_7 / 5, waits_7 * 4 / 5
    assert found == pytest.approx((7, 3, 1, 3, by_7 + waits_15 * 3 / 4 / 3))


def test_pipeline_converts_what_it_can_and_says_what_it_cannot():
    assert rows("pipeline", None, "n", "amount", "apart") == {"All": (3, Decimal("900.05"), 2)}  # 1000.05 USD * .9
    assert rows("pipeline", "stage", "n", "amount") == {"Offer": (2, Decimal("900.05")), "Talk": (1, None)}


def test_the_queue_of_questions_what_was_spent_and_the_responses():
    assert rows("ask_backlog", None, "n") == {"All": 1}
    assert rows("spent", None, "n", "amount", "apart") == {"All": (3, Decimal("770"), 1)}
    assert rows("responses", "month", "n") == {"2026-01": 1}


WRONG = [
    ("delivered", "status not in ('not_a_lead', 'service_request')\n    and ", ""),
    ("leads_by_verdict", "status not in ('not_a_lead', 'service_request')", "status <> 'ask'"),
    ("accepted", "rejection_reason is null", "rejection_reason is not null"),
    ("follow_up_on_time", "or first_attempt_due_at < :as_of", ""),
    ("follow_up_on_time", "or rejected_at > first_attempt_due_at", "or true"),
    ("attempts_per_lead", "follow_up_due_at <= :as_of", "true"),
    ("attempts_per_lead", "or rejected_at > follow_up_due_at", "or true"),
    ("first_response_time", "then 2", "then 0"),
    ("lead_to_opportunity", "then 2", "then 0"),
    ("lead_to_won", "lost_on is not null or rejection_reason", "rejection_reason"),
    ("cost_per_qualified_lead", "amount_company as amount", "amount"),
    ("rejected_by_reason", "rejected_on as day", "delivered_on as day"),
    ("days_to_close", "outcome = 'won'", "outcome <> 'open'"),
    ("win_rate", "outcome in ('won', 'lost')", "true"),
    ("opportunity_to_won", "when outcome = 'lost' then 2 ", ""),
    ("pipeline", "where outcome = 'open'", ""),
    ("ask_backlog", "where status = 'ask'", "where verdict is not null"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG, ids=[f"{line[0]}-{n}" for n, line in enumerate(WRONG)])
def test_a_slip_in_the_definition_would_be_seen(name, right, wrong):
    """The data tells each clause of a definition from its absence."""
    measure = measure_named(name)
    assert right in measure.text
    slip = read_measure(measure.text.replace(right, wrong), chapter=measure.chapter)
    by = "month" if name == "rejected_by_reason" else None
    honest, wrong_one = (evaluate(one, actor=EVERYBODY, dimension=by) for one in (measure, slip))
    assert [(row.key, dict(row.cells)) for row in honest.rows] != [(row.key, dict(row.cells)) for row in wrong_one.rows]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_row_drills_to_as_many_records_as_it_counts(name):
    for by in (None, *measure_named(name).by):
        result = evaluate(name, actor=EVERYBODY, dimension=by)
        for row in result.rows:
            found = drill(name, row.key, actor=EVERYBODY, dimension=by)
            assert found.total == row.n == len(found.ids), (by, row.key)


def test_a_rep_counts_their_own_territories_only():
    assert rows("delivered", "territory", "n", actor=NORTH) == {"North": 4}
    assert rows("accepted", None, "hits", "n", actor=NORTH) == {"All": (2, 3)}
    assert drill("delivered", "all", actor=NORTH).ids == (1, 2, 5, 11)
    assert drill("delivered", "2", actor=NORTH, dimension="territory").ids == ()


def test_a_rep_without_territory_counts_nothing_and_gets_no_nought_for_a_rate():
    assert rows("accepted", None, "n", "rate", actor=NOWHERE) == {"All": (0, None)}
    assert rows("first_response_time", None, "n", "by_1", actor=NOWHERE) == {"All": (0, None)}


def only(ids, ref="leads.lead_id", records="leads"):
    """A set of records, as a segment gives it."""
    return Within(ref, "Some", records, AS_OF, f"{ref} {sorted(ids)}", lambda: pa.array(sorted(ids), pa.int64()))


def test_figures_of_some_leads_are_those_of_these_leads():
    accepted = evaluate("accepted", actor=EVERYBODY, within=only({1, 2, 4, 9}))
    assert [(row.cells["hits"], row.cells["n"]) for row in accepted.rows] == [(2, 3)]  # 1 2 accepted, 4 rejected
    assert accepted.within.name == "Some"
    assert [row.n for row in evaluate("accepted", actor=EVERYBODY).rows] == [6]
    assert [row.n for row in evaluate("accepted", actor=NORTH, within=only({1, 2, 4, 9})).rows] == [2]
    assert evaluate("accepted", actor=EVERYBODY, within=only(set())).row_count == 0


LEADS_ONLY = sorted(name for name, each in shipped().items() if reaches("leads.lead_id", each.tables, registry))


@pytest.mark.parametrize("name", LEADS_ONLY)
def test_what_is_counted_of_some_leads_is_what_is_counted_of_all_without_the_others(name):
    some = {1, 2, 4, 6, 8, 11, 13}
    kept = drill(name, "all", actor=EVERYBODY, within=only(some), impossible=True)
    everything = drill(name, "all", actor=EVERYBODY, impossible=True)
    assert kept.ids == tuple(number for number in everything.ids if number in some)
    for row in evaluate(name, actor=EVERYBODY).rows:
        whole = drill(name, row.key, actor=EVERYBODY)
        assert whole.record_kind == "lead"
        found = drill(name, row.key, actor=EVERYBODY, within=only(some))
        assert found.ids == tuple(number for number in whole.ids if number in some)


def test_attempts_opportunities_and_orders_belong_to_a_company_by_way_of_what_they_refer_to():
    assert {"accepted", "attempts_per_lead", "lead_to_won"} <= set(LEADS_ONLY)
    for name in ("attempts_per_lead", "win_rate", "pipeline", "delivered", "responses"):
        whole, nobody = (
            evaluate(name, actor=EVERYBODY, within=only({number}, "accounts.account_id", "accounts"))
            for number in (1, 2)
        )
        assert (whole.row_count, nobody.row_count) == (evaluate(name, actor=EVERYBODY).row_count, 0)
        assert whole.row_count


@pytest.mark.parametrize("name", ["cost_per_qualified_lead", "spent"])
def test_what_belongs_to_nobody_has_no_figure_of_somebody(name):
    with pytest.raises(Refused, match="costs too") as refused:
        evaluate(name, actor=EVERYBODY, within=only({1}))
    assert (refused.value.code, refused.value.field) == ("numbers.not_within", "within")


def test_a_partner_user_reads_no_numbers():
    with pytest.raises(Refused, match="read the numbers"):
        evaluate("delivered", actor=PARTNER)
    with pytest.raises(Refused, match="read the numbers"):
        drill("delivered", "all", actor=PARTNER)


@pytest.mark.parametrize("key", ["", "x", "1|2", "all", "9" * 400, "2026-13-01", "'; drop table leads --"])
def test_a_made_up_row_finds_nothing(key):
    with contextlib.suppress(Missing):
        assert drill("delivered", key, actor=EVERYBODY, dimension="month").total == 0


def test_a_result_names_edition_time_and_rows(snapshot):
    result = evaluate("accepted", actor=EVERYBODY)
    assert (result.editions, result.row_count, result.as_of.astimezone(UTC)) == ((3,), 6, AS_OF)
    assert result.simulated
    assert (snapshot.sealed_through, snapshot.manifest["editions"][0]["content_hash"]) == (1, "a" * 64)


def test_no_name_address_number_or_free_text_is_in_the_snapshot(snapshot):
    words = {word for secret in SECRETS for word in (secret, *secret.split()) if len(word) > 4}
    for path in snapshot.folder.glob("*.parquet"):
        text = str(pq.read_table(path).to_pylist())
        assert not [word for word in words if word in text], path.name
    assert not [word for word in words if word in (snapshot.folder / "manifest.json").read_text()]


def test_every_column_says_what_it_means_and_points_to_one_that_is_there():
    for table in registry.tables.values():
        assert table.grain
        for column in table.columns:
            assert column.means, (table.name, column.name)
            if column.ref:
                there, _, name = column.ref.partition(".")
                assert name in registry.table(there).names, column.ref
        assert not table.territory or table.territory in table.names


def test_postgresql_gives_the_same_figures(snapshot, postgres_url):
    """The same definition in another dialect, on the same snapshot: every measure, every dimension, and a rep."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as server:
        for table in registry.tables.values():
            _load(server, table, snapshot)
        duck = cursor_on(snapshot)
        for asked in _questions():
            for query in (queries.grouped(asked, registry), queries.left_out(asked, registry)):
                ours, theirs = (render(query, engine, parameters_of(snapshot)) for engine in ("duckdb", "postgres"))
                assert _plain(duck.execute(ours).fetchall()) == _plain(server.execute(theirs).fetchall()), asked


def _questions():
    for measure in shipped().values():
        for seen in (None, frozenset({1}), frozenset()):
            yield Asked(measure, None, JANUARY if measure.has_day else None, seen)
        for by in measure.by:
            yield Asked(measure, registry.dimensions[by], None, None)


def _load(server, table, snapshot):
    types = {"rate": "numeric(18, 8)", "decimal": "numeric(28, 2)", "integer": "bigint"}
    columns = ", ".join(f"{column.name} {types.get(column.type, column.type)}" for column in table.columns)
    server.execute(f"create temp table {table.name} ({columns})")
    data = [row for path in snapshot.files(table.name) for row in pq.read_table(path).to_pylist()]
    marks = ", ".join(["%s"] * len(table.columns))
    with server.cursor() as cursor:
        cursor.executemany(f"insert into {table.name} values ({marks})", [tuple(row.values()) for row in data])


def _plain(found):
    def value(cell):
        return round(float(cell), 9) if isinstance(cell, float | Decimal) else cell

    return sorted(([value(cell) for cell in row] for row in found), key=str)
