"""What works, where time stands still, and a lot's read-out and forecast: of sales that have a course, on Spark."""

import pytest

from bench import stalled_time, stalls
from bench.analyses_made import snapshot_of
from samebook.kernel.access import Actor
from samebook.numbers.analyses.running import ask, evaluated, parameters
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.engines.spark import Spark
from samebook.plays.effects.estimating import Drawn, findings
from samebook.plays.effects.foreseeing import query_of as past_query
from samebook.plays.effects.readouts import query_of as drawn_query
from samebook.plays.terms import Arm
from tests.conformance.comparing import differences

NUMBER = 2_000
"""Sales, and as many stalls; ten times as many changes of stages."""
STALLS = f"SELECT *, 'person' AS origin, 1 + opportunity_id % 900 AS account_id FROM ({stalls.STALLS})"
DRAWN = """
SELECT stall_id AS play_lot_stall_id, 1 + stall_id % 2 AS play_lot_id, stall_id, opportunity_id, territory_id,
    CASE WHEN pick(stall_id, 61, 2) = 0 THEN 'offered' ELSE 'held_back' END AS arm, pick(stall_id, 62, 5) > 0
    AS is_first, opened_at AS drawn_at, closed_at, ended_by, CASE WHEN pick(stall_id, 63, 3) = 0 THEN opened_at END
    AS begun_at
FROM read_parquet('{folder}/stalls.parquet')
"""
WITH_PLAYS = {
    "opportunities": stalls.OPPORTUNITIES, "stage_changes": stalls.CHANGES, "stalls": STALLS, "play_runs": stalls.RUNS,
    "play_lot_stalls": DRAWN,
}  # fmt: skip
STANDING = {
    "opportunities": stalled_time.OPPORTUNITIES, "stage_changes": stalled_time.CHANGES,
    "stalls": stalled_time.STALLS, "stalled_times": stalled_time.TIMES, "opportunity_products": stalled_time.PRODUCTS,
}  # fmt: skip
ASKED = {
    "stalls_with_plays": WITH_PLAYS, "stages_with_plays": WITH_PLAYS, "stalled_time": STANDING,
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_an_analysis_of_stalls_gives_the_same_rows_and_figures(name, tmp_path, settings, spark_url):
    settings.SAMEBOOK_ENGINE_SECONDS = 600  # two workers beside whatever else runs
    snapshot = snapshot_of(tmp_path, ASKED[name], n=NUMBER)
    asked = ask(name, actor=Actor.system("test"))
    with DuckDB().open(snapshot) as ours, Spark(spark_url).open(snapshot) as theirs:
        rows = [each.run(asked.analysis.query, parameters(asked)) for each in (ours, theirs)]
    assert len(rows[0].rows) >= 40
    assert differences(*rows) == []
    found = evaluated(asked, snapshot).found
    settings.SAMEBOOK_ENGINE, settings.SAMEBOOK_ENGINE_URL = "spark", spark_url
    assert evaluated(asked, snapshot).found == found
    assert found.row_count >= NUMBER
    assert found.headlines[0].found.value is not None


def test_a_lot_is_read_out_and_foreseen_alike(tmp_path, spark_url):
    snapshot = snapshot_of(tmp_path, WITH_PLAYS, n=NUMBER)
    said = []
    with DuckDB().open(snapshot) as ours, Spark(spark_url).open(snapshot) as theirs:
        for causes in (None, ("cause 1", "cause 7"), ()):
            found = [each.run(past_query(causes), {}) for each in (ours, theirs)]
            assert differences(*found) == [], causes
        for each in (ours, theirs):
            rows = each.run(drawn_query(), {"lot_id": 1}).rows
            arms = {arm: Drawn.of([tuple(row[1:]) for row in sorted(rows) if row[0] == arm]) for arm in Arm}
            said.append(findings(arms, share=0.5, horizon=30, worthwhile=5.0))
    assert said[0].saved.value is not None
    assert said[0] == said[1]
