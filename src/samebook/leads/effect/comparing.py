"""Two texts of the Book over the leads of a period: judged, counted, and the leads that differ kept by id."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from samebook.book.scopes import read_scope
from samebook.company.models import Territory
from samebook.company.queries import local_day, with_role
from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.effect.judging import SIDES, judge_both, lay_out, set_apart
from samebook.leads.effect.promises import expect
from samebook.leads.effect.queue import Capacity, queue_of
from samebook.leads.effect.report import Counts, count
from samebook.leads.effect.rerouting import reroute
from samebook.leads.effect.rules import MAY_COMPARE, Side, check_period, check_sides, reads
from samebook.leads.effect.table import Records, opened, records
from samebook.leads.effect.within import Within, within
from samebook.segments.kept import column_of
from samebook.segments.rules import Pair

Told = Callable[[str], None]
FORMAT = 1


def compare(
    actor: Actor,
    before: Side,
    after: Side,
    period: Period,
    *,
    at: datetime,
    rows_to: Path,
    told: Told = lambda what: None,
) -> dict[str, Any]:
    """What the second text would have meant instead of the first, for the leads that the actor may see.

    Args:
        rows_to: Parquet file for the leads that differ, or would by what became known later: ids, verdicts, criteria.

    Returns:
        The report, as JSON can hold it; ``results.Result`` reads it.

    Raises:
        Refused: ``access.denied``, ``effect.same_text``, ``effect.ahead``, ``effect.too_long``, ``effect.no_leads``,
            ``effect.other_scope``.
    """
    actor.require(*MAY_COMPARE, to="compare editions on leads")
    check_sides(before, after)
    check_period(period, local_day(at))
    counted = within(before, after, at=at)
    table = records(at=at, told=told)
    report = computed(actor, before, after, period, table, rows_to=rows_to, told=told, counted=counted)
    return report | {"capacity": asdict(_capacity())}


def computed(
    actor: Actor,
    before: Side,
    after: Side,
    period: Period,
    table: Records,
    *,
    rows_to: Path,
    told: Told = lambda what: None,
    counted: Within | None = None,
) -> dict[str, Any]:
    """``compare`` over a table that is at hand, but for telesales' capacity.

    Args:
        counted: Of which leads; None for every one.
    """
    told("Judging the leads by both")
    counted = counted or Within()
    wanted = reads(before.book) | reads(after.book)
    with opened(table, wanted | counted.reads, period) as session:
        judge_both(session, before, after, actor, only=counted.narrow(session))
        lay_out(session)
        told("Counting")
        counts = count(session, {side: each.edition_id for side, each in zip(SIDES, (before, after), strict=True)})
        if not counts.leads:
            raise Refused("effect.no_leads", _none(period), "start")
        known = _known(session, wanted)
        rerouted = reroute(session)
        told("Keeping the leads that differ")
        set_apart(session, before, after)
        session.sql("SELECT * FROM differing ORDER BY lead_id").write_parquet(str(rows_to), compression="zstd")
    rows_to.chmod(0o600)
    sides = {"before": before, "after": after}
    return {
        "format": FORMAT,
        "leads": counts.leads,
        "changed": sum(move.leads for move in counts.moves if move.before != move.after),
        "period": [period.start.isoformat(), period.end.isoformat()],
        "as_of": table.as_of.isoformat(),
        "simulated": table.simulated,
        "whole": actor.sees_all,
        "within": counted.words,
        "sides": {name: _told(side, known, counted) for name, side in sides.items()},
        "counts": counts.as_data(),
        "rerouted": rerouted,
        "queues": {name: _queue(side, name, counts, period) for name, side in sides.items()},
        "promises": {
            name: [] if _owes_elsewhere(side, counted) else _promises(side, name, counts, period)
            for name, side in sides.items()
        },
    }


def _owes_elsewhere(side: Side, counted: Within) -> bool:
    """Whether a text promises leads of more than are counted, so that its promises cannot be held against these."""
    return bool(side.book.book.marketing_promises) and read_scope(side.book.book.scope) != counted.scope


def _told(side: Side, known: dict[Pair, int], counted: Within) -> dict[str, Any]:
    own = reads(side.book)
    return {
        "label": side.label,
        "hash": side.hash,
        "edition": side.edition_id,
        "levels": list(side.book.book.levels),
        "owes_elsewhere": _owes_elsewhere(side, counted),
        "never_known": sorted(name for name, type_ in own if not known[name, type_]),
    }


def _known(session: duckdb.DuckDBPyConnection, pairs: frozenset[Pair]) -> dict[Pair, int]:
    """Of how many leads each field was known at any moment; a field that nobody recorded leaves all unknown."""
    ordered = sorted(pairs)
    counted = [exp.Count(this=exp.column(exp.to_identifier(column_of(pair), quoted=True))) for pair in ordered]
    found = session.execute(exp.select(exp.Literal.number(0), *counted).from_("picked").sql("duckdb")).fetchall()[0]
    return dict(zip(ordered, found[1:], strict=True))


def _queue(side: Side, name: str, counts: Counts, period: Period) -> dict[str, Any]:
    terms = side.book.book.ask
    return asdict(queue_of(counts.asked[name], period, terms.within if terms else None))


def _promises(side: Side, name: str, counts: Counts, period: Period) -> list[dict[str, Any]]:
    promised = side.book.book.marketing_promises
    below = _below() if any(promise.territory for promise in promised) else {}
    return [asdict(each) for each in expect(promised, counts.delivered[name], period, below)]


def _below() -> dict[str, frozenset[str]]:
    places = list(Territory.objects.values_list("code", "path"))
    return {code: frozenset(other for other, its_path in places if its_path.startswith(path)) for code, path in places}


def _capacity() -> Capacity:
    limits = [user.capacity for user in with_role(Role.TELESALES)]
    return Capacity(len(limits), sum(limit or 0 for limit in limits), sum(limit is None for limit in limits))


def _none(period: Period) -> str:
    last = date.fromordinal(period.end.toordinal() - 1)
    return f"No lead that you may see came between {period.start} and {last}; choose a longer period."
