"""The difference between two texts as rows that a page can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One row: ``kind`` is same, gone, new or gap; line numbers are 1-based, 0 where the text has no such line."""

    kind: str
    before: int = 0
    after: int = 0
    pieces: tuple[Piece, ...] = ()


def compare(before: str, after: str, *, context: int = CONTEXT) -> list[DiffLine]:
    """Rows of the difference, with ``context`` unchanged lines around each change; empty when the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    rows: list[DiffLine] = []
    for group in matcher.get_grouped_opcodes(context):
        if rows or group[0][1] > 0:
            rows.append(DiffLine("gap"))
        for tag, a, a_end, b, b_end in group:
            if tag == "equal":
                pairs = zip(range(a, a_end), range(b, b_end), strict=True)
                rows.extend(DiffLine("same", i + 1, j + 1, (Piece(old[i]),)) for i, j in pairs)
            else:
                rows.extend(_changed(old, new, (a, a_end), (b, b_end)))
    return rows


def _changed(old: list[str], new: list[str], gone: tuple[int, int], came: tuple[int, int]) -> Iterator[DiffLine]:
    paired = gone[1] - gone[0] == came[1] - came[0]
    marked = [_words(old[i], new[j]) for i, j in zip(range(*gone), range(*came), strict=True)] if paired else []
    for place, i in enumerate(range(*gone)):
        yield DiffLine("gone", i + 1, 0, marked[place][0] if paired else (Piece(old[i]),))
    for place, j in enumerate(range(*came)):
        yield DiffLine("new", 0, j + 1, marked[place][1] if paired else (Piece(new[j]),))


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.quick_ratio() < 0.5:
        return (Piece(before),), (Piece(after),)
    codes = matcher.get_opcodes()
    left = tuple(Piece(before[a:b], tag != "equal") for tag, a, b, _, _ in codes if b > a)
    right = tuple(Piece(after[a:b], tag != "equal") for tag, _, _, a, b in codes if b > a)
    return left, right
