"""Matches ``like`` patterns without backtracking, so that no pattern and no text can make it slow."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from samebook.book.expressions import ANY, Wild

Matcher = Callable[[str], bool]
Pattern = tuple[str | Wild, ...]


@cache
def matcher(pattern: Pattern) -> Matcher:
    """A function that says whether a text matches the whole pattern; case counts."""
    runs = _runs(pattern)
    if len(runs) == 1:
        whole = _piece(runs[0])
        return lambda text: whole.fullmatch(text) is not None
    first, last = _piece(runs[0]), _piece(runs[-1])
    middle = [_piece(run) for run in runs[1:-1] if run]
    last_length = _length(runs[-1])

    def matches(text: str) -> bool:
        start = first.match(text)
        end = len(text) - last_length
        if start is None or end < start.end() or not last.fullmatch(text, end):
            return False
        position = start.end()
        for piece in middle:
            found = piece.search(text, position, end)
            if found is None:
                return False
            position = found.end()
        return True

    return matches


def _runs(pattern: Pattern) -> list[list[str | Wild]]:
    """The pattern cut at each ANY: what lies between has one length."""
    runs: list[list[str | Wild]] = [[]]
    for piece in pattern:
        if piece == ANY:
            runs.append([])
        else:
            runs[-1].append(piece)
    return runs


def _piece(run: Sequence[str | Wild]) -> re.Pattern[str]:
    return re.compile("".join("." if isinstance(piece, Wild) else re.escape(piece) for piece in run), re.DOTALL)


def _length(run: Sequence[str | Wild]) -> int:
    return sum(1 if isinstance(piece, Wild) else len(piece) for piece in run)
