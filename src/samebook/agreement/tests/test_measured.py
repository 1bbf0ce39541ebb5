"""Measures of the Book in force, and what became of them from edition to edition."""

from datetime import timedelta

import pytest

from samebook.agreement import actions, queries
from samebook.agreement.measured import measured
from samebook.agreement.models import Edition
from samebook.agreement.tests.cast import SOON, TEXT, agreed
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers import measures
from samebook.numbers.measures import measure_named

DAY = timedelta(days=1)
FIRST = """measures:
  on_time: {means: Tried in time., expression: count_if(on_time) / count(*)}
  won: {means: Won., over: opportunities, time: closed_on, when: "outcome = 'won'", expression: count(*)}
  faster: {means: More., change: won}
"""
SECOND = """measures:
  on_time: {means: Tried in time., over: leads, expression: count_if(attempts_made > 0) / count(*)}
  won: {means: Won., over: opportunities, time: closed_on, when: "outcome = 'won'", expression: count(*)}
  faster: {means: More., change: won}
"""
THIRD = SECOND.replace("outcome = 'won'", "outcome <> 'open'")


@pytest.fixture
def three_editions(sales, marketing, monkeypatch):
    """One a day: first, second, third; the clock stands after the third."""
    for number, text in enumerate((FIRST, SECOND, THIRD)):
        agreed(sales, marketing, TEXT + text, in_force_from=SOON + number * DAY)
        actions.take_force(at=SOON + number * DAY)

    def source(edition):
        return measured(queries.numbered(edition) if edition else queries.in_force(SOON + 2 * DAY))

    monkeypatch.setattr(measures, "sources", [source])


def test_the_measures_of_the_book_in_force_are_among_all_measures(three_editions):
    found = measures.measures()
    assert {name for name in found if name.startswith("book_")} == {"book_on_time", "book_won", "book_faster"}
    won = measure_named("book_won")
    assert (won.chapter, won.edition, won.title, won.drill) == ("book", 3, "Won", "opportunity")
    assert "delivered" in found
    with pytest.raises(Missing):
        measure_named("book_lost")
    with pytest.raises(Missing):
        measure_named("won")


def test_a_measure_has_its_history_and_is_measured_as_each_edition_defines_it(three_editions):
    said = queries.definitions_of("book_won")
    assert [(each.number, each.start, each.end, each.is_changed) for each in said] == [
        (1, SOON, SOON + DAY, False),
        (2, SOON + DAY, SOON + 2 * DAY, False),
        (3, SOON + 2 * DAY, None, True),
    ]
    assert "when: outcome = 'won'" in said[0].text
    assert [measure_named("book_won", edition=each.number).hash for each in said] == [each.hash for each in said]
    assert queries.definitions_of("won") == said
    assert queries.definitions_of("lost") == []


def test_a_measure_changes_with_what_it_is_made_of(three_editions):
    assert [each.is_changed for each in queries.definitions_of("faster")] == [False, False, True]


def test_a_measure_of_an_earlier_edition_without_a_table_has_no_figures_and_says_why(three_editions):
    assert [each.has_figures for each in queries.definitions_of("on_time")] == [False, True, True]
    with pytest.raises(Refused, match="no table it is over") as refused:
        measure_named("book_on_time", edition=1)
    assert refused.value.code == "measures.no_figures"
    assert measure_named("book_on_time").kind == "rate"


def test_an_edition_whose_text_was_changed_has_no_measures(three_editions):
    edition = Edition.objects.get(number=3)
    Edition.objects.filter(pk=edition.pk).update(text=edition.text + "# more\n")
    queries._signed_book.cache_clear()
    queries._book.cache_clear()
    assert [each.number for each in queries.definitions_of("won")] == [1, 2]
    with pytest.raises(Missing):
        measure_named("book_won")
