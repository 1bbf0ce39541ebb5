"""What two arms say: the difference, what could have been seen, whether the lots look right. Pure."""

from dataclasses import dataclass
from math import erfc, sqrt

from samebook.numbers.estimates import Estimate, newcombe, nothing, student, z_of

POWER = 0.8
SUSPICIOUS = 0.001
"""Below this probability the sizes of the arms are not what lots with the planned share would give."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One arm, by assignment.

    Attributes:
        n: Accounts that were assigned to it and counted.
        hits: Of these, with the outcome.
        amount: Won in the company's currency, over all of ``n``; ``squares`` the sum of the accounts' squares.
        touched: Accounts that the communications reached, by what is recorded; null when that is not known.
    """

    n: int
    hits: int
    amount: float = 0.0
    squares: float = 0.0
    touched: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the two arms of a hold-out say together.

    Attributes:
        difference: Share of accounts with the outcome, contacted minus held out, of 1.
        shows_difference: Its interval has no 0 in it.
        amount: Won per account, contacted minus held out.
        smallest_detectable: The rise, as a share of 1, that it had an 80 % chance to see; null when none.
        underpowered: That is more than the smallest difference worth knowing, and no difference is shown.
        suspicious_ratio: The sizes of the arms are not what the planned share gives.
    """

    contacted: Counts
    held_out: Counts
    difference: Estimate
    shows_difference: bool
    amount: Estimate
    smallest_detectable: float | None
    underpowered: bool
    suspicious_ratio: bool


def findings(contacted: Counts, held_out: Counts, *, share: float, worthwhile: float) -> Findings:
    """Both arms read out; ``share`` was to be held out, ``worthwhile`` is the smallest difference worth knowing."""
    could_see = smallest_detectable(contacted.n, held_out.n, base_of(held_out))
    found = difference(contacted, held_out)
    shown = found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)
    return Findings(
        contacted=contacted,
        held_out=held_out,
        difference=found,
        shows_difference=shown,
        amount=amount_difference(contacted, held_out),
        smallest_detectable=could_see,
        underpowered=not shown and (could_see is None or could_see > worthwhile),
        suspicious_ratio=ratio_is_suspicious(contacted.n, held_out.n, share),
    )


def difference(contacted: Counts, held_out: Counts) -> Estimate:
    """Share with the outcome, contacted minus held out, as shares of 1, with Newcombe's interval; METHODS 6."""
    return newcombe(contacted.hits, contacted.n, held_out.hits, held_out.n)


def amount_difference(contacted: Counts, held_out: Counts) -> Estimate:
    """Amount won per account, contacted minus held out, with Welch's interval; accounts without a win count as 0.

    Source: Welch, Biometrika 34 (1947). Null where an arm has fewer than two accounts, or no account won.
    """
    n = contacted.n + held_out.n
    if min(contacted.n, held_out.n) < 2 or not (contacted.squares or held_out.squares):
        return nothing(n)
    parts = [_error(arm) for arm in (contacted, held_out)]
    value = contacted.amount / contacted.n - held_out.amount / held_out.n
    if sum(parts) == 0:
        return Estimate(value, None, None, n)
    degrees = sum(parts) ** 2 / sum(
        part**2 / (arm.n - 1) for part, arm in zip(parts, (contacted, held_out), strict=True)
    )
    half = student(0.975, max(1, int(degrees))) * sqrt(sum(parts))
    return Estimate(value, value - half, value + half, n)


def smallest_detectable(contacted: int, held_out: int, base: float) -> float | None:
    """The smallest rise above a base share that would be found with a probability of 80 %, two-sided at 5 %.

    Solves Fleiss' formula for two groups of different size, without continuity correction:
    z(.975)·√(p̄q̄(1/n₁ + 1/n₀)) + z(.80)·√(p₁q₁/n₁ + p₀q₀/n₀) = p₁ − p₀, p̄ the mean weighted by size.

    Args:
        base: The share among the held-out accounts.

    Returns:
        A difference of shares; null when no rise up to 1 would be found.

    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, section 4.2.
    """
    if not contacted or not held_out or not 0 <= base < 1:
        return None
    if _short_of(1.0, contacted, held_out, base) > 0:
        return None
    low, high = base, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _short_of(middle, contacted, held_out, base) > 0:
            low = middle
        else:
            high = middle
    return high - base


def base_of(held_out: Counts) -> float:
    """The held-out share with half a hit more among one more account (Jeffreys), since power needs one above 0."""
    return (held_out.hits + 0.5) / (held_out.n + 1)


def ratio_is_suspicious(contacted: int, held_out: int, share: float) -> bool:
    """Whether the arms' sizes contradict the planned share (chi-squared, one degree of freedom, p below .001).

    Source: Fabijan et al., Diagnosing Sample Ratio Mismatch, KDD 2019.
    """
    n = contacted + held_out
    if not n:
        return False
    expected = n * share
    chi = (held_out - expected) ** 2 / expected + (contacted - (n - expected)) ** 2 / (n - expected)
    return erfc(sqrt(chi / 2)) < SUSPICIOUS


def _short_of(raised: float, contacted: int, held_out: int, base: float) -> float:
    """Above 0 while the rise from base to ``raised`` is too small to be found."""
    pooled = (raised * contacted + base * held_out) / (contacted + held_out)
    under_none = z_of(0.95) * sqrt(pooled * (1 - pooled) * (1 / contacted + 1 / held_out))
    z_power = z_of(2 * POWER - 1)
    under_some = z_power * sqrt(raised * (1 - raised) / contacted + base * (1 - base) / held_out)
    return under_none + under_some - (raised - base)


def _error(arm: Counts) -> float:
    """The squared standard error of the arm's mean."""
    mean = arm.amount / arm.n
    variance = max(0.0, (arm.squares - arm.n * mean * mean) / (arm.n - 1))
    return variance / arm.n
