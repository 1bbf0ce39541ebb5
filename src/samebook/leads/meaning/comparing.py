"""Definitions laid over the same accounts or leads: who is in which, what separates them. A job's work."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from samebook.book.engines.session import connect
from samebook.book.english import sentence
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.company.queries import the_company
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.meaning.rules import (
    MAY_COMPARE,
    MOST_DEFINITIONS,
    Definition,
    check_definitions,
    check_kind,
    conjuncts,
    pairs_in,
)
from samebook.leads.meaning.separating import Groups, separate
from samebook.leads.meaning.sources import expression_of
from samebook.leads.meaning.terms import Counted
from samebook.segments.grounds import Ground, Kind, ground, judged
from samebook.segments.kept import column

Told = Callable[[str], None]
FORMAT = 1
GROUND = {Counted.ACCOUNT: Kind.ACCOUNT, Counted.LEAD: Kind.LEAD}
ROW = ("record_id", "owner_id", "territory_id")
"""What is kept of a record in a file: which it is, and by what a rep sees it."""
Meant = tuple[Expression, dict[str, DeclaredField]]


def compare(
    actor: Actor,
    word: str,
    definitions: Sequence[Definition],
    kind: Counted,
    *,
    at: datetime,
    rows_to: Path,
    told: Told = lambda what: None,
) -> dict[str, Any]:
    """What two to six definitions of a word have in common, over the records that the actor may see, as of the ground.

    Args:
        rows_to: Parquet file for the records: ``ROW``, and ``combo``, a sign for each definition.

    Returns:
        The report, as JSON can hold it: counts and shares, no name of a record.

    Raises:
        Refused: ``access.denied``, ``meaning.too_few``, ``meaning.too_many``, ``meaning.same``, ``meaning.condition``,
            ``meaning.of_leads``, ``meaning.no_records``.
    """
    actor.require(*MAY_COMPARE, to="compare what is meant")
    check_definitions(definitions)
    meant = [expression_of(actor, each, at=at) for each in definitions]
    check_kind(kind, [expression for expression, _ in meant])
    told("Reading the records")
    on = ground(GROUND[kind], at=at)
    told("Judging them by each definition")
    truths = judge(actor, on, [expression for expression, _ in meant])
    combos = _combos(truths, len(meant), rows_to)
    if not combos:
        raise Refused("meaning.no_records", f"There are no {kind.many} that you may see, so there is nothing to count.")
    told("Finding what separates them")
    fields = {name: field for _, declared in meant for name, field in declared.items()}
    return {
        "format": FORMAT,
        "word": word,
        "kind": kind.value,
        "as_of": on.as_of.isoformat(),
        "whole": actor.sees_all,
        "territories": None if actor.sees_all else sorted(actor.territories),
        "simulated": bool((company := the_company()) and company.simulated),
        "of": sum(combos.values()),
        "definitions": [_told(each, meant, place, combos) for place, each in enumerate(definitions)],
        "combos": sorted(combos.items(), key=lambda item: (-item[1], item[0])),
        "pairs": [asdict(pair) for pair in pairs_in(combos)],
        "separations": separate(on, truths, _groups(meant, combos), fields),
    }


def judge(actor: Actor, on: Ground, expressions: Sequence[Expression]) -> pa.Table:
    """A row for each record: ``ROW``, the truth of each definition (``d0``), and of each of its parts (``d0.1``)."""
    conditions = {}
    for place, expression in enumerate(expressions):
        conditions[f"d{place}"] = expression
        parts = conjuncts(expression)
        conditions |= {f"d{place}.{number}": part for number, part in enumerate(parts) if len(parts) > 1}
    with judged(on, conditions, actor=actor, kept=ROW) as found:
        return found.to_arrow_table()


def signs(width: int) -> exp.Expr:
    """The truths of definitions as one text, a sign for each."""
    each = [
        exp.Case()
        .when(column(f"d{place}"), exp.Literal.string("1"))
        .when(exp.Not(this=column(f"d{place}")), exp.Literal.string("0"))
        .else_(exp.Literal.string("?"))
        for place in range(width)
    ]
    return exp.Anonymous(this="concat", expressions=each)


def _combos(truths: pa.Table, width: int, rows_to: Path) -> dict[str, int]:
    with connect() as session:
        session.register("truths", truths)
        rows = exp.select(*ROW, exp.alias_(signs(width), "combo")).from_("truths").order_by("record_id")
        session.execute(f"CREATE TABLE rows AS {rows.sql('duckdb')}")
        session.table("rows").write_parquet(str(rows_to), compression="zstd")
        rows_to.chmod(0o600)
        return dict(session.execute("SELECT combo, count(*) FROM rows GROUP BY 1").fetchall())


def _told(definition: Definition, meant: Sequence[Meant], place: int, combos: dict[str, int]) -> dict[str, Any]:
    expression, fields = meant[place]
    said = sentence(expression, fields)
    return {
        "label": definition.label,
        "condition": definition.condition,
        "says": f"{said[:1].upper()}{said[1:]}.",
        "met": sum(records for combo, records in combos.items() if combo[place] == "1"),
        "unknown": sum(records for combo, records in combos.items() if combo[place] == "?"),
    }


def _groups(meant: Sequence[Meant], combos: dict[str, int]) -> list[Groups]:
    """For every two definitions the groups to hold against each other, where both have somebody."""
    found = []
    for pair in pairs_in(combos):
        parts = {
            place: [sentence(part, meant[place][1]) for part in conjuncts(meant[place][0])]
            for place in (pair.first, pair.second)
        }
        names = ("only_first", "only_second")
        if not pair.only_first:
            names = ("both", "only_second")
        elif not pair.only_second:
            names = ("only_first", "both")
        if getattr(pair, names[0]) and getattr(pair, names[1]):
            found.append(Groups(pair.first, pair.second, names, parts))
    return found


assert MOST_DEFINITIONS < 10, "A sign for each, and columns called d0 to d9."
