"""Words that go on saying what their condition said before, in each way in which numbers and entries are written."""

import pytest

from samebook.agreement.editor.kinds import BY_SECTION
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.stale import left_behind
from samebook.agreement.starters import starters

MAKER = next(starter.text for starter in starters() if starter.name == "industrial_maker")


def said(before: str, now: str, words: str) -> list[tuple[tuple[str, ...], str]]:
    reading = Reading(MAKER)
    old, new = (reading.condition(text)[0] for text in (before, now))
    assert old is not None
    assert new is not None
    found = left_behind(BY_SECTION["criteria"], [old], new, {"otherwise": words})
    return [(each.said, each.instead) for each in found]


@pytest.mark.parametrize(
    "way", ["50000", "50,000", "50.000", "50 000", "50\u202f000", "50'000", "50k", "50 thousand", "EUR 50,000."]
)
def test_a_number_is_found_however_it_is_written(way: str) -> None:
    (found,) = said("lead.budget >= 50000", "lead.budget >= 60000", f"Budget under {way}")
    assert found[1] == f"Budget under {way.replace('5', '6')}"


@pytest.mark.parametrize(
    "words", ["Budget under 150,000", "Budget under 50,000,000", "Budget under 50,000.5", "Too little"]
)
def test_another_number_is_not_taken_for_it(words: str) -> None:
    assert said("lead.budget >= 50000", "lead.budget >= 60000", words) == []


@pytest.mark.parametrize(
    ("before", "now", "words", "told"),
    [
        ("lead.country in ('DE', 'IT')", "lead.country in ('DE', 'FR')", "Outside Germany and Italy",
         [(("Italy",), "Outside Germany and France")]),
        ("lead.country in ('DE', 'IT')", "lead.country in ('DE')", "We cannot serve it", []),
        ("lead.need in ('new_plant', 'service')", "lead.need in ('service')", "No new plant", [(("new plant",), "")]),
        ("lead.project_start <= lead.received_on + interval '6' month",
         "lead.project_start <= lead.received_on + interval '9' month", "It starts in more than six months",
         [(("six months",), "It starts in more than nine months")]),
        ("lead.budget >= 50000 and account.employees >= 50", "lead.budget >= 60000 and account.employees >= 50",
         "Under 50 people", []),
    ],
)  # fmt: skip
def test_entries_spans_and_what_still_holds(
    before: str, now: str, words: str, told: list[tuple[tuple[str, ...], str]]
) -> None:
    assert said(before, now, words) == told
