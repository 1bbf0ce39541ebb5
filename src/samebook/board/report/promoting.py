"""The Net Promoter Score in words."""

from collections.abc import Mapping
from typing import Any

from samebook.board.report.layout import Line

WITHOUT_PROMOTERS = "No survey was held in these days."


def promoter_lines(figures: Mapping[str, Any]) -> tuple[Line, ...]:
    """The score with its interval, how many answered and how many were asked; nothing without a survey."""
    return ()
