"""The key by which two spellings of one company's name are the same."""

import re
import unicodedata
from functools import cache, lru_cache

LONGEST = 250
WEAK = frozenset({"the", "and", "of", "a", "an", "de", "la", "le", "der", "die", "das", "el", "los", "il"})
"""Words that are no name by themselves: "The Limited" keeps its "limited"."""

NO_LEGAL_FORMS = frozenset({"uk", "nl", "at", "ok", "et", "ep", "dat", "cpt", "mb", "teo", "sem", "sep", "ses", "ent"})
"""Listed by cleanco as legal forms, but as often a country or a word."""

LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "&": " and ",
    }
)
JOINED = re.compile(r"[.'’`´]")
APART = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """The name without case, accents, punctuation and legal form; words apart by one space.

    Never empty for a name that has a visible character, and never only an article: what is left must be a name.

    Source: METHODS 11; the legal forms are cleanco's, less those that are also plain words.
    """
    words = folded(name).split()
    if not words:
        return " ".join(name.casefold().split())[:LONGEST]
    return " ".join(_without_legal_form(words))[:LONGEST].rstrip()


def person_keys(name: str) -> tuple[str, str]:
    """A person's name folded, and with the last word first, so that either way of asking finds by its beginning."""
    words = folded(name)[:200].split()
    return " ".join(words), " ".join(words[-1:] + words[:-1])


def folded(text: str) -> str:
    """Lower case without accents and punctuation; "&" reads "and"; dots and apostrophes join, all else parts."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(char for char in text if not unicodedata.combining(char))
    text = JOINED.sub("", text.lower().translate(LETTERS))
    return APART.sub(" ", text).strip()


def _without_legal_form(words: list[str]) -> list[str]:
    while True:
        for size in (4, 3, 2, 1):
            rest, tail = words[:-size], words[-size:]
            if tuple(tail) in _legal_forms() and not WEAK.issuperset(rest):
                words = rest
                while words[-1] == "and":
                    words = words[:-1]
                break
        else:
            return words


@cache
def _legal_forms() -> frozenset[tuple[str, ...]]:
    from cleanco.clean import get_unique_terms

    forms = {tuple(folded(term).split()) for term in get_unique_terms()}
    return frozenset(form for form in forms if form and " ".join(form) not in NO_LEGAL_FORMS and len(form) <= 4)
