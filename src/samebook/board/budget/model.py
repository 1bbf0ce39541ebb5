"""A response curve of one number: leads follow spend to a power between nothing and proportion. Pure.

Leads of a month are taken as Poisson, or as much wider as the months show, around ``a · spend^b``. ``b`` = 0 says that
spend makes no difference, 1 that leads follow it in proportion, between them that each further euro brings less. Before
the data every ``b`` from 0 to 1 is as likely; ``a`` is removed by looking at how a fixed sum of leads spreads over the
months. Spend of a month is the mean of its own and the one before, since a fair's leads come weeks after its bill.
"""

from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np

from samebook.numbers.estimates import CONFIDENCE, Estimate, FloatArray

FEWEST_MONTHS = 6
FEWEST_LEADS = 20
LEAST_MOVE = 0.15
"""Half the distance of the 10th and the 90th percentile of spend, over its median; below it the data cannot tell."""
STEPS = 401
LEVEL_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """One part of the budget, month by month without a gap; ``spend`` in the company's currency."""

    months: tuple[date, ...]
    spend: FloatArray
    leads: FloatArray


@dataclass(frozen=True, slots=True)
class Response:
    """What a series says.

    Attributes:
        elasticity: ``b`` with the shortest interval that holds 95 % of what is plausible; null value where spend
            hardly moved, and then the interval is 0 to 1; all null where there is too little.
        moved: How far spend moved, as ``LEAST_MOVE`` has it; null without spend.
        spread: How many times wider than Poisson's the months' leads vary, 1 at least; null without an estimate.
        level: Leads per month over the last year, or as many months as there are.
        monthly_spend: The same of spend.
        months: How many were used; months without spend in them or before them were not.
        left_out: Those.
        lowest, highest: Spend among the months used, as two-month means; null without one.
    """

    elasticity: Estimate
    moved: float | None
    spread: float | None
    level: float
    monthly_spend: float
    months: int
    left_out: int
    lowest: float | None = None
    highest: float | None = None

    @property
    def is_known(self) -> bool:
        return self.elasticity.low is not None

    @property
    def hardly_moved(self) -> bool:
        return self.is_known and self.elasticity.value is None


def response_of(series: Series) -> Response:
    """Fit the curve."""
    smooth = (series.spend[1:] + series.spend[:-1]) / 2
    leads = series.leads[1:]
    used = smooth > 0
    months, left_out = int(used.sum()), int((~used).sum())
    spend, leads = smooth[used], leads[used]
    level = float(series.leads[-LEVEL_MONTHS:].mean()) if len(series.leads) else 0.0
    monthly = float(series.spend[-LEVEL_MONTHS:].mean()) if len(series.spend) else 0.0
    if months < FEWEST_MONTHS or leads.sum() < FEWEST_LEADS:
        nothing = Estimate(None, None, None, int(leads.sum()))
        return Response(nothing, None, None, level, monthly, months, left_out)
    low, middle, high = np.quantile(spend, [0.1, 0.5, 0.9])
    moved = float((high - low) / 2 / middle)
    reach = (float(spend.min()), float(spend.max()))
    if moved < LEAST_MOVE:
        open_range = Estimate(None, 0.0, 1.0, int(leads.sum()))
        return Response(open_range, moved, None, level, monthly, months, left_out, *reach)
    elasticity, spread = _fitted(spend / middle, leads)
    return Response(elasticity, moved, spread, level, monthly, months, left_out, *reach)


def change_in_leads(response: Response, change: float) -> Estimate:
    """Leads per month more or fewer when spend changes by a share: -0.1 is a cut of a tenth.

    The interval is that of the elasticity, carried over; the level is taken as it was.
    """
    found = response.elasticity
    ends = [
        None if b is None else response.level * ((1 + change) ** b - 1) for b in (found.value, found.low, found.high)
    ]
    value, *interval = ends
    known = sorted(each for each in interval if each is not None)
    if len(known) < 2:
        return Estimate(None, None, None, found.n)
    return Estimate(value, known[0], known[1], found.n)


def beyond(response: Response, change: float) -> bool:
    """Whether spend would come to where it was in none of the months."""
    if response.lowest is None or response.highest is None:
        return False
    wanted = response.monthly_spend * (1 + change)
    return change != 0 and not response.lowest <= wanted <= response.highest


def _fitted(spend: FloatArray, leads: FloatArray) -> tuple[Estimate, float]:
    grid = np.linspace(0.0, 1.0, STEPS)
    logs = np.log(spend)
    weights = np.exp(np.outer(grid, logs))
    fit = grid * float((leads * logs).sum()) - float(leads.sum()) * np.log(weights.sum(axis=1))
    best = weights[int(fit.argmax())]
    expected = leads.sum() * best / best.sum()
    spread = max(1.0, float(((leads - expected) ** 2 / expected).sum()) / (len(leads) - 2))
    plausible = np.exp((fit - fit.max()) / spread)
    plausible /= plausible.sum()
    low, high = _shortest(grid, plausible)
    middle = float(grid[int(np.searchsorted(plausible.cumsum(), 0.5))])
    assert isfinite(spread)
    return Estimate(min(max(middle, low), high), low, high, int(leads.sum())), spread


def _shortest(grid: FloatArray, plausible: FloatArray) -> tuple[float, float]:
    """The narrowest range that holds ``CONFIDENCE``; the curve has one peak, so the likeliest steps are one piece."""
    order = plausible.argsort()[::-1]
    enough = int(np.searchsorted(plausible[order].cumsum(), CONFIDENCE)) + 1
    kept = order[:enough]
    return float(grid[kept.min()]), float(grid[kept.max()])
