"""The nearest valid spelling, for hints."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when none is near; case is not minded.

    A word without its prefix finds the full name: ``employees`` finds ``account.employees``.
    """
    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold()[:200]
    if folded in by_folded:
        return by_folded[folded]
    for name, spelled in by_folded.items():
        if name.rpartition(".")[2] == folded.rpartition(".")[2]:
            return spelled
    matches = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """``Did you mean …?``, or the other hint when nothing is near."""
    found = nearest(word, known)
    return f"Did you mean {found!r}?" if found else otherwise


def listed(words: Iterable[str], joint: str = "or") -> str:
    """``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last
