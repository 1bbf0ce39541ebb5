"""The criteria of an edition, reviewed from the leads that were delivered by it. Reads the snapshot only."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlglot import exp

from samebook.agreement.queries import book_of, edition_of
from samebook.book import CompiledBook
from samebook.book.judging import LevelResult
from samebook.kernel.access import SEES_ALL, Actor
from samebook.kernel.refusals import Missing
from samebook.leads.review import rules
from samebook.leads.review.reading import Row, among, equals, grouped, ids, query_in
from samebook.leads.review.rules import Answer, Comparison, Decides, Levels
from samebook.numbers.estimates import Estimate, wilson
from samebook.numbers.snapshot.store import Snapshot, require_current

OUTCOMES = Path(__file__).with_name("outcomes.sql")
COMPARED = ("accepted", "opportunity", "won")
COLUMNS = (
    "criteria", "verdict", "delivered_level", "not_worked", "accepted", "rejection_reason", "opportunity", "won",
    "impossible",
)  # fmt: skip
MOST_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the worked leads with one answer to one criterion.

    Attributes:
        delivered_level: The level they were delivered at; None for all together.
        delivered: All that were delivered with this answer.
        not_worked: Of them, those that nobody tried, answered or converted; in none of the shares.
        accepted: Of the answered ones; ``n`` is how many those are.
        opportunity: Within 90 days, of those delivered at least 90 days ago.
        won: Within 180 days, of those delivered at least 180 days ago.
        reasons: Rejections by the Book's reason, the most frequent first.
    """

    answer: Answer
    delivered_level: str | None
    delivered: int
    not_worked: int
    accepted: Estimate
    opportunity: Estimate
    won: Estimate
    hits: dict[str, int]
    reasons: tuple[tuple[str, int], ...]

    @property
    def worked(self) -> int:
        return self.delivered - self.not_worked

    @property
    def is_few(self) -> bool:
        return 0 < self.worked <= rules.FEW


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One criterion of one level.

    Attributes:
        says: The condition as a sentence.
        figures: Per answer over all leads, then per answer and level where both true and false were delivered at it.
        compared: False against true, each outcome at the level that has most of both; empty where none has both.
        is_only: The level has no other criterion.
    """

    level: str
    name: str
    says: str
    decides: Decides
    figures: tuple[Figures, ...]
    compared: tuple[Comparison, ...]
    is_only: bool

    @property
    def key(self) -> str:
        return f"{self.level}.{self.name}"

    @property
    def better_when_false(self) -> tuple[Comparison, ...]:
        """Comparisons that show, beyond chance, that leads for which it was false did better."""
        return tuple(each for each in self.compared if each.is_evidence and (each.difference.value or 0) > 0)

    @property
    def better_when_true(self) -> tuple[Comparison, ...]:
        return tuple(each for each in self.compared if each.is_evidence and (each.difference.value or 0) < 0)

    @property
    def may_go(self) -> bool:
        """Whether there is evidence for a draft without it: it decides nothing, or holds back what does better.

        Not while another outcome speaks for it.
        """
        if self.is_only or self.better_when_true:
            return False
        return self.decides.never or bool(self.better_when_false)


@dataclass(frozen=True, slots=True)
class Review:
    """All criteria of one edition.

    Attributes:
        judged: Leads judged by it that are in the snapshot, those set aside not counted.
        impossible: Delivered leads left out, since their end is dated before their delivery.
        tested: Comparisons that had enough leads, over which false discoveries are kept rare.
    """

    edition_id: int
    number: int | None
    as_of: datetime
    simulated: bool
    judged: int
    delivered: int
    not_worked: int
    impossible: int
    tested: int
    criteria: tuple[Reviewed, ...]

    def criterion(self, key: str) -> Reviewed:
        """One criterion, as ``A.money``; ``Missing`` when the edition has none of that name."""
        for each in self.criteria:
            if each.key == key:
                return each
        raise Missing("criterion")

    @property
    def most_deciding(self) -> Reviewed | None:
        """The criterion without which most verdicts would be otherwise; None where none decides any."""
        most = max(self.criteria, key=lambda each: each.decides.flips, default=None)
        return most if most and most.decides.flips else None


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
        row["criteria"]: _levels(row["criteria"]) for row in grouped(snapshot, query, ["criteria"], where=[of_edition])
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
    judged: Counter[str] = Counter()
    for row in rows:
        judged[row["criteria"]] += row["n"]
    levels_of = {text: _levels(text) for text in judged}
    by_levels = [(levels_of[text], n) for text, n in judged.items()]
    delivered = [row for row in rows if row["delivered_level"] is not None]
    possible = [row for row in delivered if not row["impossible"]]
    criteria = []
    for level in book.book.qualification:
        for criterion in level.criteria:
            answered = [
                (answer, row)
                for row in possible
                if (answer := rules.answer_to(levels_of[row["criteria"]], level.name, criterion.name))
            ]
            figures = _figures(answered)
            key = f"{level.name}.{criterion.name}"
            criteria.append(
                Reviewed(
                    level.name,
                    criterion.name,
                    book.english(key),
                    rules.decides(by_levels, level.name, criterion.name),
                    figures,
                    _compared(figures),
                    len(level.criteria) == 1,
                )
            )
    return Review(
        edition_id=edition_id,
        number=number,
        as_of=snapshot.as_of,
        simulated=snapshot.simulated,
        judged=sum(judged.values()),
        delivered=_count(delivered),
        not_worked=_count(row for row in possible if row["not_worked"]),
        impossible=_count(row for row in delivered if row["impossible"]),
        tested=sum(each.p is not None for one in criteria for each in one.compared),
        criteria=_adjusted(criteria),
    )


def _levels(text: str) -> Levels:
    return tuple(
        LevelResult(each["level"], tuple(each["met"]), tuple(each["false"]), tuple(each["unknown"]))
        for each in json.loads(text or "[]")
    )


def _figures(answered: Sequence[tuple[Answer, Row]]) -> tuple[Figures, ...]:
    by_answer: dict[Answer, list[Row]] = defaultdict(list)
    by_level: dict[str, dict[Answer, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for answer, row in answered:
        by_answer[answer].append(row)
        by_level[row["delivered_level"]][answer].append(row)
    found = [_figure(answer, None, by_answer[answer]) for answer in Answer]
    for level, of_level in by_level.items():
        if len(of_level) > 1:
            found += [_figure(answer, level, of_level[answer]) for answer in Answer if of_level[answer]]
    return tuple(found)


def _figure(answer: Answer, level: str | None, rows: Sequence[Row]) -> Figures:
    worked = [row for row in rows if not row["not_worked"]]
    known = {name: [row for row in worked if row[name] is not None] for name in COMPARED}
    hits = {name: _count(row for row in known[name] if row[name]) for name in COMPARED}
    shares = {name: wilson(hits[name], _count(known[name])) for name in COMPARED}
    reasons: Counter[str] = Counter()
    for row in worked:
        if row["rejection_reason"] is not None:
            reasons[row["rejection_reason"]] += row["n"]
    return Figures(
        answer, level, _count(rows), _count(rows) - _count(worked),
        shares["accepted"], shares["opportunity"], shares["won"], hits, tuple(reasons.most_common()),
    )  # fmt: skip


def _compared(figures: Sequence[Figures]) -> tuple[Comparison, ...]:
    """False against true within one delivered level, so that both groups were owed the same follow-up."""
    found = []
    levels = {each.delivered_level for each in figures if each.delivered_level}
    of = {(each.delivered_level, each.answer): each for each in figures}
    for outcome in COMPARED:
        pairs = []
        for level in sorted(levels):
            false, true = of.get((level, Answer.FALSE)), of.get((level, Answer.TRUE))
            if false and true:
                both = [(each.hits[outcome], getattr(each, outcome).n) for each in (false, true)]
                pairs.append((min(n for _, n in both), level, both))
        if pairs:
            smaller, level, both = max(pairs, key=lambda pair: pair[0])
            if smaller:
                found.append(rules.compare(outcome, level, both[0], both[1]))
    return tuple(found)


def _adjusted(criteria: Sequence[Reviewed]) -> tuple[Reviewed, ...]:
    tested = [each.p for one in criteria for each in one.compared if each.p is not None]
    adjusted = iter(rules.benjamini_hochberg(tested))
    return tuple(
        replace(
            one,
            compared=tuple(each if each.p is None else replace(each, adjusted=next(adjusted)) for each in one.compared),
        )
        for one in criteria
    )


def _count(rows: Iterable[Row]) -> int:
    return sum(row["n"] for row in rows)
