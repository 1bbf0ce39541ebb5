"""The budget's page and workbook: rows of figures in words that claim no more than the months can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from samebook.board.budget.model import LEAST_MOVE, Response, beyond, change_in_leads
from samebook.board.budget.reading import Budget, Part
from samebook.board.budget.rules import CHANGES
from samebook.kernel.numerals import with_minus
from samebook.numbers.estimates import Estimate

CHOICES = (
    ("Leads", "Delivered leads, by the month of delivery."),
    (
        "Spend",
        (
            "Booked costs at the dated rate, by the month of booking; of a month, the mean of its own and the one "
            "before, since leads come weeks after a bill."
        ),
    ),
    (
        "Curve",
        (
            "Leads follow spend to a power from 0, no difference, to 1, in proportion; each as likely before the "
            "data. Between them a further euro brings less than the one before."
        ),
    ),
    (
        "Interval",
        (
            "The narrowest range with 95 % of what is plausible after the data; months that vary more than "
            "Poisson widen it. The level, leads per month over the last year, is taken as known."
        ),
    ),
    (
        "Hardly moved",
        (
            f"Where spend moved by less than {LEAST_MOVE:.0%}, no estimate is shown but the range from no "
            "effect to proportion."
        ),
    ),
    (
        "Observed",
        (
            "Observed, not randomised: spend is often raised for months in which more leads come anyway, such as "
            "those of fairs. Seasons are not taken out. Only a hold-out tells what spending causes."
        ),
    ),
    ("Revenue", "Nothing is said of revenue."),
)
"""What one must know beside the figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """One part at one change; ``change`` in per cent, leads per month. As it is there is no interval to tell."""

    part: str
    change: float
    spend: float
    now: float
    found: Estimate
    is_beyond: bool

    @property
    def change_told(self) -> str:
        return told(self.change)


def rows_of_total(budget: Budget, changes: Sequence[float]) -> list[Row]:
    return [_row(budget.total, change) for change in changes]


def rows_of_parts(budget: Budget, change: float) -> list[Row]:
    """A row for each part, at one change."""
    return [_row(part, change) for part in budget.parts]


def told(change: float) -> str:
    """``+10 %``, ``−20 %``, ``as it is``."""
    return f"{with_minus(f'{change:+g}')} %" if change else "as it is"


def says(part: Part) -> str:
    """What the months can tell of a part, in a sentence."""
    response = part.response
    if not response.is_known:
        return f"Too little to go by: {response.months} months with spend, {response.elasticity.n:,} leads in them."
    if response.hardly_moved:
        return (
            f"Spend moved by {response.moved or 0:.0%} only, so that the data cannot tell; shown is the range from no "
            "effect to proportion."
        )
    return (
        f"{response.months} months, {response.elasticity.n:,} leads: a tenth more spend went with "
        f"{_tenth(response)} more leads."
    )


def _tenth(response: Response) -> str:
    found = response.elasticity
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    value, low, high = (f"{100 * (1.1**power - 1):.1f}" for power in (found.value, found.low, found.high))
    return f"{value} % ({low} to {high} %)"


def shown_change(own: float | None) -> float:
    """What parts are compared at: one's own change, else a cut of a tenth."""
    return CHANGES[1] if own is None else own


def _row(part: Part, change: float) -> Row:
    response = part.response
    share = change / 100
    found = change_in_leads(response, share)
    return Row(
        part=part.name,
        change=change,
        spend=response.monthly_spend * (1 + share),
        now=response.level,
        found=found if change else Estimate(found.value, None, None, found.n),
        is_beyond=beyond(response, share),
    )
