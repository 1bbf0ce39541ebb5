"""What changed between two texts, line by line and within a line, as data for a page. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
MOST_LINES = 3_000
"""Beyond this many changed lines on a side they are shown as replaced whole; matching them would take too long."""
ALIKE = 0.4
"""From this share of common text on, two lines count as one line that was changed."""


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; ``is_changed`` when only this piece differs from the line's other version."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison.

    Attributes:
        before: Its number in the first text, from 1; None for one that was added.
        after: Its number in the second text, from 1; None for one that was removed.
    """

    kind: Kind
    before: int | None
    after: int | None
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines with at least one change, and the unchanged lines around it.

    Attributes:
        skipped: How many unchanged lines lie between this block and the one before it.
    """

    skipped: int
    lines: tuple[Line, ...]


def difference(before: str, after: str, *, context: int = 3) -> list[Block]:
    """The changed parts of two texts in order; empty when they are equal.

    Args:
        context: Unchanged lines to show around each change.
    """
    lines = list(_compared(before.split("\n"), after.split("\n")))
    shown = _shown(lines, context)
    blocks: list[Block] = []
    last = 0
    for start, end in shown:
        blocks.append(Block(start - last, tuple(lines[start:end])))
        last = end
    return blocks


def _shown(lines: Sequence[Line], context: int) -> list[tuple[int, int]]:
    """Half-open ranges of lines to show; ranges that touch are one."""
    ranges: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.kind is not Kind.SAME:
            start, end = max(0, place - context), min(len(lines), place + context + 1)
            if ranges and start <= ranges[-1][1]:
                start = ranges.pop()[0]
            ranges.append((start, end))
    return ranges


def _compared(old: list[str], new: list[str]) -> Iterator[Line]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    for number in range(head):
        yield Line(Kind.SAME, number + 1, number + 1, (Span(old[number]),))
    for tag, i1, i2, j1, j2 in _steps(*middle):
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield Line(Kind.SAME, head + i + 1, head + j + 1, (Span(middle[0][i]),))
        else:
            yield from _replaced(middle[0][i1:i2], middle[1][j1:j2], head + i1 + 1, head + j1 + 1)
    for number in range(tail, 0, -1):
        yield Line(Kind.SAME, len(old) - number + 1, len(new) - number + 1, (Span(old[-number]),))


def _steps(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) > MOST_LINES:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new).get_opcodes()


def _replaced(old: list[str], new: list[str], before: int, after: int) -> Iterator[Line]:
    """First all that was removed, then all that was added; lines that stand opposite are compared within."""
    pairs = [_within(a or "", b or "") for a, b in zip_longest(old, new)]
    for number, text in enumerate(old):
        spans = pairs[number][0] if number < len(new) else (Span(text),)
        yield Line(Kind.GONE, before + number, None, spans)
    for number, text in enumerate(new):
        spans = pairs[number][1] if number < len(old) else (Span(text),)
        yield Line(Kind.NEW, None, after + number, spans)


def _within(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words between what two lines have in common at their start and at their end; linear, whatever they hold."""
    tokens = TOKEN.findall(old), TOKEN.findall(new)
    head = _common(*tokens)
    tail = _common(tokens[0][head:][::-1], tokens[1][head:][::-1])
    shared = sum(map(len, tokens[0][:head])) + sum(map(len, tokens[0][len(tokens[0]) - tail :]))
    if shared < ALIKE * max(len(old), len(new)):
        return (Span(old),), (Span(new),)
    return _marked(tokens[0], head, tail), _marked(tokens[1], head, tail)


def _marked(tokens: list[str], head: int, tail: int) -> tuple[Span, ...]:
    end = len(tokens) - tail
    pieces = (tokens[:head], False), (tokens[head:end], True), (tokens[end:], False)
    return tuple(Span("".join(piece), is_changed) for piece, is_changed in pieces if piece)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same from the start."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count
