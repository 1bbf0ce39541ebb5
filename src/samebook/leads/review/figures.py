"""What became of the leads by the answer to each criterion: counted from grouped rows of ``outcomes.sql``. Pure."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from samebook.book import CompiledBook
from samebook.book.judging import LevelResult
from samebook.kernel.refusals import Missing
from samebook.leads.review import rules
from samebook.leads.review.rules import Answer, Comparison, Decides, Levels
from samebook.numbers.estimates import Estimate, wilson

COMPARED = ("accepted", "opportunity", "won")
COLUMNS = (
    "criteria", "verdict", "delivered_level", "not_worked", "accepted", "rejection_reason", "opportunity", "won",
    "impossible",
)  # fmt: skip
"""What the rows are grouped by; ``n`` is how many leads have it all."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the worked leads with one answer to one criterion.

    Attributes:
        delivered_level: The level they were delivered at; None for all together.
        delivered: All that were delivered with this answer.
        not_worked: Of them, those that nobody tried or answered; in none of the shares.
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


def criteria_of(rows: Sequence[Row], book: CompiledBook) -> tuple[Reviewed, ...]:
    """Every criterion of a Book from the leads judged by it, p adjusted over all of them."""
    found = []
    levels_of = levels_by_text(rows)
    for level in book.book.qualification:
        for criterion in level.criteria:
            says = book.english(f"{level.name}.{criterion.name}")
            is_only = len(level.criteria) == 1
            found.append(criterion_of(rows, levels_of, level.name, criterion.name, says=says, is_only=is_only))
    return _adjusted(found)


def criterion_of(
    rows: Sequence[Row], levels_of: Mapping[str, Levels], level: str, name: str, *, says: str, is_only: bool
) -> Reviewed:
    """One criterion; its comparisons are not adjusted for others.

    Args:
        levels_of: Judgements by their text, as ``levels_by_text`` reads them.
    """
    judged: Counter[str] = Counter()
    for row in rows:
        judged[row["criteria"]] += row["n"]
    answered = [
        (answer, row)
        for row in rows
        if row["delivered_level"] is not None
        and not row["impossible"]
        and (answer := rules.answer_to(levels_of[row["criteria"]], level, name))
    ]
    figures = _figures(answered)
    decided = rules.decides([(levels_of[text], n) for text, n in judged.items()], level, name)
    return Reviewed(level, name, says, decided, figures, _compared(figures), is_only)


def levels_by_text(rows: Iterable[Row]) -> dict[str, Levels]:
    """Each judgement that occurs, read once."""
    return {text: levels_in(text) for text in {row["criteria"] for row in rows}}


def levels_in(text: str) -> Levels:
    """A judgement as the snapshot keeps it."""
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
    hits = {name: count(row for row in known[name] if row[name]) for name in COMPARED}
    shares = {name: wilson(hits[name], count(known[name])) for name in COMPARED}
    reasons: Counter[str] = Counter()
    for row in worked:
        if row["rejection_reason"] is not None:
            reasons[row["rejection_reason"]] += row["n"]
    return Figures(
        answer, level, count(rows), count(rows) - count(worked),
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


def count(rows: Iterable[Row]) -> int:
    """How many leads the rows stand for."""
    return sum(row["n"] for row in rows)
