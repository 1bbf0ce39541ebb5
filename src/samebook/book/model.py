"""A Book that was read and found without a problem. Frozen; conditions are typed expressions with their text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from samebook.book.durations import Duration
from samebook.book.values import Type

if TYPE_CHECKING:
    from samebook.book.expressions import Expression
    from samebook.book.groups import GroupRole
    from samebook.book.measures.formulas import Definition
    from samebook.book.pipelines import Pipeline
    from samebook.book.stalls import PlayPromise, StallCause, StallRule


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """What is known of accounts, people and leads under one name.

    Attributes:
        name: With its record: ``account.employees``.
        unit: Shown beside the value, such as ``EUR``; numbers only.
        ask: The question for a person to fill it in; None when nobody is to be asked.
        choices: The only values a text field may have; empty when it is free.
        filterable: Work lists may be filtered by it, so records keep an index.
        fresh_for: A value older than this is unknown; None when it does not age.
        built_in: Every Book has it, and with this type.
    """

    name: str
    type: Type
    unit: str | None = None
    ask: str | None = None
    means: str | None = None
    choices: tuple[str, ...] = ()
    filterable: bool = False
    fresh_for: Duration | None = None
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written and as understood, with its line in the Book."""

    text: str
    expression: "Expression"
    line: int


@dataclass(frozen=True, slots=True)
class Segment:
    name: str
    when: Condition
    means: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class LeadStage:
    """A stage of the funnel in the words both sides use; ``when`` may tell it from the lead's status."""

    name: str
    means: str
    when: Condition | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    name: str
    when: Condition
    otherwise: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of qualification; a lead has the first one whose criteria are all true."""

    name: str
    criteria: tuple[Criterion, ...]
    means: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What sales owes a lead delivered at a level.

    Attributes:
        first_attempt: From delivery to the first attempt.
        attempts: How many before the lead may be given up.
        within: From delivery to the last of them.
        answer_within: From delivery to acceptance or rejection; None when the Book sets no limit.
        escalate_to: The role told of a breach; None for nobody.
        record_within: How late a person's word about an attempt still counts; None for always.
    """

    level: str
    first_attempt: Duration
    attempts: int
    within: Duration
    answer_within: Duration | None = None
    escalate_to: str | None = None
    record_within: Duration | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a closed list, such as a reason for rejection, with what it means."""

    name: str
    means: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Leads of these levels (all when empty) for which ``when`` is true belong to the territory ``to``."""

    to: str
    when: Condition | None = None
    levels: tuple[str, ...] = ()
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks what is unknown, how often and for how long, before the lead goes to nurture as never answered."""

    owner: str
    attempts: int
    within: Duration
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Recycle:
    """When a lead in nurture is judged again: after a time, when a condition holds, or both."""

    after: Duration | None = None
    when: Condition | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class MarketingPromise:
    """So many leads of a level in a period, of one territory or of the company as a whole."""

    level: str
    leads: int
    per: str
    territory: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class SalesPromise:
    """The share of deliveries (0 to 1) of a level, or of all, whose follow-up is on time."""

    follow_up: Decimal
    level: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a definition.

    Attributes:
        expression: As written; empty for one that is made of others.
        definition: What was understood; None for one without ``over``, as editions had them before measures were
            read: it has a meaning in words and no figures.
    """

    name: str
    means: str
    expression: str
    unit: str | None = None
    because: str | None = None
    definition: "Definition | None" = None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything both departments agree on. Mappings keep the order of the text.

    Attributes:
        fields: Of accounts, people and leads; those of opportunities stand apart, since no lead has them.
        pipelines: Empty where the Book has none; then the default one holds (`pipelines.DEFAULT`).
        won_reasons: Why sales are won, of every pipeline; empty where the words are free.
        lost_reasons: Why sales are lost, of every pipeline; empty for the product's own list.
        roles: Of the people of a buying group; empty for the default ones (`groups.DEFAULT_ROLES`).
        stall_causes: Why sales stand still; empty for the default ones (`stalls.DEFAULT_CAUSES`).
        stall_rules: By what signs a stall is proposed; empty for the default ones (`stalls.DEFAULT_RULES`).
        play_promise: Within how long marketing owes a play; None where nothing is agreed.
    """

    title: str
    fields: Mapping[str, DeclaredField]
    qualification: tuple[Level, ...]
    scope: str = "company"
    calendar: str | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)
    lead_stages: tuple[LeadStage, ...] = ()
    follow_up: Mapping[str, FollowUp] = field(default_factory=dict)
    routing: tuple[RoutingRule, ...] = ()
    ask: Ask | None = None
    recycle: Recycle | None = None
    known_person_window: Duration | None = None
    rejection_reasons: Mapping[str, Named] = field(default_factory=dict)
    not_a_lead: Mapping[str, Named] = field(default_factory=dict)
    marketing_promises: tuple[MarketingPromise, ...] = ()
    sales_promises: tuple[SalesPromise, ...] = ()
    opportunity_fields: Mapping[str, DeclaredField] = field(default_factory=dict)
    pipelines: "tuple[Pipeline, ...]" = ()
    won_reasons: Mapping[str, Named] = field(default_factory=dict)
    lost_reasons: Mapping[str, Named] = field(default_factory=dict)
    roles: "tuple[GroupRole, ...]" = ()
    stall_causes: "tuple[StallCause, ...]" = ()
    stall_rules: "tuple[StallRule, ...]" = ()
    play_promise: "PlayPromise | None" = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    text: str = field(repr=False, default="")

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(level.name for level in self.qualification)
