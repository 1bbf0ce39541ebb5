"""Which rows of a table of records an actor may see, as a condition of DuckDB. Loads no database."""

from sqlglot import exp

from samebook.kernel.access import Actor, Role
from samebook.segments.kept import column


def seen_by(actor: Actor) -> exp.Expr | None:
    """Which rows an actor may see by their ``owner_id`` and ``territory_id``; None for all.

    The same rows as ``accounts.queries.accounts_for`` and ``leads.queries.leads_for`` show of living records.
    """
    if actor.sees_all:
        return None
    if not actor.has(Role.REP):
        return exp.false()
    own = column("owner_id").eq(exp.Literal.number(actor.id or 0))
    places = [exp.Literal.number(place) for place in sorted(actor.territories)]
    return exp.or_(own, column("territory_id").isin(*places)) if places else own
