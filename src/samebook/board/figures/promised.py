"""Both sides' promises of a period, each promise of each edition once, as the page of promises counts them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.leads.promises.queries import Line, promises_in
from samebook.leads.promises.rules import Standing

Key = tuple[Any, ...]


def promises_of(actor: Actor, period: Period, *, at: datetime) -> list[dict[str, Any]]:
    """Each promise with what was owed and kept in the weeks, months, quarters or years that touch the period.

    Returns:
        ``key``, ``side``, ``says``, ``edition``, ``per``, ``days``, ``owed`` (leads, or a share of 1), ``kept`` (leads,
        or hits), ``of`` (null for a number of leads), ``parts``, and ``stands``: how many of the parts stand how.
    """
    found = promises_in(actor, period, at=at)
    lines = sorted((line for line in found.lines if line.part.start <= found.as_of), key=_named)
    return [_told(list(group)) for _, group in groupby(lines, key=_named)]


def _named(line: Line) -> Key:
    promise = line.promise
    level, place = promise.level or "", promise.territory or ""
    return promise.side, line.number or 0, promise.kind, promise.per, level, place, promise.says


def _told(lines: Sequence[Line]) -> dict[str, Any]:
    first = lines[0]
    promise, share = first.promise, first.of is not None
    stands = [_stands(line) for line in sorted(lines, key=lambda line: line.part.start)]
    return {
        "key": "-".join(str(part) for part in _named(first)[:-1]),
        "side": promise.side,
        "says": promise.says,
        "edition": first.named,
        "per": promise.per,
        "from": min(line.part.first_day for line in lines).isoformat(),
        "to": max(line.part.last_day for line in lines).isoformat(),
        "owed": f"{promise.amount if share else sum(line.owed for line in lines):g}",
        "kept": str(sum(line.kept for line in lines)),
        "of": str(sum(line.of or 0 for line in lines)) if share else None,
        "parts": str(len(lines)),
        "stands": {word: str(stands.count(word)) for word in dict.fromkeys(stands)},
    }


def _stands(line: Line) -> str:
    if line.of == 0 and line.standing is not Standing.COMING:
        return "nothing due"
    return line.standing.value
