"""A sheet as PDF, set by typst. Its texts go in as data, so that none of them is read as markup."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from samebook.kernel.texts import TURNING
from samebook.leads.quarter.layout import by_reason

TEMPLATE = Path(__file__).with_name("sheet.typ")
LONGEST_WORD = 20
PIECE = 5
"""A longer word than the one may be broken after as many letters as the other: nothing runs out of its column."""
ACCESSIBLE: Final = "ua-1"
_long = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_pieces = re.compile(rf".{{{PIECE}}}(?=.)")


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF.

    Attributes:
        standard: ``PDF/UA-1``; empty when a letter has no face on this machine, which that standard forbids. The file
            is tagged for screen readers either way.
    """

    data: bytes
    standard: str


def printed(sheet: Mapping[str, Any], *, at: datetime) -> Paper:
    """The sheet as PDF.

    Args:
        sheet: As ``layout.Sheet.as_data`` gives it.
        at: Written into the file as the time it was made.
    """
    import typst

    inputs = {"sheet": json.dumps(_prepared(sheet), ensure_ascii=False)}
    source, made = TEMPLATE.read_bytes(), at.replace(microsecond=0)
    try:
        data = typst.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=[ACCESSIBLE], timestamp=made)
        return Paper(data, "PDF/UA-1")
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
    return Paper(typst.compile(source, format="pdf", sys_inputs=inputs, timestamp=made), "")


def _prepared(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet with texts that paper can hold, and what it is silent of put together by reason."""
    silent = [list(each) for each in by_reason(sheet["silent"]).items()]
    prepared: dict[str, Any] = _clean({**sheet, "silent_by_reason": silent})
    return prepared


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return on_paper(value)
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def on_paper(text: str) -> str:
    """A text without characters that are none, or that turn the reading order; long words may be broken."""
    kept = "".join(" " if each in "\n\t\r" else each for each in text if each in "\n\t\r" or not _is_hidden(each))
    return _long.sub(lambda found: _pieces.sub(lambda piece: f"{piece.group()}\u200b", found.group()), kept)


def _is_hidden(letter: str) -> bool:
    """Control characters, halves of surrogates, private ones, and marks that override the direction of text."""
    return unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} or letter in TURNING
