"""Fields of kind ``code``: short words, of those that are known where a field has some."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samebook.kernel.refusals import Refused
from samebook.numbers.history.declared import BulkField, BulkTable
from samebook.numbers.history.working import PLACES, Places

ADDRESS = r"@|\d{6}|[\x00-\x1f]"
"""What no code contains: no column may take in addresses, telephone numbers or texts unawares."""


def codes_of(
    texts: pa.Array, one: BulkField, *, known: Mapping[str, str] | None, given: Mapping[str, str]
) -> tuple[pa.Array, Places]:
    """A column of words as it is kept; each distinct word is looked at once.

    Args:
        known: What it may be, by the word in lower case; None for any short word.
        given: The user's words for ours, in lower case.

    Returns:
        The column, null where nothing is said or the word is refused, and for each row the place of the reason.
    """
    found = pc.dictionary_encode(texts)
    read = [_value(given.get(text.lower(), text), one, known) for text in found.dictionary.to_pylist()]
    places = np.asarray(found.indices.fill_null(len(read)).cast(pa.int64()))
    wrong = np.array([*(0 if value is not None else PLACES[problem] for value, problem in read), 0], np.uint8)
    return pa.array([*(value for value, _ in read), None], pa.string()).take(pa.array(places)), wrong[places]


def _value(word: str, one: BulkField, known: Mapping[str, str] | None) -> tuple[str | None, str]:
    """What a word is kept as; None with the reason where it is not."""
    if known is not None:
        return known.get(word.lower()), "unknown_word"
    if len(word) > one.longest:
        return None, "too_long"
    return (None, "address") if pc.match_substring_regex(word, ADDRESS).as_py() else (word, "")


def check_words(table: BulkTable, given: Mapping[str, Mapping[str, str]]) -> None:
    """That the words chosen for a code are ones of ours.

    Raises:
        Refused: ``history.unknown_word``.
    """
    for name, words in given.items():
        one = table.by_name[name]
        known = one.words() if one.words is not None else {}
        for word in words.values() if known else ():
            if word.lower() not in known:
                listed = ", ".join(sorted(set(known.values())))
                message = f"“{word[:40]}” is no {one.label.lower()}; there are {listed}."
                raise Refused("history.unknown_word", message, "value")
