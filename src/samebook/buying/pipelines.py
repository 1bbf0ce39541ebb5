"""Which pipeline an opportunity goes by: the Book's in force, the one it was opened under, or the default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from samebook.agreement.queries import InForce, book_of, in_force
from samebook.book import CompiledBook, CompiledCondition, DeclaredField
from samebook.book.built_in import OPPORTUNITY_FIELDS
from samebook.book.groups import DEFAULT_ROLES, GroupRole
from samebook.book.pipelines import DEFAULT, Pipeline, PipelineStage
from samebook.book.stalls import DEFAULT_CAUSES, DEFAULT_RULES, StallCause, StallRule, rules_with
from samebook.buying.models import Opportunity
from samebook.buying.terms import LostReason
from samebook.kernel.refusals import Refused


@dataclass(frozen=True)
class Selling:
    """How the company sells at one moment.

    Attributes:
        pipelines: In the order of the Book; never empty.
        edition_id: The edition that says so; None for the default.
        lost_reasons: Name and meaning; won reasons are empty where the words are free.
        roles: Of the people of a buying group, in the order of the Book; never empty.
        causes: Why sales stand still, in the order of the Book; never empty.
        stall_rules: By what signs a stall is proposed; never empty.
        play_days: Business days in which marketing owes a play that was asked for; None where nothing is owed.
    """

    pipelines: Sequence[Pipeline] = (DEFAULT,)
    edition_id: int | None = None
    book: CompiledBook | None = None
    fields: Mapping[str, DeclaredField] = field(default_factory=lambda: OPPORTUNITY_FIELDS)
    won_reasons: Mapping[str, str] = field(default_factory=dict)
    lost_reasons: Mapping[str, str] = field(default_factory=lambda: dict(LostReason.choices()))
    roles: Sequence[GroupRole] = DEFAULT_ROLES
    causes: Sequence[StallCause] = DEFAULT_CAUSES
    stall_rules: Sequence[StallRule] = DEFAULT_RULES
    play_days: int | None = None

    def named(self, name: str) -> Pipeline | None:
        """The pipeline of a name; None when there is none."""
        return next((each for each in self.pipelines if each.name == name), None)

    def to_open_in(self, name: str | None) -> Pipeline:
        """The pipeline for a new opportunity: the one named, else the first.

        Raises:
            Refused: ``buying.unknown_pipeline``.
        """
        found = self.named(name) if name else self.pipelines[0]
        if found is None:
            names = ", ".join(each.name for each in self.pipelines)
            raise Refused("buying.unknown_pipeline", f"Choose a pipeline: {names}.", "pipeline")
        return found

    @property
    def declared(self) -> dict[str, DeclaredField]:
        """The fields of opportunities that the company declared; people fill them in."""
        return {name: each for name, each in self.fields.items() if not each.built_in}

    def exit_of(self, pipeline: Pipeline, stage: PipelineStage) -> CompiledCondition | None:
        return self.book.exits.get(f"{pipeline.name}.{stage.name}") if self.book and stage.exit else None


Way: TypeAlias = tuple[Selling, Pipeline]
"""The pipeline that an opportunity goes by, and the Book it stands in."""


def selling_at(at: datetime) -> Selling:
    """How the company sells by its edition in force; one small query."""
    held = in_force(at)
    return _selling(held) if held else Selling()


def way_of(opportunity: Opportunity, at: datetime, selling: Selling | None = None) -> Way:
    """The pipeline that an opportunity goes by, and the Book it stands in.

    The edition in force says what the pipeline of its name is; where it has none of that name any more, the edition
    says it under which the opportunity was opened.

    Args:
        selling: As ``selling_at`` gives it, where that is known.
    """
    selling = selling or selling_at(at)
    found = selling.named(opportunity.pipeline)
    if found is None and opportunity.edition is not None:
        selling = _of_book(book_of(opportunity.edition), opportunity.edition_id)
        found = selling.named(opportunity.pipeline)
    if found is None and opportunity.pipeline == DEFAULT.name:
        return Selling(), DEFAULT
    return selling, found or selling.pipelines[0]


def all_pipelines(at: datetime, *, used: Sequence[str] = ()) -> dict[str, Pipeline]:
    """The pipelines in force by name, then the default where it is still used."""
    found = {each.name: each for each in selling_at(at).pipelines}
    return found | ({DEFAULT.name: DEFAULT} if DEFAULT.name in used and DEFAULT.name not in found else {})


def _selling(held: InForce) -> Selling:
    return _of_book(held.book, held.edition.pk)


def _of_book(compiled: CompiledBook, edition_id: int | None) -> Selling:
    book = compiled.book
    lost = {each.name: each.means for each in book.lost_reasons.values()}
    causes = book.stall_causes or DEFAULT_CAUSES
    return Selling(
        pipelines=book.pipelines or (DEFAULT,),
        edition_id=edition_id,
        book=compiled,
        fields=book.opportunity_fields or OPPORTUNITY_FIELDS,
        won_reasons={each.name: each.means for each in book.won_reasons.values()},
        lost_reasons=lost or dict(LostReason.choices()),
        roles=book.roles or DEFAULT_ROLES,
        causes=causes,
        stall_rules=book.stall_rules or rules_with(causes),
        play_days=book.play_promise.within_days if book.play_promise else None,
    )
