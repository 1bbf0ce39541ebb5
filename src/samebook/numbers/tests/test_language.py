import pytest

from samebook.kernel.refusals import Refused
from samebook.numbers.analyses.header import read_header
from samebook.numbers.dialects import FUNCTIONS, literal, render
from samebook.numbers.language import OWN_FUNCTIONS, read_query
from samebook.numbers.measures import read_measure
from samebook.numbers.tests.declared import LINES, WORDS, registry_of

DECLARED = registry_of(WORDS, LINES)

OUTSIDE = {
    "two statements": "select word_id from words; drop table words",
    "no select": "delete from words",
    "copy": "copy words to '/tmp/x'",
    "settings": "set memory_limit = '9GB'",
    "attach": "attach '/tmp/x.db'",
    "star": "select * from words",
    "a file": "select word_id from read_parquet('/etc/passwd')",
    "a file as table": "select word_id from '/etc/passwd'",
    "another schema": "select table_name as word_id from information_schema.tables",
    "an unknown table": "select word_id from wrods",
    "an unknown column": "select wrod from words",
    "an unknown function": "select getenv('HOME') as word_id from words",
    "division": "select word_id / 2 as half from words",
    "like": "select word_id from words where word like 'a%'",
    "interval": "select said_at + interval '1' day as next from words",
    "null in a list": "select word_id from words where word in ('a', null)",
    "union that drops rows": "select word_id from words union select place from lines",
    "an unknown parameter": "select word_id from words where said_on > :today",
    "the clock": "select current_timestamp as now from words",
    "chance": "select random() as r from words",
    "least": "select least(word_id, 2) as r from words",
    "an order of rows": "select word_id from words order by word_id nulls last",
    "distinct rows": "select distinct word from words",
    "a mean": "select avg(price) as r from words",
    "an engine's own cast": "select cast(word as json) as j from words",
    "limit": "select word_id from words limit 1",
    "an own function with too few arguments": "select ratio(word_id) as r from words",
    "no sense": "select select from where",
    "depth": "select " + "(" * 3000 + "1" + ")" * 3000 + " as x from words",
    "length": "select word_id from words where " + " or ".join(["word_id = 1"] * 3000),
}


@pytest.mark.parametrize("text", OUTSIDE.values(), ids=OUTSIDE)
def test_what_is_outside_the_subset_is_refused(text):
    with pytest.raises(Refused) as refused:
        read_query(text, DECLARED)
    assert refused.value.code == "measures.not_in_subset"


def test_a_refusal_names_what_was_meant():
    with pytest.raises(Refused, match="Did you mean words"):
        read_query("select word_id from wrods", DECLARED)
    with pytest.raises(Refused, match=r"ratio\(a, b\)"):
        read_query("select word_id / 2 as half from words", DECLARED)


def test_every_engine_writes_every_own_function():
    assert all(set(functions) == set(OWN_FUNCTIONS) for functions in FUNCTIONS.values())
    query = read_query("select ratio(days_between(said_on, month_of(said_on)), 2) as half from words", DECLARED)
    for engine in FUNCTIONS:
        text = render(query, engine).lower()
        assert not [name for name in ("ratio(", "days_between(", "month_of(") if name in text]


OVER = "word_id, {} as r from words"
PAIRS = {
    "where nulls stand": (
        "row_number() over (order by price, word_id)",
        "row_number() over (order by price nulls last, word_id nulls last)",
        "nulls first or nulls last",
    ),
    "which of equal rows": (
        "row_number() over (order by price nulls last)",
        "row_number() over (order by price desc nulls first, word_id nulls last)",
        "table's key",
    ),
    "no order": (
        "lag(word) over (partition by said_on)",
        "lag(word) over (partition by said_on order by word_id nulls last)",
        "need an ORDER BY",
    ),
    "a default": (
        "lead(word, 1, 'x') over (order by word_id nulls last)",
        "coalesce(lead(word, 2) over (order by word_id nulls last), 'x')",
        "coalesce",
    ),
    "which rows": (
        "sum(price) over (order by word_id nulls last)",
        "sum(price) over (order by word_id nulls last rows between unbounded preceding and current row)",
        "Say which rows",
    ),
    "ranges": (
        "min(price) over (order by word_id nulls last range between unbounded preceding and current row)",
        "min(price) over (partition by word order by word_id nulls last rows between 1 preceding and 1 following)",
        "Say which rows",
    ),
    "a frame for a rank": (
        "row_number() over (order by word_id nulls last rows between 1 preceding and current row)",
        "row_number() over (order by word_id nulls last)",
        "take no frame",
    ),
    "ranks with ties": (
        "rank() over (order by price nulls last, word_id nulls last)",
        "count(*) over (partition by price)",
        "row_number",
    ),
    "other windows": (
        "first_value(word) over (order by word_id nulls last)",
        "max(word_id) over (partition by word)",
        "A window is one of",
    ),
    "a named window": (
        "row_number() over w",
        "row_number() over (partition by word order by word_id nulls last)",
        "Write the window out",
    ),
    "distinct in a window": (
        "count(distinct word) over (partition by said_on)",
        "count(word) over (partition by said_on)",
        "cannot be a window",
    ),
}
GROUPED = {
    "several distinct": ("count(distinct word, place)", "count(distinct word)", "of one column"),
    "a distinct sum": ("sum(distinct price)", "sum(price)", "of one column"),
    "a median": ("percentile_cont(0.5) within group (order by price)", "count(*)", "not in the subset"),
    "a filter": ("count(*) filter (where is_rude)", "sum(case when is_rude then 1 else 0 end)", "sum\\(case"),
    "division": ("count(*) / 2", "quotient(count(*), 2)", "quotient"),
    "a window without its rows": ("row_number()", "max(price)", "needs OVER"),
}


@pytest.mark.parametrize(("wrong", "right", "told"), PAIRS.values(), ids=PAIRS)
def test_a_window_says_what_engines_would_choose(wrong, right, told):
    read_query(f"select {OVER.format(right)}", DECLARED)
    with pytest.raises(Refused, match=told):
        read_query(f"select {OVER.format(wrong)}", DECLARED)


@pytest.mark.parametrize(("wrong", "right", "told"), GROUPED.values(), ids=GROUPED)
def test_what_is_aggregated_is_spelled_as_every_engine_reads_it(wrong, right, told):
    read_query(f"select said_on, {right} as r from words group by said_on", DECLARED)
    with pytest.raises(Refused, match=told):
        read_query(f"select said_on, {wrong} as r from words group by said_on", DECLARED)


RANKED = "select word_id, row_number() over (order by word_id nulls last) as r from words"


@pytest.mark.parametrize(
    "text",
    [
        "select word_id from words where row_number() over (order by word_id nulls last) = 1",
        "select word_id, sum(row_number() over (order by word_id nulls last)) over (partition by word) as r from words",
        f"{RANKED} qualify r = 1",
        f"select 'nulls last' as x, \"nulls\" as y from ({RANKED.replace('nulls last', '')}) as r",
    ],
)
def test_a_window_is_a_column_and_no_condition(text):
    read_query(f"with ranked as ({RANKED}) select word_id from ranked where r = 1", DECLARED)
    with pytest.raises(Refused):
        read_query(text, DECLARED)


def test_a_parameter_is_one_that_is_declared():
    text = "select word_id from words where said_on >= days_before(:from_on, :within_days)"
    read_query(text, DECLARED, {"from_on", "within_days"})
    with pytest.raises(Refused, match="There is no parameter :from_on; there are :as_of, :as_of_on"):
        read_query(text, DECLARED)


def test_parameters_become_quoted_literals():
    assert literal("a'; drop table x --").sql("duckdb") == "'a''; drop table x --'"


HEAD = """-- name: said
-- title: Said
-- means: Words said: all of them.
--   Even rude ones.
-- kind: count
-- grain: One row per word.
-- columns:
--   record_id: The word.
--   day: The day.
-- unit: words
-- nulls: None.
-- time: The day it was said.
-- source: Nobody.
-- by: month
-- drill: word
"""


def test_a_header_is_read_with_its_further_lines():
    measure = read_measure(
        HEAD + "select word_id as record_id, said_on as day from words", chapter="x", declared=DECLARED
    )
    assert measure.means == "Words said: all of them. Even rude ones."
    assert measure.columns == {"record_id": "The word.", "day": "The day."}
    assert measure.has_day


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD.replace("-- unit: words\n", ""), "lacks unit"),
        (HEAD.replace("kind: count", "kind: guess"), "no kind guess"),
        (HEAD.replace("kind: count", "kind: rate"), "also gives hit"),
        (HEAD.replace("by: month", "by: mood"), "no dimension mood"),
        (HEAD.replace("--   day: The day.\n", ""), "differ in columns: day"),
    ],
)
def test_a_bad_header_says_what_is_wrong(text, told):
    with pytest.raises(Refused, match=told):
        read_measure(text + "select word_id as record_id, said_on as day from words", chapter="x", declared=DECLARED)


def test_a_further_line_that_begins_with_a_word_and_a_colon_keeps_its_space():
    text = HEAD.replace("-- source: Nobody.", "-- source: They go\n--   together: a fair is paid.")
    measure = read_measure(
        text + "select word_id as record_id, said_on as day from words", chapter="x", declared=DECLARED
    )
    assert measure.source == "They go together: a fair is paid."


def test_the_header_of_an_analysis_is_read_as_that_of_a_measure():
    plain, sections = read_header("-- source: They go\n--   together: a fair is paid.\n-- columns:\n--   n: Leads.\n")
    assert plain["source"] == "They go together: a fair is paid."
    assert sections["columns"] == {"n": "Leads."}
