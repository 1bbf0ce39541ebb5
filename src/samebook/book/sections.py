"""The sections of a Book, each from its node to its part of the model."""

from collections.abc import Callable, Mapping

from samebook.book.built_in import BUILT_IN_FIELDS, NOT_A_LEAD, OPPORTUNITY, RECORDS, STATUS_FIELD
from samebook.book.conditions import Conditions
from samebook.book.model import (
    Ask,
    Criterion,
    DeclaredField,
    FollowUp,
    LeadStage,
    Level,
    MarketingPromise,
    Named,
    Recycle,
    RoutingRule,
    SalesPromise,
    Segment,
)
from samebook.book.nodes import Node, Scalar
from samebook.book.shapes import MAX_NAME, Parts, Shapes
from samebook.book.spelling import did_you_mean, listed
from samebook.book.values import Type, printable

ROLES = ("marketing", "sales_manager", "rep", "telesales", "partner_manager", "executive", "administrator")
ASKERS = ("telesales", "marketing", "rep", "sales_manager", "form")
PERIODS = ("week", "month", "quarter", "year")
_MAX_COUNT = 1_000_000
_MAX_ATTEMPTS = 99
_STATUS = {STATUS_FIELD.name: STATUS_FIELD}


def read_fields(shapes: Shapes, node: Node | None) -> dict[str, DeclaredField]:
    """Declared and built-in fields; a built-in one may be given a question but keeps its type.

    Those of opportunities are left out: no lead has them (`pipelines.read_opportunity_fields`).
    """
    return read_fields_of(shapes, node, BUILT_IN_FIELDS)


def read_fields_of(
    shapes: Shapes, node: Node | None, built_in: Mapping[str, DeclaredField], *, of_opportunities: bool = False
) -> dict[str, DeclaredField]:
    """The built-in fields and those that the section declares, of opportunities or of everything else."""
    fields: dict[str, DeclaredField] = dict(built_in)
    mapping = shapes.mapping(node, "Fields")
    for name, (key, value) in mapping.entries.items() if mapping else ():
        if name.startswith(f"{OPPORTUNITY}.") is not of_opportunities:
            continue
        if _is_field_name(shapes, key, name):
            declared = _read_field(shapes, key, name, value, built_in.get(name))
            if declared:
                fields[name] = declared
    return fields


def _is_field_name(shapes: Shapes, key: Scalar, name: str) -> bool:
    record, _, rest = name.partition(".")
    if name == STATUS_FIELD.name:
        shapes.refuse(key, "field", "The lead's status is kept by the product and cannot be declared.", "Delete it.")
        return False
    if record not in RECORDS or not rest:
        hint = did_you_mean(record, RECORDS, f"Begin with {listed([f'{record}.' for record in RECORDS])}")
        shapes.refuse(key, "field", f"{printable(name[:60])} names no record.", hint)
        return False
    return shapes.is_name(key, rest)


_FIELD_KEYS = ("type", "unit", "ask", "means", "choices", "filterable", "fresh_for", "because")


def _read_field(
    shapes: Shapes, key: Scalar, name: str, node: Node, built_in: DeclaredField | None
) -> DeclaredField | None:
    parts = shapes.parts(node, f"The field {name}", _FIELD_KEYS)
    if parts is None:
        return None
    type_ = _read_type(shapes, key, parts, built_in)
    if type_ is None:
        return None
    choices = shapes.each(parts.get("choices"), "Choices", shapes.text)
    if choices and type_ is not Type.TEXT:
        shapes.refuse(key, "field", f"{name} is {type_}; only text has choices.", "Delete the choices.")
    unit = parts.text("unit", MAX_NAME)
    if unit and type_ not in (Type.INTEGER, Type.DECIMAL):
        shapes.refuse(key, "field", f"{name} is {type_}; only numbers have a unit.", "Delete the unit.")
    return DeclaredField(
        name,
        type_,
        unit=unit,
        ask=parts.text("ask"),
        means=parts.text("means"),
        choices=choices,
        filterable=shapes.truth(parts.get("filterable"), "Filterable"),
        fresh_for=parts.duration("fresh_for"),
        built_in=built_in is not None,
    )


def _read_type(shapes: Shapes, key: Scalar, parts: Parts, built_in: DeclaredField | None) -> Type | None:
    written = parts.choice("type", list(Type))
    if parts.get("type") is None:
        if built_in is None:
            shapes.refuse(key, "missing", f"{key.text} needs a type.", f"Types are {listed(list(Type), 'and')}.")
            return None
        return built_in.type
    if written and built_in and written != built_in.type:
        shapes.refuse(
            parts.get("type") or key,
            "field",
            f"{key.text} is built in as {built_in.type}; its type cannot be changed.",
            "Delete the type, or choose another name.",
        )
        return built_in.type
    return Type(written) if written else None


def read_segments(shapes: Shapes, conditions: Conditions, parts: Mapping[str, Parts]) -> dict[str, Segment]:
    segments = {}
    for name, part in parts.items():
        when = conditions.segment(name)
        means, because = part.text("means"), part.text("because")
        if when:
            segments[name] = Segment(name, when, means, because)
    return segments


def segment_parts(shapes: Shapes, node: Node | None) -> dict[str, Parts]:
    found = {}
    for name, _, value in shapes.entries(node, "Segments"):
        parts = shapes.parts(value, f"The segment {name}", ("means", "when", "because"), required=("when",))
        if parts:
            found[name] = parts
    return found


def read_levels(shapes: Shapes, conditions: Conditions, node: Node | None) -> tuple[Level, ...]:
    levels: list[Level] = []
    for item in shapes.sequence(node, "Qualification"):
        keys = ("level", "means", "because", "criteria")
        parts = shapes.parts(item, "A level", keys, required=("level", "criteria"))
        name = shapes.label(parts.get("level"), "A level's name") if parts else None
        if parts is None or name is None:
            continue
        if name in [level.name for level in levels]:
            shapes.refuse(item, "repeated", f"Level {printable(name)} stands here twice.", "Keep one.")
        criteria = _read_criteria(shapes, conditions, name, parts)
        levels.append(Level(name, criteria, parts.text("means"), parts.text("because")))
    if node is not None and not levels and not shapes.problems:
        shapes.refuse(node, "empty", "Qualification has no level.", "Write at least one.")
    return tuple(levels)


def _read_criteria(shapes: Shapes, conditions: Conditions, level: str, parts: Parts) -> tuple[Criterion, ...]:
    criteria = []
    node = parts.get("criteria")
    for name, _, value in shapes.entries(node, f"The criteria of {level}"):
        part = shapes.parts(value, f"The criterion {name}", ("when", "otherwise", "because"), required=("when",))
        when = conditions.read(part.get("when")) if part else None
        if part and when:
            criteria.append(Criterion(name, when, part.text("otherwise"), part.text("because")))
    if node is not None and not criteria and not shapes.problems:
        shapes.refuse(node, "empty", f"Level {level} has no criterion.", "Write at least one.")
    return tuple(criteria)


def read_lead_stages(shapes: Shapes, conditions: Conditions, node: Node | None) -> tuple[LeadStage, ...]:
    stages: list[LeadStage] = []
    for item in shapes.sequence(node, "Lead stages"):
        parts = shapes.parts(item, "A lead stage", ("name", "means", "when", "because"), required=("name", "means"))
        name, means = (parts.line("name"), parts.text("means")) if parts else (None, None)
        if parts is None or name is None or means is None:
            continue
        if name in [stage.name for stage in stages]:
            shapes.refuse(item, "repeated", f"The stage {printable(name)} stands here twice.", "Keep one.")
        when = conditions.read(parts.get("when"), _STATUS)
        stages.append(LeadStage(name, means, when, parts.text("because")))
    return tuple(stages)


_FOLLOW_UP_KEYS = ("first_attempt", "attempts", "within", "answer_within", "escalate_to", "record_within", "because")


def read_follow_up(shapes: Shapes, levels: tuple[str, ...], node: Node | None) -> dict[str, FollowUp]:
    terms = {}
    mapping = shapes.mapping(node, "Follow up")
    for name, (key, value) in mapping.entries.items() if mapping else ():
        if name not in levels:
            hint = did_you_mean(name, levels, f"Levels are {listed(levels, 'and')}." if levels else "")
            shapes.refuse(key, "unknown_level", f"There is no level {printable(name[:60])}.", hint)
        required = ("first_attempt", "attempts", "within")
        parts = shapes.parts(value, f"The follow-up of {printable(name[:60])}", _FOLLOW_UP_KEYS, required)
        if parts:
            terms[name] = _read_terms(name, parts)
    if mapping:
        for level in levels:
            if level not in mapping.entries:
                shapes.refuse(mapping, "missing", f"Follow-up has no terms for level {level}.", f"Add {level}: …")
    return {name: term for name, term in terms.items() if term}


def _read_terms(level: str, parts: Parts) -> FollowUp | None:
    first, within = parts.duration("first_attempt"), parts.duration("within")
    attempts = parts.integer("attempts", 1, _MAX_ATTEMPTS)
    answer, record = parts.duration("answer_within"), parts.duration("record_within")
    escalate, because = parts.choice("escalate_to", ROLES), parts.text("because")
    if first is None or within is None or attempts is None:
        return None
    return FollowUp(level, first, attempts, within, answer, escalate, record, because)


def read_named(shapes: Shapes, node: Node | None, what: str) -> dict[str, Named]:
    """Names with a meaning, written as text or as ``means`` and ``because``."""
    found = {}
    for name, _, value in shapes.entries(node, what):
        if isinstance(value, Scalar):
            means, because = shapes.text(value, f"The meaning of {name}"), None
        else:
            parts = shapes.parts(value, f"{what}: {name}", ("means", "because"), required=("means",))
            means, because = (parts.text("means"), parts.text("because")) if parts else (None, None)
        if means:
            found[name] = Named(name, means, because)
    return found


def read_not_a_lead(shapes: Shapes, node: Node | None) -> dict[str, Named]:
    return dict(NOT_A_LEAD) if node is None else read_named(shapes, node, "Not a lead")


def read_routing(
    shapes: Shapes, conditions: Conditions, levels: tuple[str, ...], node: Node | None
) -> tuple[RoutingRule, ...]:
    rules = []
    for item in shapes.sequence(node, "Routing"):
        parts = shapes.parts(item, "A rule of routing", ("when", "to", "levels", "because"), required=("to",))
        if parts is None:
            continue
        to = shapes.label(parts.get("to"), "A territory")
        only = shapes.each(parts.get("levels"), "Levels", _level_reader(shapes, levels))
        when = conditions.read(parts.get("when"))
        if to:
            rules.append(RoutingRule(to, when, only, parts.text("because")))
    return tuple(rules)


def _level_reader(shapes: Shapes, levels: tuple[str, ...]) -> Callable[[Node, str], str | None]:
    return lambda node, what: shapes.choice(node, what, levels)


def read_ask(shapes: Shapes, node: Node | None) -> Ask | None:
    required = ("owner", "attempts", "within")
    parts = shapes.parts(node, "Ask", (*required, "because"), required) if node else None
    if parts is None:
        return None
    owner, attempts = parts.choice("owner", ASKERS), parts.integer("attempts", 1, _MAX_ATTEMPTS)
    within, because = parts.duration("within"), parts.text("because")
    return Ask(owner, attempts, within, because) if owner and attempts and within else None


def read_recycle(shapes: Shapes, conditions: Conditions, node: Node | None) -> Recycle | None:
    parts = shapes.parts(node, "Recycle", ("after", "when", "because")) if node else None
    if node is None or parts is None:
        return None
    if parts.get("after") is None and parts.get("when") is None:
        shapes.refuse(node, "missing", "Recycle needs a time or a condition.", "Add after: 6 months")
    return Recycle(parts.duration("after"), conditions.read(parts.get("when"), _STATUS), parts.text("because"))


def read_marketing_promises(shapes: Shapes, levels: tuple[str, ...], node: Node | None) -> tuple[MarketingPromise, ...]:
    promises = []
    for item in shapes.sequence(node, "What marketing promises"):
        required = ("level", "leads", "per")
        parts = shapes.parts(item, "A promise of marketing", (*required, "territory", "because"), required)
        if parts is None:
            continue
        level, leads = parts.choice("level", levels), parts.integer("leads", 1, _MAX_COUNT)
        per, territory = parts.choice("per", PERIODS), shapes.label(parts.get("territory"), "A territory")
        because = parts.text("because")
        if level and leads and per:
            promises.append(MarketingPromise(level, leads, per, territory, because))
    return tuple(promises)


def read_sales_promises(shapes: Shapes, levels: tuple[str, ...], node: Node | None) -> tuple[SalesPromise, ...]:
    promises = []
    for item in shapes.sequence(node, "What sales promises"):
        known = ("follow_up", "level", "because")
        parts = shapes.parts(item, "A promise of sales", known, required=("follow_up",))
        if parts is None:
            continue
        share = shapes.share(parts.get("follow_up"), "Follow up")
        level, because = parts.choice("level", levels), parts.text("because")
        if share is not None:
            promises.append(SalesPromise(share, level, because))
    return tuple(promises)
