"""What a quarter says of the promises: each month, each edition, both sides."""

from datetime import datetime

from samebook.kernel.access import SEES_ALL, Actor
from samebook.leads.promises.owed import PLAYS
from samebook.leads.promises.queries import Promises, promises_in
from samebook.leads.promises.shown import shown
from samebook.leads.quarter.context import Context
from samebook.leads.quarter.layout import Part, Table

HEADS = {
    "marketing": ("Promise", "Days", "Edition", "Owed", "Delivered", "Stands"),
    "plays": ("Promise", "Days", "Edition", "Owed", "Kept", "Stands"),
    "sales": ("Promise", "Days", "Edition", "Owed", "Kept", "Stands"),
}
WHOLE_ONLY = "Promises are counted for the whole company; this sheet counts some of its territories."


def promises_part(context: Context, actor: Actor, *, at: datetime) -> Part:
    """Both sides' promises in the quarter."""
    names = [name for name in ("promises.marketing", "promises.plays", "promises.sales") if _stands(context, name)]
    if not names:
        return Part("Promises")
    if not actor.has(*SEES_ALL):
        return Part("Promises", tuple(context.clause(name, (WHOLE_ONLY,)) for name in names))
    promises = promises_in(actor, context.quarter, at=at)
    return Part("Promises", tuple(context.clause(name, (), _tables(context, name, promises)) for name in names))


def _stands(context: Context, name: str) -> bool:
    return name in context.wording.texts[context.wording.edition_id]


def _tables(context: Context, name: str, promises: Promises) -> tuple[Table, ...]:
    told = name.partition(".")[2]
    side = "sales" if told == "sales" else "marketing"
    editions = {force.edition_id for force in context.forces}
    lines = [line for line in promises.of(side) if line.edition_id in editions and line.part.start <= promises.as_of]
    if side == "marketing":
        lines = [line for line in lines if (line.promise.kind == PLAYS) == (told == PLAYS)]
    rows = [
        (each.says, each.days, str(each.line.number), each.owed, each.kept, each.standing)
        for each in shown(lines, promises)
    ]
    return (Table("Owed and kept", HEADS[told], rows, (1, 5), (2.4, 1.5, 0.6, 0.6, 1.4, 1.0)),) if rows else ()
