"""PostgreSQL gives what DuckDB gives, for everything that is asked."""

import pyarrow as pa

from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.engines.postgres import Postgres
from tests.conformance.asked import questions
from tests.conformance.comparing import differences


def test_every_question_has_the_same_answer(made, dictionary_url):
    wrong, empty, asked = [], 0, list(questions())
    for ids in (None, *{question.ids for question in asked if question.ids}):
        array = None if ids is None else pa.array(ids, pa.int64())
        with DuckDB().open(made, array) as ours, Postgres(dictionary_url).open(made, array) as theirs:
            for question in asked:
                if question.ids == ids:
                    answer = ours.run(question.query, question.parameters)
                    empty += not answer.rows
                    found = differences(answer, theirs.run(question.query, question.parameters))
                    wrong += [f"{question.name}: {line}" for line in found]
    assert wrong == []
    assert empty < len(asked) / 4, "the made snapshot must have something to count"
