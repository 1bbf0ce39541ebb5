"""The formula of a measure in words, where its shape is simple. Pure."""

import re

_NAME = r"[a-z][a-z0-9_.]*"
_COUNT = re.compile(r"count\(\s*\*\s*\)", re.ASCII)
_COUNT_IF = re.compile(rf"count_if\(\s*({_NAME})\s*(?:=\s*'([^']*)')?\s*\)", re.ASCII)
_OF = re.compile(rf"(sum|avg|median|min|max)\(\s*({_NAME})\s*\)", re.ASCII)
_CALLED = {"sum": "sum", "avg": "average", "median": "median", "min": "smallest", "max": "largest"}


def measure_in_words(formula: str) -> str:
    """“Share of those with: first attempt on time”; empty where words would not say all of it."""
    text = " ".join(formula.split())
    counted, _, by = text.partition(" / ")
    if by and _COUNT.fullmatch(by) and (met := _met(counted)):
        return f"share of those with: {met}"
    if met := _met(text):
        return f"number of those with: {met}"
    if _COUNT.fullmatch(text):
        return "number of all"
    found = _OF.fullmatch(text)
    return f"{_CALLED[found[1]]} of {_words(found[2])}" if found else ""


def _met(counted: str) -> str:
    found = _COUNT_IF.fullmatch(counted)
    if not found:
        return ""
    return f"{_words(found[1])} “{_words(found[2])}”" if found[2] is not None else _words(found[1])


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", "’s ")
