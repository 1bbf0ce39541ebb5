"""Finding the claims in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samebook.board.claims.lexicon import Lexicon, lexicons
from samebook.board.claims.patterns import Pattern
from samebook.board.claims.sentences import Sentence, sentences
from samebook.board.claims.tagging import Tagged

_ASKS = re.compile(r"\?\s*[\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that gives marketing the credit for an outcome in money.

    ``start`` and ``end`` are its place in the whole text, in characters. ``because`` says what made it a claim, and
    ``words`` which words did. ``cites_holdout``: a hold-out is named with a count, so that an internal report may say
    it. ``suggested`` is how the activity may be told instead, in the sentence's language.
    """

    sentence: str
    start: int
    end: int
    language: str
    because: str
    words: str
    cites_holdout: bool
    suggested: str


@dataclass(frozen=True, slots=True)
class Checked:
    """``unchecked``: sentences in a language that is not known here; they may hold claims."""

    claims: tuple[Claim, ...]
    unchecked: tuple[Sentence, ...]


def claims_in(text: str) -> list[Claim]:
    """The sentences of a text in which marketing claims an effect on revenue, in their order.

    Those that cite a hold-out are among them: a circulated report refuses them too.

    Source: docs/decisions/causal-claims.md, with its measured precision and recall.
    """
    return list(check(text).claims)


def check(text: str) -> Checked:
    """The claims, and the sentences that could not be checked."""
    claims: list[Claim] = []
    unchecked: list[Sentence] = []
    about_marketing = False
    for one in sentences(text):
        language = language_of(one.text)
        if language is None:
            unchecked.append(one)
            about_marketing = False
            continue
        tagged = lexicons()[language].tagger.tagged(one.text)
        claims.extend(_claim(one, language, tagged, about_marketing=about_marketing))
        about_marketing = "S" in tagged.tags or "W" in tagged.tags
    return Checked(tuple(claims), tuple(unchecked))


def language_of(sentence: str) -> str | None:
    """The language whose function words are most frequent; English for a short note without any; else None."""
    words = re.findall(r"[^\W\d_]+", sentence.casefold())
    known = lexicons()
    counts = {code: sum(word in one.function_words for word in words) for code, one in known.items()}
    if not any(counts.values()):
        counts = {code: sum(tag.isalpha() for tag in one.tagger.tagged(sentence).tags) for code, one in known.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] or len(words) < 4 else None


def _claim(one: Sentence, language: str, tagged: Tagged, *, about_marketing: bool) -> Iterator[Claim]:
    lexicon = lexicons()[language]
    if _ASKS.search(one.text):
        return
    tags = _resolved(tagged.tags, about_marketing=about_marketing)
    for pattern in lexicon.patterns:
        found = next((match for match in pattern.shape.finditer(tags) if _holds(tags, match, pattern)), None)
        if found is not None:
            first, last = tagged.places[found.start()][0], tagged.places[found.end() - 1][1]
            yield Claim(
                sentence=one.text,
                start=one.start,
                end=one.end,
                language=language,
                because=pattern.because,
                words=one.text[first:last],
                cites_holdout=_cites_holdout(one.text, lexicon),
                suggested=lexicon.suggested,
            )
            return


def _resolved(tags: str, *, about_marketing: bool) -> str:
    """Pronouns that stand for marketing: the first word, after a sentence about it, or one after it in the sentence."""
    first = "S" if about_marketing and tags.startswith("J") else tags[:1]
    rest = re.sub(r"(?<=S)([^;]*?)J", r"\1S", tags[1:]) if "S" in tags else tags[1:]
    return first + rest


def _holds(tags: str, match: re.Match[str], pattern: Pattern) -> bool:
    """Not denied in its own clause, not asked or planned, and not said by sales."""
    begin = tags.rfind(";", 0, match.start()) + 1
    end = tags.find(";", match.end())
    clause = tags[begin : end if end >= 0 else len(tags)]
    denied = "n" in clause and not set("NI") & set(clause)
    asked = "Q" in tags[: match.end()]
    told = not {"D", "B"}.isdisjoint(tags) and not pattern.over_sales
    return not (denied or asked or told)


def _cites_holdout(sentence: str, lexicon: Lexicon) -> bool:
    """A hold-out is named, and a count of at least two figures stands with it."""
    return bool(re.search(lexicon.holdout, sentence, re.IGNORECASE) and re.search(r"\d{2,}", sentence))
