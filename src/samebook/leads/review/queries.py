"""The criteria of an edition, reviewed from the leads that were delivered by it. Reads the snapshot only."""

from functools import lru_cache
from pathlib import Path

from sqlglot import exp

from samebook.agreement.queries import book_of, edition_of
from samebook.book import CompiledBook
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing
from samebook.leads.review import rules
from samebook.leads.review.figures import COLUMNS, COMPARED, Review, count, criteria_of, levels_in
from samebook.leads.review.reading import among, equals, grouped, ids, query_in
from samebook.leads.review.rules import Answer
from samebook.numbers.snapshot.store import Snapshot, require_current

OUTCOMES = Path(__file__).with_name("outcomes.sql")
MOST_RECORDS = 200


def review_of(actor: Actor, edition_id: int) -> Review:
    """Every criterion of an edition with what it decided and what became of the leads.

    Raises:
        Refused: ``access.denied``, ``numbers.no_snapshot``, ``agreement.text_changed``, ``agreement.book_problems``.
        Missing: No such edition.
    """
    actor.require(*SEES_ALL, to="review the criteria")
    edition = edition_of(actor, edition_id)
    return _review(require_current(), edition.pk, edition.number, book_of(edition))


def leads_behind(
    actor: Actor, edition_id: int, *, key: str, answer: str, delivered_level: str | None = None, outcome: str = ""
) -> tuple[int, list[int]]:
    """The delivered, worked leads behind a figure: how many, and the first ids; read them through ``leads_for``.

    Args:
        outcome: ``accepted``, ``opportunity`` or ``won`` for those with it; ``not_worked`` for those left out;
            ``decides`` for leads whose verdict would be otherwise without the criterion; empty for all worked.

    Raises:
        Missing: No such edition, criterion, answer or outcome.
    """
    actor.require(*SEES_ALL, to="review the criteria")
    level, _, name = key.partition(".")
    if key not in book_of(edition_of(actor, edition_id)).criteria:
        raise Missing("criterion")
    snapshot, query = require_current(), query_in(OUTCOMES)
    of_edition = equals("edition_id", edition_id)
    texts = {
        row["criteria"]: levels_in(row["criteria"])
        for row in grouped(snapshot, query, ["criteria"], where=[of_edition])
    }
    if outcome == "decides":
        wanted = [text for text, levels in texts.items() if rules.decides([(levels, 1)], level, name).flips]
        return ids(snapshot, query, where=[of_edition, among("criteria", wanted)], limit=MOST_RECORDS)
    if answer not in tuple(Answer) or outcome not in ("", "not_worked", *COMPARED):
        raise Missing("figure")
    wanted = [text for text, levels in texts.items() if rules.answer_to(levels, level, name) == answer]
    where: list[exp.Expr] = [
        of_edition,
        among("criteria", wanted),
        equals("impossible", 0),
        equals("not_worked", int(outcome == "not_worked")),
        exp.column("delivered_level").is_(exp.Null()).not_()
        if not delivered_level
        else equals("delivered_level", delivered_level),
    ]
    if outcome in COMPARED:
        where.append(equals(outcome, 1))
    return ids(snapshot, query, where=where, limit=MOST_RECORDS)


@lru_cache(maxsize=16)
def _review(snapshot: Snapshot, edition_id: int, number: int | None, book: CompiledBook) -> Review:
    rows = grouped(snapshot, query_in(OUTCOMES), COLUMNS, where=[equals("edition_id", edition_id)])
    delivered = [row for row in rows if row["delivered_level"] is not None]
    criteria = criteria_of(rows, book)
    return Review(
        edition_id=edition_id,
        number=number,
        as_of=snapshot.as_of,
        simulated=snapshot.simulated,
        judged=count(rows),
        delivered=count(delivered),
        not_worked=count(row for row in delivered if not row["impossible"] and row["not_worked"]),
        impossible=count(row for row in delivered if row["impossible"]),
        tested=sum(each.p is not None for one in criteria for each in one.compared),
        criteria=criteria,
    )
