"""A condition means what SQL says it means: its text, run as it stands by a database that knows nothing of us.

The engines of the Book all start from one parse; where the parse is wrong, they agree on what is wrong. Here the text
itself is run, over a table that is called ``lead``.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.book.engines.session import connect
from samebook.book.model import DeclaredField
from samebook.book.parsing import parse_condition
from samebook.book.python_form import compile_python
from samebook.book.values import Type

FIELDS = {name: DeclaredField(name, type_) for name, type_ in (("lead.t", Type.TEXT), ("lead.n", Type.INTEGER))}
TEXTS = [None, "a", "ab", "abc", "b", "A", "a%", "a_b", "!", "100%", "é", "Ж", " "]
NUMBERS = [None, -3, 0, 1, 2, 7, 10]
ROWS = [(text, number) for text in TEXTS for number in NUMBERS]

patterns = st.sampled_from(["'a%'", "'%b'", "'a_b'", "'_'", "'%'", "'100!%' escape '!'", "'a!_%' escape '!'", "'%!!'"])
numbers = st.sampled_from(["-3", "0", "1", "2", "7", "10", "11"])
words = st.sampled_from(["'a'", "'ab'", "'A'", "'a%'", "'é'", "' '"])
maybe_not = st.sampled_from(["", "not "])


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    negated = draw(maybe_not)
    match draw(st.integers(0, 5)):
        case 0:
            pattern = draw(patterns)
            return f"lead.t {negated}like {pattern}" + (" escape '!'" if pattern == "'%!!'" else "")
        case 1:
            return f"lead.t {negated}in ({', '.join(draw(st.lists(words, min_size=1, max_size=3)))})"
        case 2:
            return f"lead.n {negated}in ({', '.join(draw(st.lists(numbers, min_size=1, max_size=3)))})"
        case 3:
            return f"lead.n {negated}between {draw(numbers)} and {draw(numbers)}"
        case 4:
            return f"{draw(st.sampled_from(['lead.t', 'lead.n']))} is {negated}null"
        case _:
            return f"lead.n {draw(st.sampled_from(['=', '<>', '<', '<=', '>', '>=']))} {draw(numbers)}"


conditions = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("{} {} {}".format, comparisons(), st.sampled_from(["and", "or"]), inner),
        st.builds("not {}".format, comparisons()),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    session = connect()
    session.execute("CREATE TABLE lead (place integer, t text, n bigint)")
    session.executemany("INSERT INTO lead VALUES (?, ?, ?)", [(place, *row) for place, row in enumerate(ROWS)])
    yield session
    session.close()


def ours(text: str) -> list[bool | None]:
    expression, problems = parse_condition(text, FIELDS, _no_segments, lambda offset: (1, offset + 1))
    assert expression is not None, [text, *map(str, problems)]
    evaluate = compile_python([expression])
    return [evaluate({"lead.t": text, "lead.n": number})[0] for text, number in ROWS]


def _no_segments(name: str) -> Any:
    raise KeyError([])


@settings(max_examples=400, deadline=None)
@given(text=conditions)
def test_a_condition_is_true_false_or_unknown_where_its_text_is_in_sql(
    text: str, database: duckdb.DuckDBPyConnection
) -> None:
    theirs = database.execute(f"SELECT {text} FROM lead ORDER BY place").fetchall()
    assert ours(text) == [truth for (truth,) in theirs]
