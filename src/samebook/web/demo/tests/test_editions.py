"""The demo's editions are the starter Book, with the threshold that both sides argue about."""

import pytest

from samebook.book import read_book
from samebook.web.demo import editions


@pytest.mark.parametrize("text", [editions.first(), editions.second(), editions.third()], ids=["1", "2", "3"])
def test_every_edition_is_sound(text: str) -> None:
    book, problems = read_book(text)
    assert problems == []
    assert book is not None
    assert book.levels == ("A", "B")


def test_the_first_is_the_starter_and_each_moves_the_threshold() -> None:
    assert editions.first() == editions.starter()
    texts = [editions.first(), editions.second(), editions.third()]
    assert [f"lead.budget >= {sum_}" in text for text, sum_ in zip(texts, (50000, 60000, 45000), strict=True)] == [
        True
    ] * 3


def test_a_passage_that_is_not_there_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="no passage"):
        editions.changed("text", ("another", "passage"))
