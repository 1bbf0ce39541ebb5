"""A text to a Book, or to everything that is wrong with it."""

from functools import lru_cache

from samebook.book import sections
from samebook.book.conditions import Conditions
from samebook.book.durations import Duration
from samebook.book.groups import read_roles
from samebook.book.measures import read_measures
from samebook.book.model import Book
from samebook.book.nodes import Node, parse
from samebook.book.pipelines import read_opportunity_fields, read_pipelines
from samebook.book.scopes import COMPANY, HINT, read_scope
from samebook.book.shapes import Parts, Shapes
from samebook.book.stalls import read_causes, read_play_promise, read_rules
from samebook.book.text import normalise
from samebook.kernel.refusals import Problem, Refused

KEYS = (
    "samebook",
    "title",
    "scope",
    "calendar",
    "fields",
    "segments",
    "lead_stages",
    "qualification",
    "follow_up",
    "ask",
    "routing",
    "recycle",
    "known_person",
    "rejection_reasons",
    "not_a_lead",
    "promises",
    "pipelines",
    "won_reasons",
    "lost_reasons",
    "roles",
    "stall_causes",
    "stalls",
    "measures",
)
REMEMBERED = 16
"""Texts whose Books are kept: a page or an action reads the same one several times. A Book is frozen."""
_TITLE_LIMIT = 200


def read_book(text: str) -> tuple[Book | None, list[Problem]]:
    """The Book that a text holds, or None with every problem in it, in the order of the text.

    Args:
        text: YAML 1.2; line ends are normalised to LF before anything else.
    """
    book, problems = _found(normalise(text))
    return book, list(problems)


@lru_cache(maxsize=REMEMBERED)
def _found(text: str) -> tuple[Book | None, tuple[Problem, ...]]:
    root, problems = parse(text)
    if problems:
        return None, tuple(sorted(problems))
    shapes = Shapes()
    if root is None:
        return None, (Problem(1, 1, "book.empty", "The text is empty.", "Begin with samebook: 1"),)
    parts = shapes.parts(root, "The Book", KEYS, required=("samebook", "title", "qualification"))
    book = _read(shapes, parts, text) if parts else None
    if shapes.problems:
        return None, tuple(sorted(set(shapes.problems)))
    return book, ()


def _read(shapes: Shapes, parts: Parts, text: str) -> Book:
    parts.choice("samebook", ("1",))
    fields = sections.read_fields(shapes, parts.get("fields"))
    of_opportunities = read_opportunity_fields(shapes, parts.get("fields"))
    segments = sections.segment_parts(shapes, parts.get("segments"))
    conditions = Conditions(shapes, fields, {name: part.get("when") for name, part in segments.items()})
    levels = sections.read_levels(shapes, conditions, parts.get("qualification"))
    names = tuple(level.name for level in levels)
    promises = _promises(shapes, parts.get("promises"))
    pipelines = read_pipelines(shapes, of_opportunities, parts.get("pipelines"))
    causes = read_causes(shapes, parts.get("stall_causes"))
    return Book(
        title=parts.text("title", _TITLE_LIMIT) or "",
        scope=_scope(shapes, parts),
        calendar=shapes.label(parts.get("calendar"), "Calendar"),
        fields=fields,
        segments=sections.read_segments(shapes, conditions, segments),
        lead_stages=sections.read_lead_stages(shapes, conditions, parts.get("lead_stages")),
        qualification=levels,
        follow_up=sections.read_follow_up(shapes, names, parts.get("follow_up")),
        ask=sections.read_ask(shapes, parts.get("ask")),
        routing=sections.read_routing(shapes, conditions, names, parts.get("routing")),
        recycle=sections.read_recycle(shapes, conditions, parts.get("recycle")),
        known_person_window=_window(shapes, parts.get("known_person")),
        rejection_reasons=sections.read_named(shapes, parts.get("rejection_reasons"), "Rejection reasons"),
        not_a_lead=sections.read_not_a_lead(shapes, parts.get("not_a_lead")),
        marketing_promises=sections.read_marketing_promises(shapes, names, promises.get("marketing")),
        sales_promises=sections.read_sales_promises(shapes, names, promises.get("sales")),
        opportunity_fields=of_opportunities,
        pipelines=pipelines,
        won_reasons=sections.read_named(shapes, parts.get("won_reasons"), "Reasons for a won sale"),
        lost_reasons=sections.read_named(shapes, parts.get("lost_reasons"), "Reasons for a lost sale"),
        roles=read_roles(shapes, parts.get("roles")),
        stall_causes=causes,
        stall_rules=read_rules(shapes, parts.get("stalls"), causes, pipelines),
        play_promise=read_play_promise(shapes, promises.get("plays")),
        measures=read_measures(shapes, parts.get("measures")),
        text=text,
    )


def _scope(shapes: Shapes, parts: Parts) -> str:
    text, node = parts.text("scope", _TITLE_LIMIT), parts.get("scope")
    if text is None or node is None:
        return str(COMPANY)
    try:
        return str(read_scope(text))
    except Refused as refused:
        shapes.refuse(node, "scope", refused.message.removesuffix(f" {HINT}"), HINT)
        return str(COMPANY)


def _promises(shapes: Shapes, node: Node | None) -> dict[str, Node | None]:
    known = ("marketing", "sales", "plays")
    parts = shapes.parts(node, "Promises", known) if node else None
    return {name: parts.get(name) for name in known} if parts else {}


def _window(shapes: Shapes, node: Node | None) -> Duration | None:
    parts = shapes.parts(node, "Known person", ("window", "because"), required=("window",)) if node else None
    return parts.duration("window") if parts else None
