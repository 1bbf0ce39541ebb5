"""The measures of an edition as the numbers evaluate them."""

from functools import lru_cache

from samebook.agreement.queries import InForce
from samebook.book import CompiledBook
from samebook.numbers.defined import defined
from samebook.numbers.measures import BOOK, Found


def measured(held: InForce | None) -> Found:
    """The measures of an edition; none before the first one, and when the text is not the one that was signed."""
    if held is None or held.edition.number is None:
        return Found({})
    return _measured(held.book, held.edition.number)


@lru_cache(maxsize=32)
def _measured(book: CompiledBook, number: int) -> Found:
    """Kept with the Book, which is kept by the hash of its text: a new edition is another Book."""
    measures = book.book.measures
    why = f"by edition {number} it has a meaning in words, and no table it is over; an edition can give it one (over)."
    unread = {
        BOOK + name: f"“{name.replace('_', ' ').capitalize()}” has no figures: {why}"
        for name, each in measures.items()
        if each.definition is None
    }
    return Found(defined(measures, edition=number), unread)
