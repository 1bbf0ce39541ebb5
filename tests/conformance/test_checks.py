"""Every shipped measure against its hand-written check query, on DuckDB and on PostgreSQL."""

import pytest

from samebook.leads.tests.test_measures import WRONG
from samebook.numbers.engines import engine
from samebook.numbers.measures import measure_named, read_measure
from samebook.numbers.measures import shipped as measures
from samebook.numbers.tables import registry
from tests.conformance.checks import HEADLINES, check_of, unlike, without_check


def test_no_measure_lacks_a_check_and_no_check_its_measure():
    assert without_check() == []
    written = {path.stem for folder in registry.folders.values() for path in (folder / "checks").glob("*.sql")}
    assert written - set(measures()) == set()


@pytest.mark.parametrize("name", sorted(measures()))
def test_a_check_says_what_its_measure_is_about(name):
    measure = measure_named(name)
    given = set(check_of(measure).named_selects)
    assert given >= HEADLINES[measure.kind] | ({"split"} if measure.split else set())


@pytest.mark.parametrize("name", sorted(measures()))
def test_a_measure_and_its_check_say_the_same(name, made_is_current):
    with engine().open(made_is_current) as session:
        assert unlike(measure_named(name), session) == []


def test_on_postgresql_too(made_is_current, settings, dictionary_url):
    settings.SAMEBOOK_ENGINE, settings.SAMEBOOK_ENGINE_URL = "postgres", dictionary_url
    with engine().open(made_is_current) as session:
        assert [line for measure in measures().values() for line in unlike(measure, session)] == []


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG, ids=[f"{line[0]}-{n}" for n, line in enumerate(WRONG)])
def test_a_slip_in_a_definition_is_seen_by_its_check(name, right, wrong, made_is_current):
    measure = measure_named(name)
    slip = read_measure(measure.text.replace(right, wrong), chapter=measure.chapter)
    with engine().open(made_is_current) as session:
        assert unlike(slip, session) != [] or name == "rejected_by_reason"  # its slip is in the day, not in the figure
