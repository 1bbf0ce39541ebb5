"""How lots are drawn, and what a hold-out must be. Pure."""

import csv
import hmac
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from io import StringIO

from samebook.communications.holdouts.terms import Arm, State
from samebook.kernel.refusals import Refused

LEAST_IN_ARM = 10
MOST_ACCOUNTS = 20_000
LONGEST_DAYS = 730
LONGEST_LIST = 2_000_000


def drawn(account_ids: Collection[int], *, share: Decimal, seed: str) -> dict[int, Arm]:
    """The arm of each account.

    The accounts are put in the order of HMAC-SHA256(seed, id) and the first ``share`` of them, rounded half up, is
    held out. So every set of that size is as likely, whoever knows the seed can draw again, and nobody who does not
    can foresee who is held out.
    """
    key = seed.encode()
    order = sorted(account_ids, key=lambda each: hmac.new(key, str(each).encode(), sha256).digest())
    held = int((share * len(order)).to_integral_value(ROUND_HALF_UP))
    return {each: Arm.HELD_OUT if place < held else Arm.CONTACTED for place, each in enumerate(order)}


def check_times(starts_on: date, days: int, *, today: date) -> None:
    """Who is held out and what counts are fixed before the first day.

    Raises:
        Refused: ``holdouts.begun``, ``holdouts.days``.
    """
    if starts_on <= today:
        message = "It starts tomorrow or later: lots are drawn, and what counts is chosen, before anybody is contacted."
        raise Refused("holdouts.begun", message, "starts_on")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("holdouts.days", f"It runs for 1 to {LONGEST_DAYS} days.", "days")


def check_shares(share: Decimal, worthwhile: Decimal) -> None:
    """Both as shares of 1.

    Raises:
        Refused: ``holdouts.share``, ``holdouts.worthwhile``.
    """
    if not Decimal("0.01") <= share <= Decimal("0.99"):
        raise Refused("holdouts.share", "Hold out 1 to 99 per cent of the accounts.", "share")
    if not Decimal("0.001") <= worthwhile <= 1:
        message = "The smallest difference worth knowing lies between 0.1 and 100 points."
        raise Refused("holdouts.worthwhile", message, "worthwhile")


def check_arms(arms: Mapping[int, Arm], *, left_out: int) -> None:
    """Both arms have somebody, and the whole can be kept.

    Raises:
        Refused: ``holdouts.too_small``, ``holdouts.too_large``.
    """
    if len(arms) > MOST_ACCOUNTS:
        raise Refused("holdouts.too_large", f"A hold-out has {MOST_ACCOUNTS:,} accounts at most.", "population")
    sizes = {arm: sum(1 for each in arms.values() if each == arm) for arm in Arm}
    if min(sizes.values()) < LEAST_IN_ARM:
        told = " and ".join(f"{sizes[arm]:,} {arm.label.lower()}" for arm in Arm)
        aside = f" {left_out:,} were left out, since nobody there may be contacted." if left_out else ""
        message = f"Each arm needs {LEAST_IN_ARM} accounts at least; there would be {told}.{aside}"
        raise Refused("holdouts.too_small", message, "population")


def check_can_cancel(state: State) -> None:
    """Only before it begins: a result that is unwelcome cannot be taken back.

    Raises:
        Refused: ``holdouts.cannot_cancel``.
    """
    if state != State.PLANNED:
        raise Refused("holdouts.cannot_cancel", "It has begun, so it stays and is read out at its end.")


def state_of(starts_on: date, days: int, *, is_cancelled: bool, today: date) -> State:
    """Where it is in its course; it ends when its last day is over."""
    if is_cancelled:
        return State.CANCELLED
    if today < starts_on:
        return State.PLANNED
    return State.RUNNING if today < starts_on + timedelta(days=days) else State.ENDED


def read_list(text: str, *, with_arms: bool) -> dict[str, Arm | None]:
    """External id → arm, of lines ``id`` or ``id, arm`` as CSV; a first line that begins with ``account`` is a header.

    Raises:
        Refused: ``holdouts.list_too_long``, ``holdouts.list``, with the line.
    """
    if len(text) > LONGEST_LIST:
        raise Refused("holdouts.list_too_long", "The list is too long.", "accounts")
    found: dict[str, Arm | None] = {}
    try:
        for number, cells in _rows(text):
            key = cells[0].strip()
            arm = _arm(cells, number) if with_arms else None
            if found.setdefault(key, arm) != arm:
                raise _bad(number, f"“{key[:60]}” stands in both arms.")
            if len(found) > MOST_ACCOUNTS:
                raise Refused("holdouts.too_large", f"A hold-out has {MOST_ACCOUNTS:,} accounts at most.", "accounts")
    except csv.Error:
        raise Refused("holdouts.list", "The list cannot be read as lines with commas between.", "accounts") from None
    if not found:
        raise Refused("holdouts.list", "Give the accounts, one on each line.", "accounts")
    return found


def _rows(text: str) -> Iterable[tuple[int, list[str]]]:
    dialect = csv.excel
    first = text.strip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    for number, cells in enumerate(csv.reader(StringIO(text), dialect, delimiter=delimiter), start=1):
        if not cells or not cells[0].strip():
            continue
        if number == 1 and cells[0].strip().casefold().startswith("account"):
            continue
        yield number, cells


def _arm(cells: list[str], number: int) -> Arm:
    said = cells[1].strip().casefold().replace(" ", "_").replace("-", "_") if len(cells) > 1 else ""
    if said not in Arm.values():
        raise _bad(number, f"after the account stands its arm: {' or '.join(Arm.values())}.")
    return Arm(said)


def _bad(number: int, message: str) -> Refused:
    return Refused("holdouts.list", f"Line {number}: {message}", "accounts")
