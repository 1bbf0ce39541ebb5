"""Close dates that files say were expected."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.buying.actions.importing import MAY_IMPORT
from samebook.buying.actions.known_ids import Done, found, known_ids, record_history
from samebook.buying.histories import check_instant
from samebook.buying.models import CloseDateMove
from samebook.buying.recounting import recount
from samebook.buying.terms import Source
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class DateSaid:
    """The close date that a file says was expected from an instant on; ``before`` where it says that too.

    A day that is None says that none was expected.
    """

    opportunity: str
    day: date | None
    at: datetime
    before: date | None = None
    why: str = ""


@action
def bring_close_dates(actor: Actor, said: Sequence[DateSaid], *, at: datetime) -> list[Done]:
    """Keep the moves of close dates that follow from what files say was expected from when on.

    What an opportunity expects now stays as its own record says.

    Returns:
        An answer per entry, in their order.

    Raises:
        Refused: ``access.denied``. What is wrong with one entry is its answer, as for ``bring_stages``.
    """
    actor.require(*MAY_IMPORT, to="import histories")
    known = known_ids({each.opportunity for each in said})
    read: list[CloseDateMove | Refused] = []
    for each in said:
        try:
            check_instant(each.at, now=at)
            read.append(_move(each, found(each.opportunity, known), at))
        except Refused as refused:
            read.append(refused)
    moves = [each for each in read if isinstance(each, CloseDateMove)]
    _keep_in_line(moves)
    recount({move.opportunity_id for move in moves})
    record_history(actor, [move for move in moves if _is_kept(move)], at)
    return [each if isinstance(each, Refused) else _answer(each) for each in read]


def _move(said: DateSaid, opportunity: int, at: datetime) -> CloseDateMove:
    return CloseDateMove(
        opportunity_id=opportunity,
        from_date=said.before,
        to_date=said.day,
        happened_at=said.at,
        recorded_at=at,
        origin=Source.IMPORT,
        why=said.why[:500],
    )


def _answer(move: CloseDateMove) -> Done:
    return ("created" if _is_kept(move) else "unchanged", move.opportunity_id)


def _is_kept(move: CloseDateMove) -> bool:
    return move.pk is not None


def _keep_in_line(new: Sequence[CloseDateMove]) -> None:
    """Put moves among those that are there, in the order they happened, and keep those that move something.

    Each begins at the day that the one before it ended with. What was assumed, and what moves nothing any more, goes.
    """
    lines: dict[int, list[CloseDateMove]] = defaultdict(list)
    ids = {move.opportunity_id for move in new}
    for move in [*CloseDateMove.objects.filter(opportunity__in=ids).order_by("happened_at", "id"), *new]:
        lines[move.opportunity_id].append(move)
    create: list[CloseDateMove] = []
    change: list[CloseDateMove] = []
    gone: list[int] = []
    for moves in lines.values():
        gone += [move.pk for move in moves if move.origin == Source.ASSUMED]
        for move, before in _following(move for move in moves if move.origin != Source.ASSUMED):
            if move.to_date == before:
                gone += [move.pk] if _is_kept(move) else []
                continue
            if not _is_kept(move):
                create.append(move)
            elif move.from_date != before:
                change.append(move)
            move.from_date = before
    CloseDateMove.objects.filter(pk__in=gone).delete()
    CloseDateMove.objects.bulk_update(change, ["from_date"])
    CloseDateMove.objects.bulk_create(create)


def _following(moves: Iterable[CloseDateMove]) -> list[tuple[CloseDateMove, date | None]]:
    """Each move with the day that was expected before it, in the order they happened."""
    line = sorted(moves, key=lambda move: move.happened_at)
    before = [line[0].from_date, *(move.to_date for move in line)] if line else []
    return list(zip(line, before, strict=False))
