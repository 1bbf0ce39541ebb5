"""What is recorded of a period: whether it is closed, its benchmarks, signatures, comments and restatements."""

import json
from datetime import date
from typing import Any

from django.db.models import QuerySet

from samebook.board import rules
from samebook.board.models import Benchmark, ClosedPeriod, Remark, Restatement, SalesSignature
from samebook.board.rules import check_may_read, hash_of
from samebook.board.terms import ACTIVITY, Kind, Voice
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period


def closed_for(actor: Actor) -> QuerySet[ClosedPeriod]:
    """Closed periods that the actor may read of, the latest first."""
    actor.require(*rules.READING, to="read the board report")
    return ClosedPeriod.objects.select_related("closed_by").order_by("-end", "start", "-pk")


def closed_of(period: Period) -> ClosedPeriod | None:
    """The frozen figures of a period; None while it is open."""
    rows = ClosedPeriod.objects.select_related("closed_by").prefetch_related("restatements__made_by")
    return rows.filter(start=period.start, end=period.end).first()


def open_to(actor: Actor, kind: Kind, period: Period) -> ClosedPeriod | None:
    """The closed period, or None where it is open and the actor may see it so.

    Raises:
        Refused, Missing: As ``check_may_read``.
    """
    closed = closed_of(period)
    check_may_read(actor, kind, is_closed=closed is not None)
    return closed


def benchmarks_on(day: date) -> dict[str, dict[str, str]]:
    """The benchmark of each measure that holds on a day: ``value``, ``source``, ``from``; none where it was ended."""
    rows = Benchmark.objects.filter(from_date__lte=day, measure__in=ACTIVITY).order_by("from_date", "pk")
    newest = {row.measure: row for row in rows}
    return {
        name: {"value": f"{row.value.normalize():f}", "source": row.source, "from": row.from_date.isoformat()}
        for name, row in sorted(newest.items())
        if row.value is not None
    }


def benchmarks_for(actor: Actor) -> QuerySet[Benchmark]:
    """Every benchmark that was ever entered, the newest first."""
    actor.require(*rules.PREPARING, to="see the benchmarks")
    return Benchmark.objects.select_related("entered_by").order_by("-from_date", "-pk")


def with_benchmarks(figures: dict[str, Any]) -> dict[str, Any]:
    """Counted figures with the benchmarks of their last counted day: what is shown, hashed and frozen."""
    last = date.fromisoformat(figures["period"]["counted_to"])
    return {**figures, "benchmarks": benchmarks_on(date.fromordinal(last.toordinal() - 1))}


def signed_part(figures: dict[str, Any]) -> dict[str, Any]:
    """What a sales manager signs: the block's figures of the period, and nothing else."""
    kept = ("measure", "value", "low", "high", "n", "hits", "amount", "apart")
    days = {name: figures["period"][name] for name in ("start", "end")}
    return {**days, "sales": [{name: each.get(name) for name in kept} for each in figures["sales"]]}


def signature_of(period: Period, figures: dict[str, Any]) -> tuple[SalesSignature | None, bool]:
    """The newest signature of a period, and whether it holds for these figures."""
    wanted = hash_of(signed_part(figures))
    rows = SalesSignature.objects.select_related("user").filter(start=period.start, end=period.end)
    holds = rows.filter(hash=wanted).order_by("-signed_at", "-pk").first()
    if holds is not None:
        return holds, True
    return rows.order_by("-signed_at", "-pk").first(), False


def remarks_in(period: Period, kind: Kind) -> list[Remark]:
    """What stands in a document: the latest text of each side, none for one that was taken back."""
    rows = Remark.objects.select_related("author").filter(start=period.start, end=period.end, kind=kind, offered=False)
    newest = {row.voice: row for row in rows.order_by("written_at", "pk")}
    return [newest[voice] for voice in Voice.values() if voice in newest and newest[voice].text]


def offered_in(period: Period) -> Remark | None:
    """The newest text that marketing wrote for sales to sign; None once sales said anything after it."""
    rows = Remark.objects.select_related("author").filter(
        start=period.start, end=period.end, kind=Kind.CIRCULATED, voice=Voice.SALES
    )
    newest = rows.order_by("-written_at", "-pk").first()
    return newest if newest is not None and newest.offered else None


def frozen(row: ClosedPeriod | Restatement) -> dict[str, Any]:
    """The figures of a closed period, or of a restatement."""
    found: dict[str, Any] = json.loads(row.figures)
    return found
