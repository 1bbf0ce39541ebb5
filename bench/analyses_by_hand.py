"""The analyses as one would write them for DuckDB alone. The first column adds up to the records counted."""

from collections.abc import Mapping

AS_OF = "DATE '2026-11-22'"
REAL = "status NOT IN ('not_a_lead', 'service_request')"
STEPS = {
    "delivered": "delivered_on",
    "attempted": "first_attempt_on",
    "accepted": "CASE WHEN rejection_reason IS NULL THEN answered_on END",
    "opportunity": "converted_on",
    "won": "won_on",
}
FUNNEL_STEPS = ", ".join(
    f"count(*) FILTER (({day}) >= received_on) AS {step}, "
    f"count(*) FILTER (followed AND ({day}) - received_on BETWEEN 0 AND 90) AS {step}_within, "
    f"median(({day}) - received_on) FILTER (followed AND ({day}) - received_on BETWEEN 0 AND 90) AS {step}_lag"
    for step, day in STEPS.items()
)

QUERIES: Mapping[str, str] = {
    "funnel": f"""
        SELECT CASE WHEN month IS NULL THEN 0 ELSE count(*) END, month, count(*) FILTER (followed),
            count(verdict), {FUNNEL_STEPS}
        FROM (SELECT *, date_trunc('month', received_on) AS month, {AS_OF} - received_on >= 90 AS followed
            FROM leads WHERE {REAL}) AS made
        GROUP BY GROUPING SETS ((month), ())
    """,
    "cohort_conversion": f"""
        SELECT sum(n), cohort, age, sum(opportunity), sum(won) FROM (
            SELECT count(*) AS n, 0 AS opportunity, 0 AS won, date_trunc('month', received_on) AS cohort, NULL AS age
            FROM leads WHERE {REAL} GROUP BY cohort
            UNION ALL
            SELECT 0, count(*), 0, date_trunc('month', received_on) AS cohort,
                date_diff('month', received_on, converted_on) AS age
            FROM leads WHERE {REAL} AND converted_on >= received_on GROUP BY ALL
            UNION ALL
            SELECT 0, 0, count(*), date_trunc('month', received_on) AS cohort,
                date_diff('month', received_on, won_on) AS age
            FROM leads WHERE {REAL} AND won_on >= received_on GROUP BY ALL
        ) GROUP BY cohort, age
    """,
    "first_response": f"""
        WITH waits AS (
            SELECT level, (epoch_us(coalesce(first_attempt_at, rejected_at, TIMESTAMP '2026-11-22 12:00'))
                - epoch_us(delivered_at)) // 60000000 AS minutes, first_attempt_at IS NOT NULL AS ended
            FROM leads WHERE {REAL} AND delivered_at IS NOT NULL
        ), parts AS (
            SELECT level, minutes, count(*) AS n, count(*) FILTER (ended) AS ends FROM waits WHERE minutes >= 0
            GROUP BY GROUPING SETS ((level, minutes), (minutes))
        ), risks AS (
            SELECT *, sum(n) OVER (PARTITION BY level ORDER BY minutes DESC) AS risk, sum(n) OVER (PARTITION BY level)
                AS whole FROM parts
        ), curves AS (
            SELECT *, exp(sum(ln(greatest(1 - ends::DOUBLE / risk, 1e-12))) OVER (PARTITION BY level ORDER BY minutes))
                AS waiting FROM risks
        )
        SELECT CASE WHEN level IS NULL THEN 0 ELSE any_value(whole) END, level,
            {", ".join(f"min(minutes) FILTER (waiting <= {share})" for share in (0.5, 0.25, 0.1, 0.05))}
        FROM curves GROUP BY level
    """,
    "time_in_stage": f"""
        WITH valid AS (
            SELECT c.*, o.outcome, o.closed_on FROM stage_changes AS c JOIN opportunities AS o USING (opportunity_id)
            WHERE o.closed_on IS NULL OR c.happened_on <= o.closed_on
        ), marked AS (
            SELECT *, lag(stage) OVER w AS before FROM valid
            WINDOW w AS (PARTITION BY opportunity_id ORDER BY happened_at, stage_change_id)
        ), visits AS (
            SELECT *, lead(stage) OVER w AS next_stage, lead(happened_on) OVER w AS next_on FROM marked
            WHERE before IS DISTINCT FROM stage
            WINDOW w AS (PARTITION BY opportunity_id ORDER BY happened_at, stage_change_id)
        )
        SELECT count(*), stage, count(*) FILTER (next_stage IS NULL AND closed_on IS NULL),
            quantile_cont(coalesce(next_on, closed_on, {AS_OF}) - happened_on, [0.25, 0.5, 0.75])
        FROM visits GROUP BY stage
    """,
    "retention": """
        WITH firsts AS (SELECT account_id, min(ordered_on) AS first_on FROM orders WHERE amount > 0 GROUP BY account_id)
        SELECT CASE WHEN age = 0 THEN accounts ELSE 0 END, cohort, age, accounts, revenue FROM (
            SELECT date_trunc('month', first_on) AS cohort, date_diff('month', first_on, ordered_on) // 3 AS age,
                count(DISTINCT account_id) FILTER (amount > 0) AS accounts, sum(amount_company) AS revenue
            FROM orders JOIN firsts USING (account_id) WHERE ordered_on >= first_on
            GROUP BY cohort, age
        )
    """,
    "concentration": """
        WITH sums AS (SELECT account_id, sum(amount_company) AS revenue FROM orders GROUP BY account_id),
        ranked AS (
            SELECT revenue, row_number() OVER (ORDER BY revenue DESC) AS place, count(*) OVER () AS n
            FROM sums WHERE revenue > 0
        )
        SELECT count(*), sum(revenue), 2 * sum((n + 1 - place) * revenue::DOUBLE) / (count(*) * sum(revenue)::DOUBLE),
            sum(revenue) FILTER (place <= ceil(n * 0.01)), sum(revenue) FILTER (place <= ceil(n * 0.05)),
            sum(revenue) FILTER (place <= ceil(n * 0.1)), sum(revenue) FILTER (place <= ceil(n * 0.2))
        FROM ranked
    """,
    "touches_before_opening": """
        WITH near AS (
            SELECT o.opportunity_id, t.channel, count(*) AS happened
            FROM touches AS t JOIN opportunities AS o
                ON t.account_id = o.account_id AND t.happened_on < o.opened_on AND t.happened_on >= o.opened_on - 90
            GROUP BY o.opportunity_id, t.channel
        ), whole AS (SELECT opportunity_id, sum(happened) AS happened FROM near GROUP BY opportunity_id)
        SELECT count(*), NULL, coalesce(happened, 0) AS touches
        FROM opportunities LEFT JOIN whole USING (opportunity_id) GROUP BY touches
        UNION ALL SELECT 0, channel, median(happened) FROM near GROUP BY channel
    """,
}
