"""Figures of a period made by hand, in the shape that counting gives them."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from samebook.board.actions import close_period
from samebook.board.models import ClosedPeriod
from samebook.board.queries import with_benchmarks
from samebook.board.rules import hash_of
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period

Q3 = Period(date(2026, 7, 1), date(2026, 10, 1))
AFTER = datetime(2026, 10, 5, 8, tzinfo=UTC)
"""The instant that the figures show: some days after the quarter."""


def told(value: str | None, n: int, low: str | None = None, high: str | None = None, **more: str) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "n": str(n), **more}


def figure(
    measure: str, kind: str, now: dict[str, Any], before: dict[str, Any] | None, change: tuple[str | None, ...] | None,
    *, standing: bool = False,
) -> dict[str, Any]:  # fmt: skip
    form = "points" if kind == "rate" else "ratio"
    names = ("value", "low", "high")
    found = dict(zip(names, change, strict=True)) if change else dict.fromkeys(names)
    return {
        "measure": measure, "title": measure.replace("_", " ").capitalize(), "means": f"What {measure} means.",
        "nulls": "Nothing is left out.", "time": "The day.", "kind": kind, "unit": "", "fingerprint": f"{measure}-1",
        "editions": ["3"], "left_out": "0", "standing": standing, **now, "before": before,
        "change": {"form": form, **found, "method": f"Method of {form}."} if before else None,
    }  # fmt: skip


def figures(period: Period = Q3, *, as_of: datetime = AFTER, stamp: str = "20261005T080000.000000Z") -> dict[str, Any]:
    """412 leads delivered, 31 of them won; 120 won and 200 lost opportunities; one promise of each side."""
    before = period.previous()
    won = told("0.375", 320, "0.324", "0.429", hits="120")
    return {
        "format": 1,
        "period": {
            "start": period.start.isoformat(), "end": period.end.isoformat(), "counted_to": period.end.isoformat(),
            "before_start": before.start.isoformat(), "before_end": before.end.isoformat(),
        },
        "snapshot": {
            "stamp": stamp, "as_of": as_of.isoformat(), "sealed_through": "900", "zone": "Europe/Berlin",
            "currency": "EUR", "simulated": False,
        },
        "editions": [{"edition": "3", "title": "Agreement", "hash": "c" * 64}],
        "activity": [
            figure("responses", "count", told("2100", 2100, "2011", "2192"), told("2000", 2000, "1913", "2090"),
                   ("1.05", "0.99", "1.12")),
            figure("cost_per_response", "ratio", told("40", 2100, "38.3", "41.8", amount="84000.00", apart="1"),
                   told("50", 2000, "47.9", "52.3", amount="100000.00", apart="0"), ("0.8", "0.75", "0.85")),
            figure("delivered", "count", told("412", 412, "373.2", "453.8"), told("390", 390, "352.3", "430.7"),
                   ("1.056", "0.92", "1.21")),
            figure("cost_per_qualified_lead", "ratio", told(None, 0, amount="84000.00", apart="0"),
                   told(None, 0, apart="0"), None),
            figure("accepted", "rate", told("0.812", 400, "0.771", "0.848", hits="325"),
                   told("0.75", 380, "0.704", "0.791", hits="285"), ("0.062", "0.004", "0.119")),
            figure("follow_up_on_time", "rate", told("0.9", 410, "0.867", "0.925", hits="369"),
                   told("0.88", 388, "0.844", "0.909", hits="341"), ("0.02", "-0.023", "0.063")),
        ],
        "promises": [
            {"key": "marketing-3-delivered-month-A", "side": "marketing", "says": "60 leads of level A a month",
             "edition": "3", "per": "month", "from": period.start.isoformat(),
             "to": (period.end - timedelta(days=1)).isoformat(), "owed": "180", "kept": "190", "of": None, "parts": "3",
             "stands": {"kept": "2", "not kept": "1"}},
            {"key": "sales-3-follow_up-month-", "side": "sales", "says": "90 % first attempted on time",
             "edition": "3", "per": "month", "from": period.start.isoformat(),
             "to": (period.end - timedelta(days=1)).isoformat(), "owed": "0.9", "kept": "369", "of": "410",
             "parts": "1", "stands": {"kept": "1"}},
        ],
        "promoters": None,
        "sales": [
            figure("win_rate", "rate", won, told("0.36", 300, "0.308", "0.416", hits="108"),
                   ("0.015", "-0.06", "0.09")),
            figure("ordered", "amount", told("1250000.00", 149, amount="1250000.00", apart="0"),
                   told("1000000.00", 140, amount="1000000.00", apart="0"), ("1.25", None, None)),
            figure("pipeline", "amount", told("5000000.00", 164, amount="5000000.00", apart="2"), None, None,
                   standing=True),
            figure("won_of_delivered", "rate", told("0.0752", 412, "0.0536", "0.1048", hits="31"), None, None,
                   standing=True),
        ],
    }  # fmt: skip


def later(found: dict[str, Any], **values: str) -> dict[str, Any]:
    """The same figures counted two days later: the named measures have another value and one more record."""
    again = copy.deepcopy(found)
    again["snapshot"] |= {"stamp": "20261007T080000.000000Z", "as_of": (AFTER + timedelta(days=2)).isoformat()}
    for each in (*again["activity"], *again["sales"]):
        if each["measure"] in values:
            each |= {"value": values[each["measure"]], "n": str(int(each["n"]) + 1)}
    return again


def closed(actor: Actor, period: Period = Q3, *, at: datetime, found: dict[str, Any] | None = None) -> ClosedPeriod:
    """A period that is closed with such figures."""
    found = found or figures(period)
    return close_period(actor, period, found, shown_hash=hash_of(with_benchmarks(found)), at=at)
