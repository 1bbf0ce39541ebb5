"""Stalls and stages with and without a play: a million opportunities, ten million stage changes, by hand beside it.

Counting is the analysis' SELECT through the engine against DuckDB SQL as one would write it; curves with intervals are
made of the counts, for twelve groups.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.analyses import begin, in_turn
from bench.report import Figure
from bench.timing import shown, times

COUNTING, CURVES = 1.5, 2.0
SIZES = (1_000_000, 20_000)
"""Opportunities, and as many stalls; ten times as many stage changes."""

AS_OF = "TIMESTAMP '2026-11-22 12:00:00'"
OPPORTUNITIES = """
SELECT i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id, ['open', 'won', 'lost'][1 + pick(i, 2, 3)] AS outcome
FROM range(1, {n} + 1) AS numbers(i)
"""
CHANGES = """
SELECT (i - 1) * 10 + s + 1 AS stage_change_id, i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id,
    'stage ' || (s % 5) AS stage, 1 AS visit, entered AS happened_at, entered::DATE AS happened_on,
    CASE WHEN s < 9 OR pick(i, 2, 3) > 0 THEN entered + to_minutes(pick(i, 20 + s, 20000)) END AS left_at,
    CASE WHEN s < 9 THEN 'moved' WHEN pick(i, 2, 3) > 0 THEN 'closed' END AS left_by
FROM (SELECT i, s, TIMESTAMP '2024-11-22' + to_minutes(pick(i, 3, 800000) + s * 20000) AS entered
    FROM range(1, {n} + 1) AS numbers(i), range(0, 10) AS stages(s)) AS made
"""
STALLS = """
SELECT i AS stall_id, i AS opportunity_id, pick(i, 1, 40) + 1 AS territory_id, 'cause ' || pick(i, 4, 10) AS cause,
    CASE WHEN pick(i, 5, 2) = 0 THEN 'role ' || pick(i, 6, 6) END AS role, opened AS opened_at,
    opened::DATE AS opened_on,
    CASE WHEN pick(i, 7, 10) > 0 THEN opened + to_minutes(pick(i, 8, 130000)) END AS closed_at,
    CASE WHEN pick(i, 7, 10) > 0 THEN ['moved_on', 'answered', 'won', 'lost'][1 + pick(i, 9, 4)] END AS ended_by
FROM (SELECT i, TIMESTAMP '2024-11-22' + to_minutes(pick(i, 10, 900000)) AS opened
    FROM range(1, {n} + 1) AS numbers(i)) AS made
"""
RUNS = """
SELECT s.stall_id AS play_run_id, s.stall_id, s.opportunity_id, s.territory_id, 'play ' || pick(s.stall_id, 11, 12)
    AS play, s.opened_at + to_minutes(1 + pick(s.stall_id, 12, 40000)) AS started_at
FROM read_parquet('{folder}/stalls.parquet') AS s WHERE pick(s.stall_id, 13, 10) < 4
"""
TICK = "CASE WHEN {m} < 20160 THEN {m} // 60 ELSE {m} // 1440 * 24 END"
BY_HAND = {
    "stalls_with_plays": f"""
        WITH firsts AS (SELECT stall_id, min(started_at) AS begun_at FROM play_runs GROUP BY stall_id),
        lasted AS (
            SELECT stall_id, cause, role, coalesce(ended_by, 'open') AS event,
                date_diff('minute', opened_at, coalesce(closed_at, {AS_OF})) AS m,
                date_diff('minute', opened_at, begun_at) AS begun
            FROM stalls LEFT JOIN firsts USING (stall_id)
        ),
        timed AS (
            SELECT stall_id, cause, role, event, {TICK.format(m="m")} AS ended, m,
                CASE WHEN begun <= m THEN {TICK.format(m="begun")} END AS came FROM lasted
        ),
        counted AS (SELECT cause, role, event, ended, came, count(*) AS n FROM timed GROUP BY ALL),
        events AS (
            SELECT cause, role, unnest([
                {{'arm': 0, 'hours': 0, 'event': 'entered'}},
                {{'arm': 0, 'hours': coalesce(came, ended),
                  'event': CASE WHEN came IS NULL THEN event ELSE 'begun' END}},
                {{'arm': 1, 'hours': came, 'event': CASE WHEN came IS NOT NULL THEN 'entered' END}},
                {{'arm': 1, 'hours': ended, 'event': CASE WHEN came IS NOT NULL THEN event END}}
            ], recursive := true), n FROM counted
        ),
        summed AS (
            SELECT cause, role, arm, hours, event, sum(n) AS n FROM events WHERE event IS NOT NULL
            GROUP BY GROUPING SETS ((arm, hours, event), (cause, arm, hours, event), (role, arm, hours, event))
            HAVING grouping(role) = 1 OR role IS NOT NULL
        ),
        of_plays AS (
            SELECT play, cause, event, ended, {TICK.format(m="b")} AS came, count(*) AS n
            FROM (
                SELECT r.play, t.*, date_diff('minute', s.opened_at, min(r.started_at)) AS b
                FROM play_runs AS r JOIN timed AS t USING (stall_id) JOIN stalls AS s USING (stall_id)
                GROUP BY r.play, t.stall_id, t.cause, t.role, t.event, t.ended, t.m, t.came, s.opened_at
            ) WHERE b <= m GROUP BY ALL
        )
        SELECT 'all' AS split, coalesce(cause, role) AS part, arm, hours, event, n FROM summed
        UNION ALL SELECT 'play', p.play, 0, s.hours, s.event, sum(s.n)
            FROM (SELECT DISTINCT play, cause FROM of_plays) AS p JOIN summed AS s USING (cause) WHERE s.arm = 0
            GROUP BY ALL
        UNION ALL SELECT 'play', play, 1, came, 'entered', sum(n) FROM of_plays GROUP BY ALL
        UNION ALL SELECT 'play', play, 1, ended, event, sum(n) FROM of_plays GROUP BY ALL
    """,
    "stages_with_plays": f"""
        WITH firsts AS (
            SELECT c.stage_change_id, min(r.started_at) AS begun_at
            FROM play_runs AS r JOIN stage_changes AS c ON c.opportunity_id = r.opportunity_id
                AND r.started_at >= c.happened_at AND r.started_at <= coalesce(c.left_at, {AS_OF})
            GROUP BY c.stage_change_id
        ),
        lasted AS (
            SELECT c.stage, CASE WHEN c.left_by = 'closed' THEN o.outcome ELSE coalesce(c.left_by, 'open') END AS event,
                date_diff('minute', c.happened_at, coalesce(c.left_at, {AS_OF})) AS m,
                date_diff('minute', c.happened_at, f.begun_at) AS begun
            FROM stage_changes AS c JOIN opportunities AS o USING (opportunity_id)
            LEFT JOIN firsts AS f USING (stage_change_id)
        ),
        counted AS (
            SELECT stage, event, {TICK.format(m="m")} AS ended, {TICK.format(m="begun")} AS came, count(*) AS n
            FROM lasted GROUP BY ALL
        ),
        events AS (
            SELECT stage, unnest([
                {{'arm': 0, 'hours': 0, 'event': 'entered'}},
                {{'arm': 0, 'hours': coalesce(came, ended),
                  'event': CASE WHEN came IS NULL THEN event ELSE 'begun' END}},
                {{'arm': 1, 'hours': came, 'event': CASE WHEN came IS NOT NULL THEN 'entered' END}},
                {{'arm': 1, 'hours': ended, 'event': CASE WHEN came IS NOT NULL THEN event END}}
            ], recursive := true), n FROM counted
        )
        SELECT stage, arm, hours, event, sum(n) FROM events WHERE event IS NOT NULL
        GROUP BY GROUPING SETS ((arm, hours, event), (stage, arm, hours, event))
    """,
}


def measure(*, small: bool) -> Iterator[Figure]:
    """Counting against SQL by hand, and curves with intervals of the counts."""
    begin()
    from samebook.kernel.access import Actor
    from samebook.numbers.analyses.kinds.arms import arms
    from samebook.numbers.analyses.running import ask, evaluated, parameters
    from samebook.numbers.engines import engine
    from samebook.numbers.engines.duck import cursor_on

    number = SIZES[small]
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        snapshot = _made(Path(folder), number)
        cursor = cursor_on(snapshot)
        for name, by_hand in BY_HAND.items():
            asked = ask(name, actor=Actor.system("bench"))
            with engine().open(snapshot) as session:
                run = partial(session.run, asked.analysis.query, parameters(asked))
                rows = run()
                _check(name, rows, cursor.execute(by_hand).fetchall())
                ours, theirs = in_turn(run, lambda text=by_hand: cursor.execute(text).fetchall())
            ratio = ours.median / theirs.median
            yield Figure(
                f"{name}, counting: {number:,} opportunities, {number * 10:,} stage changes", str(ours),
                f"{theirs} by hand: {ratio:.2f} x", f"<= {COUNTING} x", None if small else ratio <= COUNTING,
                {"ours": ours.median, "by_hand": theirs.median, "ratio": ratio},
            )  # fmt: skip
            made = times(partial(arms, asked, rows, date(2026, 11, 22)), repeat=5)
            groups = len(arms(asked, rows, date(2026, 11, 22)).tables[-1].lines)
            each = made.median / groups * 12
            yield Figure(
                f"{name}, curves with intervals of {groups} groups", str(made), f"{shown(each)} for 12 groups",
                f"<= {CURVES} s", None if small else each <= CURVES, {"seconds": made.median, "groups": groups},
            )  # fmt: skip
            whole = times(partial(evaluated, asked, snapshot), repeat=3)
            yield Figure(f"{name}, the whole answer", str(whole), numbers={"seconds": whole.median})
        cursor.close()


def _check(name: str, ours: Any, rows: list[Any]) -> None:
    """Both count the same."""
    counted, by_hand = (sum(row[-1] for row in found) for found in (ours.rows, rows))
    if counted != by_hand:
        raise AssertionError(f"{name}: {counted:,} counted, by hand {by_hand:,}")


def _made(folder: Path, number: int) -> Any:
    from bench.analyses_made import snapshot_of

    parts = {"opportunities": OPPORTUNITIES, "stage_changes": CHANGES, "stalls": STALLS, "play_runs": RUNS}
    return snapshot_of(folder, parts, n=number)
