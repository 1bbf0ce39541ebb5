"""The words of one language, read from its text file beside this module."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samebook.board.claims.patterns import COMMON, VERB_LAST, Pattern
from samebook.board.claims.tagging import Tagger


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``suggested``: how activity may be told instead. ``holdout``: an expression that finds the word hold-out."""

    tagger: Tagger
    patterns: tuple[Pattern, ...]
    function_words: frozenset[str]
    suggested: str
    holdout: str


@cache
def lexicons() -> dict[str, Lexicon]:
    """The languages that are checked; a sentence in another one is named as not checked."""
    return {"en": _read("english.txt", COMMON), "de": _read("german.txt", (*COMMON, *VERB_LAST))}


def _read(name: str, patterns: tuple[Pattern, ...]) -> Lexicon:
    tagged: list[tuple[str, str]] = []
    named: dict[str, str] = {}
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, rest = line.partition("  ")
            if len(key) == 1:
                tagged.extend((key, phrase) for phrase in rest.split(" | "))
            else:
                named[key] = rest
    words = frozenset(named["function-words"].split())
    return Lexicon(Tagger(tagged), patterns, words, named["suggested"], named["hold-out"])
