"""Each analysis gives what a query says that was written apart from it, on records made at random.

``tests/conformance`` asks both of every engine.
"""

import pytest

from samebook.numbers.analyses import analyses
from samebook.numbers.engines import Answer
from samebook.numbers.engines.duck import DuckDB
from samebook.numbers.tables import registry
from tests.conformance.analysed import CHECKS, check_of, numbers_of
from tests.conformance.comparing import differences
from tests.conformance.made import made_snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return made_snapshot(registry, tmp_path_factory.mktemp("made"), rows=700)


@pytest.mark.parametrize("name", sorted(analyses()))
def test_an_analysis_gives_what_its_check_says(name, snapshot):
    analysis = analyses()[name]
    with DuckDB().open(snapshot) as session:
        for days, values in numbers_of(analysis):
            parameters = {"from_on": days.start, "until_on": days.end, **values}
            ours, theirs = (session.run(query, parameters) for query in (analysis.query, check_of(analysis)))
            place = [theirs.names.index(column) for column in ours.names]
            said = Answer(ours.names, [tuple(row[number] for number in place) for row in theirs.rows])
            assert differences(ours, said) == []
            assert len(ours.rows) > 3, "the made records must have something to count"


def test_every_analysis_has_a_check_and_no_check_stands_alone():
    assert {path.stem for path in CHECKS.glob("*.sql")} == set(analyses())
