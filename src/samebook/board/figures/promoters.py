"""The Net Promoter Score of a period, where surveys were held."""

from datetime import datetime
from typing import Any

from samebook.numbers.compared import Comparison


def promoters_in(comparison: Comparison, *, as_of: datetime) -> dict[str, Any] | None:
    """The score with how many were asked and answered; null where no survey was held in the period."""
    return None
