"""Sentences of a text, with their places. A line is a sentence too, unless the next one goes on in small letters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_000
"""Characters; what has no full stop for longer is read in pieces, so that a text takes time in proportion to it."""

_DOT_INSIDE = re.compile(
    r"(?:\b(?:Mio|Mrd|Tsd|ca|bzw|z|B|Nr|St|Dr|Prof|Inc|Ltd|Co|No|approx|e\.g|i\.e|vs|incl|inkl|zzgl|Abs|Jan|Feb|Apr|Aug|"
    r"Sept|Okt|Oct|Nov|Dez|Dec)|\b\d{1,2})$"
)
_NEXT = re.compile(r"[ \t]*([^\s])")
_END = re.compile(r"[.!?…]+[\"”’»)]*(?=\s|$)|\n(?:[ \t]*\n)+|\n(?![ \t]*[a-zäöüß0-9€$])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` is what stands between ``start`` and ``end`` of the whole, in characters; the end is outside."""

    text: str
    start: int
    end: int


def as_read(text: str) -> str:
    """A text as its reader sees it: without characters that show nothing, and letters of other forms as the usual."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences in their order; blank ones are left out."""
    start = 0
    for found in _END.finditer(text):
        if found.group() == "." and _goes_on(text, found.start(), found.end()):
            continue
        yield from _sentence(text, start, found.end())
        start = found.end()
    yield from _sentence(text, start, len(text))


def _goes_on(text: str, dot: int, after: int) -> bool:
    """A dot after an abbreviation, or after a day's number (`3. März`), ends no sentence unless the line ends."""
    following = _NEXT.match(text, after)
    if following is None:
        return False
    if _DOT_INSIDE.search(text[max(0, dot - 10) : dot]):
        return True
    return following.group(1).islower()


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    while end - start > LONGEST:
        space = text.rfind(" ", start, start + LONGEST)
        cut = space if space > start else start + LONGEST
        yield from _sentence(text, start, cut)
        start = cut
    part = text[start:end]
    bare = part.strip()
    if bare:
        begin = start + part.index(bare)
        yield Sentence(bare, begin, begin + len(bare))
