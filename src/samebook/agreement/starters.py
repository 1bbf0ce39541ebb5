"""Texts to begin a Book from."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from samebook.book import read_book


@dataclass(frozen=True, slots=True)
class Starter:
    """One Book that the product brings along; ``name`` is its file's."""

    name: str
    title: str
    levels: tuple[str, ...]
    text: str


EMPTY = """samebook: 1
title: Sales and marketing agreement

qualification:
  - level: A
    means: What both sides call a lead that is worth a call.
    criteria:
      country: {when: "lead.country = 'DE'", otherwise: Not our country}
"""
"""The least that is a Book; every line of it is there to be changed."""


@cache
def starters() -> tuple[Starter, ...]:
    """Every starter, by title."""
    texts = {path.name.removesuffix(".yaml"): path.read_text("utf-8") for path in _texts()}
    found = []
    for name, text in texts.items():
        book, _ = read_book(text)
        found.append(Starter(name, book.title if book else name, _means(book), text))
    return tuple(sorted(found, key=lambda starter: starter.title))


def _texts() -> list:  # type: ignore[type-arg]  # importlib's Traversable moved between versions
    return [path for path in files("samebook.book.starters").iterdir() if path.name.endswith(".yaml")]


def _means(book: object) -> tuple[str, ...]:
    levels = getattr(book, "qualification", ())
    return tuple(f"Level {level.name}: {level.means or ''}" for level in levels)
