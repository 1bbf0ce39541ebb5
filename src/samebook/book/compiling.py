"""A Book made ready to be used: conditions compiled once, then judged, routed, explained and written as SQL."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from samebook.book.compiled_condition import CompiledCondition, evaluated
from samebook.book.judging import (
    Judgement,
    LevelResult,
    Lift,
    Question,
    Reason,
    Verdict,
    merge_questions,
    verdict_for,
)
from samebook.book.model import Book, Condition, LeadStage, Level
from samebook.book.python_form import Evaluator, Record, Truth, compile_python
from samebook.book.spelling import did_you_mean
from samebook.book.values import printable
from samebook.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Route:
    """Where a lead goes: ``to`` is a territory's code, or None with the reason why no rule sends it anywhere."""

    to: str | None
    reason: str
    rule: int | None = None


class CompiledBook:
    """A Book in use. Make one with `compile_book`; it holds no state of any record and may be shared by threads.

    Attributes:
        book: What was compiled.
        fields: Declared and built-in fields by name.
        segments: Conditions by the segment's name.
        criteria: Conditions by level and name, as ``A.money``, in the order of the Book.
        routes: Conditions of the routing rules; None for a rule without one.
        stages: Conditions of the lead stages that have one, by name.
        recycle: Which leads in nurture come back; None for all.
        exits: What should be true of an opportunity before it leaves a stage, as ``new_business.discovery``.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.fields = book.fields
        self.segments = {name: self._condition(name, segment.when) for name, segment in book.segments.items()}
        self.criteria = {
            f"{level.name}.{criterion.name}": self._condition(f"{level.name}.{criterion.name}", criterion.when)
            for level in book.qualification
            for criterion in level.criteria
        }
        self.routes = [
            self._condition(f"routing.{number}", rule.when) if rule.when else None
            for number, rule in enumerate(book.routing, 1)
        ]
        self.stages = {stage.name: self._condition(stage.name, stage.when) for stage in book.lead_stages if stage.when}
        again = book.recycle.when if book.recycle else None
        self.recycle = self._condition("recycle", again) if again else None
        self.exits = {
            f"{pipeline.name}.{stage.name}": CompiledCondition(
                f"{pipeline.name}.{stage.name}", stage.exit.text, stage.exit.expression, book.opportunity_fields
            )
            for pipeline in book.pipelines
            for stage in pipeline.stages
            if stage.exit
        }

    def judge(self, record: Record) -> Judgement:
        """The verdict on one record; fields that it lacks are unknown.

        Args:
            record: Values by field name, of the fields' Python types (`values.check_value` makes them so).

        Raises:
            Refused: ``book.value``, a value is not of its field's type.
        """
        truths = evaluated(self._evaluate, record, self.fields)
        levels = tuple([cut(truths) for cut in self._cuts])
        verdict, level = verdict_for(levels)
        if verdict is Verdict.NURTURE:
            return Judgement(verdict, None, levels, reasons=self._reasons(levels))
        if verdict is Verdict.ASK:
            return Judgement(verdict, None, levels, questions=self._questions(levels, record))
        return Judgement(verdict, level, levels, lift=self._lift(levels, level, record))

    def verdicts(
        self, records: Iterable[Record]
    ) -> Iterator[tuple[Verdict, str | None, tuple[str, ...], tuple[str, ...]]]:
        """Verdict, level, false and unknown criteria of each record; what bulk judging needs and no more."""
        names = tuple(self.criteria)
        seen: dict[tuple[Truth, ...], tuple[Verdict, str | None, tuple[str, ...], tuple[str, ...]]] = {}
        for record in records:
            truths = evaluated(self._evaluate, record, self.fields)
            found = seen.get(truths)
            if found is None:
                verdict, level = verdict_for([cut(truths) for cut in self._cuts])
                false = tuple(name for name, truth in zip(names, truths, strict=True) if truth is False)
                unknown = tuple(name for name, truth in zip(names, truths, strict=True) if truth is None)
                found = verdict, level, false, unknown
                if len(seen) < _REMEMBERED:
                    seen[truths] = found
            yield found

    def route(self, record: Record, level: str) -> Route:
        """The territory of the first rule for this level whose condition is true.

        Raises:
            Refused: ``book.value``, a value is not of its field's type.
        """
        undecided: list[str] = []
        for number, (rule, condition) in enumerate(zip(self.book.routing, self.routes, strict=True), 1):
            if rule.levels and level not in rule.levels:
                continue
            truth = condition.truth(record) if condition else True
            if truth:
                why = condition.english if condition else "it is the rule for the rest"
                return Route(rule.to, f"Rule {number} of routing: {why}.", number)
            if truth is None and condition:
                undecided += condition.explain(record).missing
        if not self.book.routing:
            return Route(None, "The Book has no routing rules.")
        unknown = f" Unknown: {', '.join(dict.fromkeys(undecided))}." if undecided else ""
        return Route(None, f"No rule of routing is true for this lead.{unknown}")

    def stage(self, record: Record) -> LeadStage | None:
        """The first lead stage, in the order of the Book, that holds for a record; one without a condition never does.

        Args:
            record: As for ``judge``, with ``lead.status``.
        """
        held = {name for name, condition in self.stages.items() if condition.truth(record)}
        return next((stage for stage in self.book.lead_stages if stage.name in held), None)

    def condition(self, name: str) -> CompiledCondition:
        """A segment (``process_industry``), a criterion (``A.money``), a stage, a rule (``routing.1``) or an exit.

        Raises:
            Refused: ``book.unknown_name``.
        """
        rules = {condition.name: condition for condition in self.routes if condition}
        for known in (self.segments, self.criteria, self.stages, rules, self.exits):
            if name in known:
                return known[name]
        names = [*self.segments, *self.criteria, *self.stages, *rules, *self.exits]
        hint = did_you_mean(name, names, "`samebook book explain` lists them.")
        raise Refused("book.unknown_name", f"The Book defines nothing called {printable(name[:60])}. {hint}", "name")

    def english(self, name: str) -> str:
        """The sentence of a segment, criterion, stage or rule."""
        return self.condition(name).english

    def _condition(self, name: str, condition: Condition) -> CompiledCondition:
        return CompiledCondition(name, condition.text, condition.expression, self.fields)

    @cached_property
    def _evaluate(self) -> Evaluator:
        return compile_python([condition.expression for condition in self.criteria.values()])

    @cached_property
    def _cuts(self) -> list[Callable[[tuple[Truth, ...]], LevelResult]]:
        cuts, start = [], 0
        for level in self.book.qualification:
            cuts.append(_cut(level, start))
            start += len(level.criteria)
        return cuts

    @cached_property
    def _asks(self) -> dict[str, str | None]:
        return {name: field.ask for name, field in self.fields.items()}

    @cached_property
    def _texts(self) -> dict[tuple[str, str], str]:
        """The reason of each criterion: its own, else that of the same criterion at another level, else its name."""
        said = {
            c.name: c.otherwise for level in reversed(self.book.qualification) for c in level.criteria if c.otherwise
        }
        return {
            (level.name, c.name): c.otherwise or said.get(c.name) or c.name.replace("_", " ").capitalize()
            for level in self.book.qualification
            for c in level.criteria
        }

    def _reasons(self, levels: tuple[LevelResult, ...]) -> tuple[Reason, ...]:
        return tuple(
            [Reason(found.level, name, self._texts[found.level, name]) for found in levels for name in found.false]
        )

    def _questions(self, levels: Iterable[LevelResult], record: Record) -> tuple[Question, ...]:
        found = {level.level: self._missing(level, record) for level in levels if not level.false}
        return merge_questions(found, self._asks)

    def _missing(self, level: LevelResult, record: Record) -> tuple[str, ...]:
        fields: dict[str, None] = {}
        for name in level.unknown:
            fields.update(dict.fromkeys(self.criteria[f"{level.level}.{name}"].explain(record).missing))
        return tuple(fields)

    def _lift(self, levels: tuple[LevelResult, ...], level: str | None, record: Record) -> Lift | None:
        for better in levels:
            if better.level == level:
                return None
            if not better.false:
                return Lift(better.level, self._questions([better], record))
        return None


_REMEMBERED = 10_000


def compile_book(book: Book) -> CompiledBook:
    """The Book made ready to judge, route and explain; compiles nothing before it is needed."""
    return CompiledBook(book)


def _cut(level: Level, start: int) -> Callable[[tuple[Truth, ...]], LevelResult]:
    """Takes one level's part out of all truths; the outcomes that occur are few, so each is built once."""
    names = tuple(criterion.name for criterion in level.criteria)
    end = start + len(names)
    seen: dict[tuple[Truth, ...], LevelResult] = {}

    def cut(truths: tuple[Truth, ...]) -> LevelResult:
        own = truths[start:end]
        result = seen.get(own)
        if result is None:
            met, false, unknown = (
                tuple(name for name, truth in zip(names, own, strict=True) if truth is wanted)
                for wanted in (True, False, None)
            )
            result = LevelResult(level.name, met, false, unknown)
            if len(seen) < _REMEMBERED:
                seen[own] = result
        return result

    return cut
