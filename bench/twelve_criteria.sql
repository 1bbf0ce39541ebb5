-- twelve_criteria.yaml as one would write it by hand in DuckDB, with the same results in the same order.
COPY (
    WITH criteria AS (
        SELECT
            "lead.country" IN ('DE', 'AT', 'FR', 'GB') AS market,
            "account.industry" IN ('chemicals', 'food', 'paper', 'water') AND "account.employees" > 50 AS industry,
            "lead.need" IN ('new_plant', 'replacement', 'expansion') AS need_a,
            "lead.budget" >= 50000 AS money_a,
            "lead.project_start" <= "lead.received_on" + INTERVAL 6 MONTH AS timing,
            lower("person.title") LIKE '%manager%' OR lower("person.title") LIKE '%head%' AS person,
            NOT "account.blocked" AS sound,
            "account.employees" > 20 OR "lead.budget" >= 100000 AS size,
            "lead.need" IS NOT NULL AND "lead.need" <> 'information' AS need_b,
            coalesce("lead.budget", 0) * 1.2 BETWEEN 24000 AND 100000000 AS money_b
        FROM read_parquet(:records)
    ),
    levels AS (
        SELECT
            *,
            market AND industry AND need_a AND money_a AND timing AND person AND sound AS a,
            market AND size AND need_b AND money_b AND sound AS b
        FROM criteria
    )
    SELECT
        CASE WHEN coalesce(a, false) OR coalesce(b, false) THEN 'deliver'
            WHEN a IS NULL OR b IS NULL THEN 'ask' ELSE 'nurture' END AS verdict,
        CASE WHEN a THEN 'A' WHEN b THEN 'B' END AS level,
        nullif(concat_ws(';',
            CASE WHEN NOT market THEN 'A.market' END, CASE WHEN NOT industry THEN 'A.industry' END,
            CASE WHEN NOT need_a THEN 'A.need' END, CASE WHEN NOT money_a THEN 'A.money' END,
            CASE WHEN NOT timing THEN 'A.timing' END, CASE WHEN NOT person THEN 'A.person' END,
            CASE WHEN NOT sound THEN 'A.sound' END, CASE WHEN NOT market THEN 'B.market' END,
            CASE WHEN NOT size THEN 'B.size' END, CASE WHEN NOT need_b THEN 'B.need' END,
            CASE WHEN NOT money_b THEN 'B.money' END, CASE WHEN NOT sound THEN 'B.sound' END
        ), '') AS "false",
        nullif(concat_ws(';',
            CASE WHEN market IS NULL THEN 'A.market' END, CASE WHEN industry IS NULL THEN 'A.industry' END,
            CASE WHEN need_a IS NULL THEN 'A.need' END, CASE WHEN money_a IS NULL THEN 'A.money' END,
            CASE WHEN timing IS NULL THEN 'A.timing' END, CASE WHEN person IS NULL THEN 'A.person' END,
            CASE WHEN sound IS NULL THEN 'A.sound' END, CASE WHEN market IS NULL THEN 'B.market' END,
            CASE WHEN size IS NULL THEN 'B.size' END, CASE WHEN need_b IS NULL THEN 'B.need' END,
            CASE WHEN money_b IS NULL THEN 'B.money' END, CASE WHEN sound IS NULL THEN 'B.sound' END
        ), '') AS unknown
    FROM levels
) TO :out (FORMAT parquet);
