"""Server time of the pages of opportunities, with 200,000 open ones and half as many closed; beside bare SQL."""

from collections.abc import Iterator
from typing import Any

from bench import homes
from bench.pages import p95_of, sign_in, timed
from bench.report import Figure
from bench.timing import percentile, shown

OPEN, FEW = 200_000, 4_000
PAGES = (
    ("board", "manager", "/opportunities/board?pipeline=sales", 150),
    ("board of a rep", "rep", "/opportunities/board?pipeline=sales", 150),
    ("board of one owner", "manager", "/opportunities/board?pipeline=sales&owner={rep}", 150),
    ("sales at risk", "manager", "/stalls/", 500),
    ("list, newest", "manager", "/opportunities/", 150),
    ("list, by name", "manager", "/opportunities/?sort=name", 150),
    ("list, by decision", "manager", "/opportunities/?outcome=open&sort=decision", 150),
    ("list, of one owner", "manager", "/opportunities/?owner={rep}", 150),
    ("list, a rep's", "rep", "/opportunities/", 150),
)
MADE = """
INSERT INTO buying_opportunity (
    origin, name, account_id, owner_id, territory_id, source, premise, pipeline, stage, stage_entered_at, forecast,
    next_step, amount, currency_id, opened_on, expected_close_date, outcome, outcome_reason, closed_on, facts, version,
    created_at
)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s)
SELECT 'import', 'Line ' || (i * 7919 %% 1000003), NULL, r.id, r.territory_id, 'fair', '', 'sales',
    CASE (i * 31 / 7) %% 4 WHEN 0 THEN 'discovery' WHEN 1 THEN 'project' WHEN 2 THEN 'proposal' ELSE 'negotiation' END,
    datetime('now', '-' || (i * 13 %% 90) || ' days'), 'pipeline', '', 1000 + i * 37 %% 90000, 'EUR',
    date('now', '-' || (90 + i * 17 %% 400) || ' days'), date('now', (i * 29 %% 200 - 40) || ' days'),
    CASE WHEN i < %s THEN 'open' WHEN i %% 3 = 0 THEN 'won' ELSE 'lost' END, '',
    CASE WHEN i < %s THEN NULL ELSE date('now', '-' || (i %% 80) || ' days') END, '{}', 1, datetime('now')
FROM n JOIN rep r ON r.n = n.i %% 14
"""
STALLED = """
INSERT INTO stalls_stall (
    opportunity_id, cause, decision, stage, opened_at, origin, rule, note, recorded_at, ended_by, words
)
SELECT id, CASE id % 3 WHEN 0 THEN 'legal' WHEN 1 THEN 'silence' ELSE 'committee' END, 'start_project', stage,
    datetime('now', '-' || (id % 80 + 1) || ' days'), 'person', '', '', datetime('now'), '', ''
FROM buying_opportunity WHERE outcome = 'open' AND id % 10 = 0
"""
"""One open sale of ten stands still."""


def measure(*, small: bool) -> Iterator[Figure]:
    """Each page some dozens of times in process, after warming up."""
    count = FEW if small else OPEN
    with homes.folder():
        house = homes.found()
        _fill(count)
        from samebook.config.warm import warm

        warm()
        clients = sign_in(house)
        bare = _bare()
        for what, who, path, goal in PAGES:
            taken = timed(clients[who], (path.format(rep=house.reps[0].id),), 10 if small else 40)
            p50, p95 = percentile(taken, 50), percentile(taken, 95)
            yield Figure(
                f"opportunities, {what}, {count:,} open",
                f"p95 {shown(p95)}, p50 {shown(p50)}",
                f"bare SQL of the sums: {shown(bare)}" if "board" in what else "",
                f"p95 ≤ {goal} ms",
                None if small else p95 * 1000 <= goal,
                {"p50": p50, "p95": p95, "worst": max(taken)},
            )


def _fill(count: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE rep AS SELECT u.id, MIN(t.territory_id) AS territory_id,"
            " row_number() OVER (ORDER BY u.id) - 1 AS n FROM company_user u"
            " JOIN company_user_territories t ON t.user_id = u.id GROUP BY u.id"
        )
        cursor.execute(MADE, [count * 3 // 2, count, count])
        cursor.execute(STALLED)
        cursor.execute("ANALYZE")


def _bare() -> float:
    """The counts and sums of the board, without Django's objects."""
    from django.db import connection

    sql = (
        "SELECT pipeline, stage, currency_id, count(*), sum(amount) FROM buying_opportunity WHERE outcome = 'open'"
        " GROUP BY pipeline, stage, currency_id"
    )

    def ask() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return p95_of(ask, 20)
