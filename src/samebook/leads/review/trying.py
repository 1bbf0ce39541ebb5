"""Other thresholds tried on the leads that an edition delivered: values from the records, ends from the snapshot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlglot import exp

from samebook.agreement.queries import book_of, edition_of
from samebook.book import CompiledBook
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.periods import Period
from samebook.leads.effect.gathering import ARRIVAL, VERDICT
from samebook.leads.effect.table import opened, records
from samebook.leads.review import rules
from samebook.leads.review.figures import COLUMNS, COMPARED, levels_by_text
from samebook.leads.review.movable import Movable, movables
from samebook.leads.review.queries import OUTCOMES
from samebook.leads.review.reading import Row, equals, grouped, query_in
from samebook.leads.review.rules import Answer
from samebook.leads.review.thresholds import (
    LOOSER,
    STRICTER,
    Case,
    Question,
    Tried,
    Value,
    candidates,
    judged,
    proposal,
)
from samebook.numbers.estimates import wilson
from samebook.numbers.snapshot.store import require_current
from samebook.segments.kept import column_of

SHOWN_BANDS = 8
FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivered, worked lead with the value of one criterion, as it was known at its verdict."""

    value: Value
    passes: bool
    row: Row


def try_thresholds(actor: Actor, edition_id: int, *, at: datetime) -> dict[str, Any]:
    """Every criterion with a threshold: acceptance and ends by bands of the value, what was tried, what is supported.

    Returns:
        As JSON can hold it: ``criteria`` [{key, bar, bands, tried, proposal, finding, left_out}], ``tests``, ``as_of``.

    Raises:
        Refused: ``access.denied``, ``numbers.no_snapshot``, what ``book_of`` refuses.
        Missing: No such edition.
    """
    actor.require(*SEES_ALL, to="review the criteria")
    edition = edition_of(actor, edition_id)
    book = book_of(edition)
    snapshot = require_current()
    delivered = exp.column("delivered_level").is_(exp.Null()).not_()
    worked = [equals("edition_id", edition.pk), delivered, equals("impossible", 0), equals("not_worked", 0)]
    rows = grouped(snapshot, query_in(OUTCOMES), ("record_id", *COLUMNS), where=worked)
    moved = movables(book)
    known = _known(book, moved, [row["record_id"] for row in rows], at=at) if rows and moved else {}
    found = [(each, *_delivered(each, rows, known)) for each in moved]
    asked = [question for each, delivered, _ in found for question in _questions(each, delivered)]
    tried = judged(asked)
    by_key: dict[str, list[Tried]] = defaultdict(list)
    for each in tried:
        by_key[each.question.key].append(each)
    return {
        "edition": edition.pk,
        "number": edition.number,
        "hash": edition.content_hash,
        "as_of": snapshot.as_of.isoformat(),
        "simulated": snapshot.simulated,
        "leads": len(rows),
        "tests": sum(each.p is not None for each in tried),
        "criteria": [_told(each, delivered, left_out, by_key[each.key]) for each, delivered, left_out in found],
    }


def _known(
    book: CompiledBook, moved: Sequence[Movable], ids: Sequence[int], *, at: datetime
) -> dict[int, dict[str, Any]]:
    """What was known of each lead when it was judged, by the fields that the thresholds read."""
    names = sorted({name for each in moved for name in each.reads})
    pairs = [(name, book.fields[name].type) for name in names]
    table = records(at=at)
    with opened(table, pairs, Period(FIRST_DAY, at.date() + timedelta(days=2))) as session:
        session.register("wanted", pa.table({"lead_id": pa.array(ids, pa.int64())}))
        columns = ", ".join(f'"{column_of(pair)}"' for pair in pairs)
        read = session.execute(
            f"SELECT lead_id, {columns} FROM picked SEMI JOIN wanted USING (lead_id)"  # noqa: S608 (the Book's names)
            f" WHERE moment IN ({ARRIVAL}, {VERDICT}) ORDER BY lead_id, moment"
        ).fetchall()
    return {row[0]: dict(zip(names, map(_aware, row[1:]), strict=True)) for row in read}


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _delivered(
    movable: Movable, rows: Sequence[Row], known: Mapping[int, dict[str, Any]]
) -> tuple[list[Delivered], int]:
    """The leads with a value, and how many are left out because it does not bear out what was judged then."""
    levels = levels_by_text(rows)
    found, left_out = [], 0
    for row in rows:
        answer = rules.answer_to(levels[row["criteria"]], movable.level, movable.name)
        value = movable.value(known[row["record_id"]]) if row["record_id"] in known else None
        if answer in (Answer.TRUE, Answer.FALSE) and value is not None:
            passes = movable.passes(value, movable.bar)
            if passes == (answer is Answer.TRUE):
                found.append(Delivered(value, passes, row))
                continue
        left_out += answer in (Answer.TRUE, Answer.FALSE)
    return found, left_out


def _questions(movable: Movable, delivered: Sequence[Delivered]) -> list[Question]:
    """Two sides and three outcomes, each at the level where most of the side were delivered."""
    found = []
    for move, passes in ((LOOSER, False), (STRICTER, True)):
        for outcome in COMPARED:
            decided = [each for each in delivered if each.row[outcome] is not None]
            by_level: dict[str, list[Delivered]] = defaultdict(list)
            for each in decided:
                if each.passes is passes:
                    by_level[each.row["delivered_level"]].append(each)
            if not by_level:
                continue
            level = max(sorted(by_level), key=lambda name: len(by_level[name]))
            passing = [each for each in decided if each.passes and each.row["delivered_level"] == level]
            cases = tuple(Case(movable.turned(each.value), bool(each.row[outcome])) for each in by_level[level])
            held = sum(bool(each.row[outcome]) for each in passing), len(passing)
            found.append(
                Question(
                    movable.key, outcome, level, move, movable.turned(movable.bar), cases,
                    held if move == LOOSER else (0, 0), movable.is_strict, movable.whole,
                )
            )  # fmt: skip
    return found


def _told(movable: Movable, delivered: Sequence[Delivered], left_out: int, tried: Sequence[Tried]) -> dict[str, Any]:
    best = proposal(tried)
    return {
        "key": movable.key,
        "bar": movable.told(movable.bar),
        "when": movable.text,
        "left_out": left_out,
        "bands": _bands(movable, delivered),
        "tried": [_line(movable, each) for each in tried],
        "proposal": _proposed(movable, best) if best else None,
    }


def _bands(movable: Movable, delivered: Sequence[Delivered]) -> list[dict[str, Any]]:
    """Acceptance and win by bands of the value, all levels together, for the reader; the tests use their own."""
    turned = [Case(movable.turned(each.value), hit=False) for each in delivered]
    bars = candidates(turned, movable.turned(movable.bar), whole=movable.whole)[:: max(1, 12 // SHOWN_BANDS)]
    ends = sorted({*bars, movable.turned(movable.bar)})
    found = []
    for low, high in zip([None, *ends], [*ends, None], strict=True):
        inside = [each for each in delivered if _between(movable, each.value, low, high)]
        if inside:
            found.append(
                {
                    "from": None if low is None else movable.told(movable.turned(low)),
                    "to": None if high is None else movable.told(movable.turned(high)),
                    "passes": inside[0].passes,
                    "n": len(inside),
                    **{name: _share(inside, name) for name in COMPARED},
                }
            )
    return found if not movable.is_turned else [_turned_round(each) for each in reversed(found)]


def _between(movable: Movable, value: Value, low: Value | None, high: Value | None) -> bool:
    above = low is None or movable.passes(value, movable.turned(low))
    return above and (high is None or not movable.passes(value, movable.turned(high)))


def _turned_round(band: dict[str, Any]) -> dict[str, Any]:
    return {**band, "from": band["to"], "to": band["from"]}


def _share(inside: Sequence[Delivered], outcome: str) -> dict[str, Any]:
    decided = [each for each in inside if each.row[outcome] is not None]
    share = wilson(sum(bool(each.row[outcome]) for each in decided), len(decided))
    return {"n": share.n, "value": share.value, "low": share.low, "high": share.high}


def _line(movable: Movable, tried: Tried) -> dict[str, Any]:
    question = tried.question
    return {
        "move": question.move,
        "outcome": question.outcome,
        "level": question.level,
        "n": len(question.cases),
        "bars": tried.tried,
        "cut": None if tried.cut is None else movable.told(movable.turned(tried.cut)),
        "below": list(tried.below),
        "above": list(tried.above),
        "passing": list(question.passing),
        "p": tried.p,
        "adjusted": tried.adjusted,
        "evidence": tried.is_evidence,
        "rises": tried.rises,
        "apart": tried.is_apart,
        "keeps_up": tried.keeps_up,
    }


def _proposed(movable: Movable, best: Tried) -> dict[str, Any]:
    bar = movable.turned(best.cut if best.cut is not None else movable.turned(movable.bar))
    return {"bar": movable.told(bar), "when": movable.moved_to(bar), **_line(movable, best)}
