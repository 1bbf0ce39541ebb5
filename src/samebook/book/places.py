"""Where a character of a value stands in the text, through quotes, escapes, folding and block scalars."""

from bisect import bisect_right
from collections.abc import Sequence

ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


class Places:
    """Maps an offset in a value to its line and column (1-based) in the text."""

    def __init__(self, offsets: Sequence[int], source: str, first: tuple[int, int]) -> None:
        self._offsets = offsets
        self._source = source
        self._first = first
        self._line_starts: list[int] = []

    def at(self, offset: int) -> tuple[int, int]:
        """The place of the character at ``offset``; the value's own place where it has none."""
        if not 0 <= offset < len(self._offsets):
            return self._first
        return self._place(self._offsets[offset])

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the value that begins and ends with no white space begins and ends in the text."""
        return self._offsets[start], self._offsets[end - 1] + 1

    def _place(self, index: int) -> tuple[int, int]:
        if not self._line_starts:
            self._line_starts = [0, *(i + 1 for i, c in enumerate(self._source) if c == "\n")]
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1


def align(value: str, source: str, span: tuple[int, int], at: tuple[int, int]) -> Places:
    """Finds each character of a scalar's value in the slice of the text that it was read from.

    Folding and indentation change white space only, so every other character is found in order; white
    space is given the place of the character before it.

    Args:
        value: The scalar as read.
        source: The whole text.
        span: Where the scalar begins and ends in it.
        at: Its line and column.
    """
    start, end = span
    index = start
    quote = source[start] if start < end and source[start] in "'\"" else ""
    if quote:
        index += 1
    elif start < end and source[start] in "|>":
        index = source.find("\n", start, end) + 1 or end
    offsets: list[int] = []
    for character in value:
        if character.isspace():
            offsets.append(min(index, max(end - 1, start)))
            continue
        index, length = _next_character(source, index, end, quote)
        offsets.append(index)
        index += length
    return Places(offsets, source, at)


def _next_character(source: str, index: int, end: int, quote: str) -> tuple[int, int]:
    """The place and written length of the next character of the value that is not white space."""
    while index < end:
        character = source[index]
        if quote == '"' and character == "\\" and index + 1 < end:
            kind = source[index + 1]
            length = ESCAPE_LENGTHS.get(kind, 2)
            if kind in "\n \tntrvf_NLP":
                index += length
                continue
            return index, length
        if character.isspace():
            index += 1
        elif quote == "'" and character == "'":
            return index, 2
        else:
            return index, 1
    return max(end - 1, 0), 1
