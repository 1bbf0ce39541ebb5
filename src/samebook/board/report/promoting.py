"""The Net Promoter Score in words."""

from collections.abc import Mapping
from typing import Any

from samebook.board.report.activity import line_of
from samebook.board.report.layout import Line

WITHOUT_PROMOTERS = "No survey was held in these days."


def promoter_lines(figures: Mapping[str, Any]) -> tuple[Line, ...]:
    """The score with its interval, and how many of those who were asked answered; nothing without a survey."""
    return tuple(line_of(each, figures["snapshot"]["currency"]) for each in figures["promoters"] or ())
