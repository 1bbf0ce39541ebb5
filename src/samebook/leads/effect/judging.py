"""Both Books over every row in one pass of DuckDB: verdict, level, what decided, and where routing would send it."""

import duckdb
from sqlglot import exp, parse_one

from samebook.book.compiling import CompiledBook
from samebook.book.engines.statement import judging
from samebook.book.sql_form import tree
from samebook.kernel.access import Actor
from samebook.leads.effect.gathering import ARRIVAL, META, NOW, VERDICT
from samebook.leads.effect.rules import Side, reads
from samebook.segments.kept import column, column_of, quoted
from samebook.segments.seeing import seen_by

SIDES = ("before", "after")
RESULTS = ("verdict", "level", "territory")
DETAILS = ("false", "unknown")
"""Criteria joined by ``;``: only of the leads that differ, since joining them takes as long as judging."""


def judge_both(
    session: duckdb.DuckDBPyConnection, before: Side, after: Side, actor: Actor, *, only: exp.Expr | None = None
) -> int:
    """Judge the view ``picked`` by both Books into the table ``judged``, one row per lead and moment.

    Columns: ``META``, and for each side ``before_verdict``, ``before_level``, ``before_territory`` (the code that its
    routing names; null where none).

    Args:
        actor: Only leads that this actor may see are judged.
        only: Which of them; None for all.

    Returns:
        How many leads.
    """
    asked = [each for each in (seen_by(actor), only) if each is not None]
    wanted = exp.and_(*asked) if asked else None
    session.execute(f"CREATE TABLE judged AS {_both(before, after, RESULTS, wanted).sql('duckdb')}")
    [(count,)] = session.execute("SELECT count(*) FROM judged WHERE moment = $moment", {"moment": ARRIVAL}).fetchall()
    return int(count)


def set_apart(session: duckdb.DuckDBPyConnection, before: Side, after: Side) -> None:
    """The leads that differ, or would by what is known now, in the table ``differing``, each with what decided.

    Columns: those of ``outcomes``, and for each side ``before_false``, ``before_unknown``, as of the arrival.
    """
    session.execute(
        "CREATE TABLE others AS SELECT * FROM outcomes"
        " WHERE before <> after OR before <> before_now OR after <> after_now"
    )
    wanted = parse_one("moment = 0 AND lead_id IN (SELECT lead_id FROM others)", dialect="duckdb")
    details = _both(before, after, DETAILS, wanted).sql("duckdb")
    columns = ", ".join(f"d.{side}_{detail}" for side in SIDES for detail in DETAILS)
    session.execute(
        f"CREATE TABLE differing AS SELECT o.*, {columns}"  # noqa: S608 (own names; details is SQLGlot's text)
        f" FROM others o JOIN ({details}) d USING (lead_id)"
    )


def lay_out(session: duckdb.DuckDBPyConnection) -> None:
    """One row per lead in the table ``outcomes``: as of the arrival, and beside it with what is known now.

    ``before_now``, ``after_now`` are verdict and level by what is known now, null where nothing became known;
    ``before_stands``, ``after_stands`` by what was known when the verdict was given that the lead has.
    """
    columns = [f"a.{side}_{result}" for side in SIDES for result in RESULTS]
    shown = ", ".join(columns)
    words = ", ".join(f"{_word('a', side)} AS {side}" for side in SIDES)
    now = ", ".join(f"CASE WHEN n.lead_id IS NOT NULL THEN {_word('n', side)} END AS {side}_now" for side in SIDES)
    stands = ", ".join(
        f"CASE WHEN v.lead_id IS NULL THEN {_word('a', side)} ELSE {_word('v', side)} END AS {side}_stands"
        for side in SIDES
    )
    session.execute(f"""
        CREATE TABLE outcomes AS
        SELECT a.lead_id, a.received_day, CAST(date_trunc('week', a.received_day) AS DATE) AS week, a.source,
               a.owner_id, a.territory_id, a.edition_id,
               CASE WHEN a.had_verdict IS NOT NULL THEN concat_ws(' ', a.had_verdict, a.had_level) END AS had,
               {words}, {now}, {stands}, {shown}
        FROM judged a
        LEFT JOIN judged v ON v.lead_id = a.lead_id AND v.moment = {VERDICT}
        LEFT JOIN judged n ON n.lead_id = a.lead_id AND n.moment = {NOW}
        WHERE a.moment = {ARRIVAL}
        """)  # noqa: S608 (our own names)


def _word(table: str, side: str) -> str:
    return f"concat_ws(' ', {table}.{side}_verdict, {table}.{side}_level)"


def _both(before: Side, after: Side, results: tuple[str, ...], wanted: exp.Expr | None) -> exp.Select:
    """The view ``picked`` judged by both: the rows that are wanted, ``META`` and the results of each side."""
    pairs = sorted(reads(before.book) | reads(after.book))
    kept = [*META, *map(column_of, pairs)]
    source: exp.Select = exp.select(*map(column, kept)).from_("picked")
    if wanted is not None:
        source = source.where(wanted)
    for name, side in zip(SIDES, (before, after), strict=True):
        source = _judged(source, side.book, name, kept, results)
        kept += [f"{name}_{result}" for result in results]
    return exp.select(*(column(name) for name in kept if ":" not in name)).from_(source.subquery("both"))


def _judged(source: exp.Select, book: CompiledBook, name: str, kept: list[str], results: tuple[str, ...]) -> exp.Select:
    """A source judged by a Book; its fields stand in the source under the Book's names while it is judged."""
    own = sorted(reads(book))
    fields = [_alias(column(column_of(pair)), pair[0]) for pair in own]
    known: exp.Select = exp.select(*map(column, kept), *fields).from_(source.subquery("source"))
    levels = [f"route {place}" for place, _ in enumerate(book.book.qualification)]
    routes = [
        _alias(route_case(book, level.name), to) for level, to in zip(book.book.qualification, levels, strict=True)
    ]
    routed: exp.Select = exp.select("*", *routes).from_(known.subquery("known"))
    statement = judging(
        book, "duckdb", routed.subquery("routed"), kept=(*kept, *levels), present={field for field, _ in own}
    )
    territory = exp.Case()
    for level, route in zip(book.book.qualification, levels, strict=True):
        territory = territory.when(column("level").eq(exp.Literal.string(level.name)), column(route), copy=False)
    told = [_alias(territory if each == "territory" else column(each), f"{name}_{each}") for each in results]
    return exp.select(*map(column, kept), *told).from_(statement.subquery("judged"))


def route_case(book: CompiledBook, level: str) -> exp.Expr:
    """The code of the first rule for this level that is true, as ``CompiledBook.route`` finds it."""
    case = exp.Case()
    has_rule = False
    for rule, condition in zip(book.book.routing, book.routes, strict=True):
        if rule.levels and level not in rule.levels:
            continue
        has_rule = True
        if condition is None:
            case = case.when(exp.true(), exp.Literal.string(rule.to), copy=False)
        else:
            case = case.when(tree(condition.expression, "duckdb"), exp.Literal.string(rule.to), copy=False)
    return case if has_rule else exp.cast(exp.null(), "varchar")


def _alias(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(value, quoted(name))
