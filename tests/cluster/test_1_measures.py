"""Spark gives what DuckDB gives; tests/conformance compares DuckDB and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from samebook.numbers.engines import engine
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.engines.spark import Spark
from samebook.numbers.measures import shipped as measures
from tests.conformance.asked import Question, questions
from tests.conformance.checks import unlike
from tests.conformance.comparing import differences

AT_ONCE = 3
IN_TURN = 3
"""A filter reads alike in every measure: each is asked with one of so many here, and with all in tests/conformance."""


def asked_here() -> list[Question]:
    """Every measure by each of its dimensions, the analyses and what is made at random; filters in turn."""
    asked = list(questions())
    whole = [one for one in asked if " by nothing " in one.name]
    filtered = [one for one in whole if "Period(" in one.name or "frozenset(" in one.name]
    left_out = {id(one) for number, one in enumerate(filtered) if number % IN_TURN}
    return [one for one in asked if id(one) not in left_out]


def test_every_question_has_the_same_answer(made, spark_url):
    wrong, asked = [], asked_here()
    for ids in (None, *{question.ids for question in asked if question.ids}):
        array = None if ids is None else pa.array(ids, pa.int64())
        alike = [question for question in asked if question.ids == ids]
        with (
            DuckDB().open(made, array) as ours,
            Spark(spark_url).open(made, array) as theirs,
            ThreadPoolExecutor(AT_ONCE) as threads,
        ):
            found = threads.map(lambda question: theirs.run(question.query, question.parameters), alike)
            for question, answer in zip(alike, found, strict=True):
                differ = differences(ours.run(question.query, question.parameters), answer)
                wrong += [f"{question.name}: {line}" for line in differ]
    assert wrong == []


def test_every_measure_and_its_check_say_the_same(on_spark):
    with engine().open(on_spark) as session:
        assert [line for measure in measures().values() for line in unlike(measure, session)] == []
