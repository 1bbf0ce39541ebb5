"""Where time stands still, over a million opportunities and ten million stage changes, with SQL by hand beside it."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.analyses import begin, in_turn
from bench.report import Figure

COUNTING = 1.5
SIZES = (1_000_000, 20_000)
"""Opportunities, and as many stalls; ten times as many stage changes."""
TODAY = "DATE '2026-11-22'"
OPPORTUNITIES = """
SELECT i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id, DATE '2024-11-01' + pick(i, 2, 20)::INTEGER AS opened_on
FROM range(1, {n} + 1) AS numbers(i)
"""
CHANGES = """
SELECT (i - 1) * 10 + s + 1 AS stage_change_id, i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id,
    'stage ' || (s % 5) AS stage, 1 AS visit, entered AS happened_on,
    CASE WHEN s < 9 OR pick(i, 2, 3) > 0 THEN entered + 14 END AS left_on
FROM (SELECT i, s, DATE '2024-11-10' + (pick(i, 3, 500) + s * 14)::INTEGER AS entered
    FROM range(1, {n} + 1) AS numbers(i), range(0, 10) AS stages(s)) AS made
"""
STALLS = """
SELECT i AS stall_id, 1 + pick(i, 11, {n} // 2) AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id,
    'cause ' || pick(i, 4, 10) AS cause, CASE WHEN pick(i, 5, 2) = 0 THEN 'stalls' END AS role_kind,
    opened AS opened_on, CASE WHEN pick(i, 7, 10) > 0 THEN opened + pick(i, 8, 90)::INTEGER END AS closed_on
FROM (SELECT i, DATE '2024-12-01' + pick(i, 10, 600)::INTEGER AS opened FROM range(1, {n} + 1) AS numbers(i)) AS made
"""
TIMES = """
SELECT stall_id AS stalled_time_id, opportunity_id, territory_id, 'stage ' || (stall_id % 5) AS stage,
    opened_on AS from_on, closed_on AS until_on
FROM read_parquet('{folder}/stalls.parquet')
"""
PRODUCTS = """
SELECT i AS opportunity_product_id, i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id,
    'product ' || pick(i, 12, 8) AS product
FROM range(1, {n} + 1) AS numbers(i)
"""
BY_HAND = f"""
WITH time_of AS (
    SELECT c.stage, 0 AS held, opportunity_id, coalesce(left_on, {TODAY}) - greatest(happened_on, opened_on) AS days
    FROM stage_changes AS c JOIN opportunities USING (opportunity_id) WHERE visit IS NOT NULL
    UNION ALL SELECT stage, 1, opportunity_id, coalesce(until_on, {TODAY}) - from_on FROM stalled_times
), lasted AS (SELECT * FROM time_of WHERE days > 0),
stall AS (SELECT *, coalesce(closed_on, {TODAY}) AS ends_on FROM stalls), held AS (
    SELECT opportunity_id, cause, role_kind,
        ends_on - greatest(opened_on, max(ends_on) OVER (PARTITION BY opportunity_id, cause
            ORDER BY opened_on, stall_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS of_cause,
        ends_on - greatest(opened_on, max(ends_on) OVER (PARTITION BY opportunity_id, role_kind
            ORDER BY opened_on, stall_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS of_role
    FROM stall
)
SELECT CASE WHEN grouping(stage) = 1 THEN 'all' ELSE 'stage' END, stage, held, sum(days), count(DISTINCT opportunity_id)
FROM lasted GROUP BY GROUPING SETS ((held), (stage, held))
UNION ALL SELECT 'cause', cause, 1, sum(of_cause), count(DISTINCT opportunity_id)
FROM held WHERE of_cause > 0 GROUP BY ALL
UNION ALL SELECT 'role_kind', role_kind, 1, sum(of_role), count(DISTINCT opportunity_id)
FROM held WHERE of_role > 0 GROUP BY ALL
UNION ALL SELECT 'product', product, held, sum(days), count(DISTINCT opportunity_id)
FROM lasted JOIN (SELECT DISTINCT opportunity_id, product FROM opportunity_products) USING (opportunity_id) GROUP BY ALL
"""


def measure(*, small: bool) -> Iterator[Figure]:
    """Counting against SQL by hand; both must count the same."""
    begin()
    from bench.analyses_made import snapshot_of
    from samebook.kernel.access import Actor
    from samebook.numbers.analyses.running import ask, parameters
    from samebook.numbers.engines import engine
    from samebook.numbers.engines.duck import cursor_on

    number = SIZES[small]
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        parts = {
            "opportunities": OPPORTUNITIES, "stage_changes": CHANGES, "stalls": STALLS, "stalled_times": TIMES,
            "opportunity_products": PRODUCTS,
        }  # fmt: skip
        snapshot = snapshot_of(Path(folder), parts, n=number)
        cursor = cursor_on(snapshot)
        asked = ask("stalled_time", actor=Actor.system("bench"))
        with engine().open(snapshot) as session:
            run = partial(session.run, asked.analysis.query, parameters(asked))
            _check(run().rows, cursor.execute(BY_HAND).fetchall())
            ours, theirs = in_turn(run, lambda: cursor.execute(BY_HAND).fetchall())
        ratio = ours.median / theirs.median
        yield Figure(
            f"stalled_time, counting: {number:,} opportunities, {number * 10:,} stage changes", str(ours),
            f"{theirs} by hand: {ratio:.2f} x", f"<= {COUNTING} x", None if small else ratio <= COUNTING,
            {"ours": ours.median, "by_hand": theirs.median, "ratio": ratio},
        )  # fmt: skip
        cursor.close()


def _check(ours: list[Any], theirs: list[Any]) -> None:
    """Row by row, but the numbering of nulls and of types."""
    told, by_hand = (sorted(map(str, (tuple(map(str, row)) for row in rows))) for rows in (ours, theirs))
    if told != by_hand:
        odd = [pair for pair in zip(told, by_hand, strict=False) if pair[0] != pair[1]]
        raise AssertionError(f"stalled_time: {len(told)} rows, by hand {len(by_hand)}: {odd[:2]}")
