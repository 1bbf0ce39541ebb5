"""Where the figures of a closed period, counted again, are not what they were: beside the frozen ones."""

from typing import Any
from zoneinfo import ZoneInfo

from samebook.board import queries
from samebook.board.models import ClosedPeriod
from samebook.board.report.layout import Restated
from samebook.board.report.wording import value
from samebook.board.rules import Difference, differences, hash_of


def tables(
    closed: ClosedPeriod, figures: dict[str, Any], newer: dict[str, Any] | None, zone: ZoneInfo
) -> tuple[Restated, ...]:
    """Each restatement that was recorded, and last what differs by the newest count."""
    found, seen = [], {closed.hash}
    for each in sorted(closed.restatements.all(), key=lambda row: (row.made_at, row.pk)):
        who = each.made_by.name if each.made_by else "the operator"
        title = f"Restated by {who} on {each.made_at.astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"
        found.append(Restated(title, each.reason, _rows(figures, queries.frozen(each))))
        seen.add(each.hash)
    if newer is not None and hash_of(newer) not in seen:
        rows = _rows(figures, newer)
        if rows and not (found and found[-1].rows == rows):
            found.append(Restated(f"Counted again as of {_when(newer, zone)}", "Not recorded as a restatement.", rows))
    return tuple(found)


def _rows(figures: dict[str, Any], now: dict[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    kinds = {
        f"{part}.{each['measure']}": each["kind"]
        for part in ("activity", "promoters", "sales")
        for each in figures[part] or ()
    }
    currency = figures["snapshot"]["currency"]
    return tuple(_row(each, kinds.get(each.key, "count"), currency) for each in differences(figures, now))


def _row(found: Difference, kind: str, currency: str) -> tuple[str, str, str, str]:
    def told(number: str | None, n: str | None) -> str:
        shown = value(number, kind, currency) or "no data"
        return shown if n is None or n == number else f"{shown} (n {int(n):,})"

    return found.label, told(found.frozen, found.n), told(found.now, found.n_now), found.why


def _when(figures: dict[str, Any], zone: ZoneInfo) -> str:
    from datetime import datetime

    return f"{datetime.fromisoformat(figures['snapshot']['as_of']).astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"
