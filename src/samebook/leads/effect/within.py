"""Of which leads two texts are compared: those of their scope, where no narrower edition judges."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import pyarrow as pa
from sqlglot import exp

from samebook.agreement.ground import Ground, Relation
from samebook.agreement.queries import Editions, editions_in_force
from samebook.agreement.scoping import SalesMap, sales_map
from samebook.book import CompiledBook
from samebook.book.scopes import COMPANY, Scope, ScopeKind, read_scope
from samebook.book.values import Type
from samebook.kernel.refusals import Refused
from samebook.leads.effect.gathering import ARRIVAL
from samebook.leads.effect.judging import route_case
from samebook.leads.effect.rules import Side
from samebook.leads.models import Lead
from samebook.segments.kept import column, column_of, quoted
from samebook.segments.rules import Pair

LEAD, ACCOUNT = ("lead.country", Type.TEXT), ("account.country", Type.TEXT)


@dataclass(frozen=True)
class Within:
    """Which leads count.

    Attributes:
        scope: The narrower of the two texts' scopes.
        apart: Narrower scopes in force, whose own editions judge their leads.
        words: The same in a sentence; empty where every lead counts.
        book: The company's, by whose routing a lead's unit is found; None where no unit plays a part.
        above: The sales map.
    """

    scope: Scope = COMPANY
    apart: tuple[Scope, ...] = ()
    words: str = ""
    book: CompiledBook | None = None
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def reads(self) -> frozenset[Pair]:
        """The fields by which a lead's scope is found."""
        if self.scope.is_company and not self.apart:
            return frozenset()
        routes = [route for route in self.book.routes if route is not None] if self.book else []
        fields = {name for route in routes for name in route.reads}
        assert self.book is not None or not fields
        return frozenset({LEAD, ACCOUNT, *((name, self.book.fields[name].type) for name in fields if self.book)})

    def narrow(self, session: duckdb.DuckDBPyConnection) -> exp.Expr | None:
        """Keep the ids of the leads that count in the table ``within``; the condition that names them, None for all."""
        if not self.reads:
            return None
        fields = [exp.alias_(column(column_of(pair)), quoted(pair[0])) for pair in self.reads if pair != LEAD]
        country = exp.Coalesce(this=column(column_of(LEAD)), expressions=[column(column_of(ACCOUNT))])
        known = exp.select("lead_id", exp.alias_(country, quoted(LEAD[0])), *fields)
        known = known.from_("picked").where(column("moment").eq(exp.Literal.number(ARRIVAL)))
        rule = route_case(self.book, "") if self.book else exp.cast(exp.null(), "varchar")
        placed = exp.select("lead_id", exp.alias_(column(LEAD[0]), "country"), exp.alias_(rule, "routed_to"))
        placed = placed.from_(known.subquery("known"))
        conditions = [
            self._holds(self.scope, session),
            *(exp.Not(this=exp.paren(self._holds(scope, session))) for scope in self.apart),
        ]
        counted = exp.select("lead_id").from_(placed.subquery("placed")).where(*conditions)
        session.execute(f"CREATE TABLE within AS {counted.sql('duckdb')}")
        return column("lead_id").isin(query=exp.select("lead_id").from_("within"))

    def _holds(self, scope: Scope, session: duckdb.DuckDBPyConnection) -> exp.Expr:
        """Never unknown, so that it can be denied."""
        if scope.is_company:
            return exp.true()
        if scope.kind is ScopeKind.COUNTRY:
            held: exp.Expr = column("country").eq(exp.Literal.string(scope.code))
            return exp.Coalesce(this=exp.paren(held), expressions=[exp.false()])
        codes = [code for code, upward in self.above.items() if scope.code in upward]
        routed = _in(column("routed_to"), [exp.Literal.string(code) for code in codes])
        return exp.or_(
            exp.Coalesce(this=exp.paren(routed), expressions=[exp.false()]), self._by_account(codes, session)
        )

    def _by_account(self, codes: list[str], session: duckdb.DuckDBPyConnection) -> exp.Expr:
        """Where no rule of routing is true, the account's territory counts; read of the records only where it may."""
        if self.book is None or any(not rule.levels and rule.when is None for rule in self.book.book.routing):
            return exp.false()
        owned = Lead.objects.filter(account__territory__code__in=codes).order_by().values_list("pk", flat=True)
        table = f"owned_{len(session.execute('SHOW TABLES').fetchall())}"
        session.register(table, pa.table({"lead_id": pa.array(owned.iterator(), pa.int64())}))
        inside = column("lead_id").isin(query=exp.select("lead_id").from_(table))
        return exp.and_(column("routed_to").is_(exp.null()), inside)


def within(before: Side, after: Side, *, at: datetime) -> Within:
    """The leads of which two texts say something else, as scopes and editions are now.

    Raises:
        Refused: ``effect.other_scope``, the two texts hold for different leads.
    """
    one, other = (read_scope(side.book.book.scope) for side in (before, after))
    editions, named = editions_in_force(at), sales_map()
    ground = Ground(editions.company.book if editions else None, named.above)
    scope = _narrower(one, other, ground, named)
    apart = _apart(scope, editions, ground)
    has_units = any(each.kind is ScopeKind.UNIT for each in (scope, *apart))
    return Within(
        scope,
        apart,
        _words(scope, apart, named),
        ground.book if has_units else None,
        dict(named.above),
    )


def _narrower(one: Scope, other: Scope, ground: Ground, named: SalesMap) -> Scope:
    match ground.relation(one, other):
        case Relation.SAME | Relation.WITHIN:
            return one
        case Relation.AROUND:
            return other
    message = (
        f"One holds for {named.name_of(one)} and the other for {named.name_of(other)}, so they judge different leads; "
        "compare each with the edition above it."
    )
    raise Refused("effect.other_scope", message, "after")


def _apart(scope: Scope, editions: Editions | None, ground: Ground) -> tuple[Scope, ...]:
    others = editions.others if editions else {}
    return tuple(each for each in others if ground.relation(each, scope) is Relation.WITHIN)


def _words(scope: Scope, apart: Iterable[Scope], named: SalesMap) -> str:
    left_out = [named.name_of(each) for each in apart]
    only = "" if scope.is_company else f"Only leads of {named.name_of(scope)} are counted, since one text holds there."
    others = f"Leads of {', '.join(left_out)} are left out: editions of their own judge them." if left_out else ""
    return " ".join(filter(None, (only, others)))


def _in(value: exp.Expr, among: list[exp.Expr]) -> exp.Expr:
    return value.isin(*among) if among else exp.false()
