"""A Book in the words that both departments read and sign: each clause with its sentence, its reason and its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samebook.book import CompiledBook, DeclaredField
from samebook.book.english import field_name, sentence
from samebook.book.model import (
    Ask,
    Book,
    Condition,
    FollowUp,
    Level,
    MarketingPromise,
    Named,
    Recycle,
    RoutingRule,
    SalesPromise,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One agreed thing.

    Attributes:
        says: What its condition means, as a sentence; empty when it has none.
        line: Of its condition in the text; 0 when it has none.
        note: What is added to it, such as the reason given for a lead that fails it.
        key: How the text calls the clause: ``qualification.A.money``; a part of it where it has no name of its own.
    """

    name: str
    says: str = ""
    means: str = ""
    note: str = ""
    because: str = ""
    line: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class LevelTold:
    """A level with what sales owes a lead delivered at it, as (label, value)."""

    name: str
    means: str
    because: str
    criteria: list[Clause]
    follow_up: list[tuple[str, str]]
    follow_up_because: str


@dataclass(frozen=True, slots=True)
class Told:
    """A whole Book in words; empty lists where it says nothing."""

    title: str
    scope: str
    levels: list[LevelTold]
    segments: list[Clause]
    questions: list[Clause]
    asking: str
    routes: list[Clause]
    stages: list[Clause]
    recycling: str
    reasons: list[Clause]
    not_leads: list[Clause]
    marketing_owes: list[Clause]
    sales_owes: list[Clause]
    measures: list[Clause]
    missing: list[str]
    """Codes of territories that the Book names and the company does not have, in the order of the text."""


def tell(compiled: CompiledBook, places: Mapping[str, str]) -> Told:
    """The Book as a page shows it.

    Args:
        places: Names of territories by their code; a code that is none of them is shown with a warning.
    """
    book, fields = compiled.book, compiled.fields
    return Told(
        title=book.title,
        scope=book.scope,
        levels=[_level(level, book.follow_up.get(level.name), fields) for level in book.qualification],
        segments=[
            Clause(
                _words(each.name),
                _says(each.when, fields),
                each.means or "",
                because=each.because or "",
                line=each.when.line,
                key=f"segments.{each.name}",
            )
            for each in book.segments.values()
        ],
        questions=[_question(each) for each in fields.values() if each.ask],
        asking=_asking(book.ask),
        routes=[_route(rule, fields, places) for rule in book.routing],
        stages=[
            Clause(
                _words(each.name),
                _says(each.when, fields),
                each.means,
                because=each.because or "",
                line=_line(each.when),
                key=f"lead_stages.{each.name}",
            )
            for each in book.lead_stages
        ],
        recycling=_recycling(book.recycle, fields),
        reasons=_named("rejection_reasons", book.rejection_reasons.values()),
        not_leads=_named("not_a_lead", book.not_a_lead.values()),
        marketing_owes=[_marketing_owes(each, places) for each in book.marketing_promises],
        sales_owes=[_sales_owes(each) for each in book.sales_promises],
        measures=[
            Clause(
                _words(each.name),
                means=each.means,
                note=each.expression,
                because=each.because or "",
                key=f"measures.{each.name}",
            )
            for each in book.measures.values()
        ],
        missing=_missing(book, places),
    )


def _missing(book: Book, places: Mapping[str, str]) -> list[str]:
    named = [rule.to for rule in book.routing]
    named += [promise.territory for promise in book.marketing_promises if promise.territory]
    return [code for code in dict.fromkeys(named) if code not in places]


def clauses_told(compiled: CompiledBook) -> dict[str, str]:
    """What each clause says in one line, by its name; clauses that are no sentence are left out."""
    told = tell(compiled, {})
    named = (told.segments, told.questions, told.stages, told.reasons, told.not_leads, told.measures)
    found = {each.key: each.says or each.means for group in named for each in group}
    for level in told.levels:
        for each in level.criteria:
            found[each.key] = f"{each.says} Otherwise: {each.note}." if each.note else each.says
        found[f"qualification.{level.name}"] = " ".join([level.means, *(each.says for each in level.criteria)])
        if level.follow_up:
            terms = (f"{label[:1].lower()}{label[1:]} {value}" for label, value in level.follow_up)
            found[f"follow_up.{level.name}"] = "; ".join(terms)
    owed = {"marketing": told.marketing_owes, "sales": told.sales_owes}
    found |= {f"promises.{side}": "; ".join(f"{each.name} {each.note}".strip() for each in owed[side]) for side in owed}
    found |= {"ask": told.asking, "recycle": told.recycling}
    found["routing"] = " ".join(f"{each.name}: {each.says}" for each in told.routes)
    return {name: says for name, says in found.items() if says}


def _named(section: str, entries: Iterable[Named]) -> list[Clause]:
    return [
        Clause(_words(each.name), means=each.means, because=each.because or "", key=f"{section}.{each.name}")
        for each in entries
    ]


def _marketing_owes(promise: MarketingPromise, places: Mapping[str, str]) -> Clause:
    place = f"in {places.get(promise.territory, promise.territory)}" if promise.territory else ""
    words = f"{promise.leads:,} leads of level {promise.level} a {promise.per}"
    return Clause(words, note=place, because=promise.because or "", key="promises.marketing")


def _sales_owes(promise: SalesPromise) -> Clause:
    level = f"level {promise.level}" if promise.level else "every level"
    words = f"{(promise.follow_up * 100).normalize():f} % of the leads of {level} followed up on time"
    return Clause(words, because=promise.because or "", key="promises.sales")


def _level(level: Level, terms: FollowUp | None, fields: Mapping[str, DeclaredField]) -> LevelTold:
    criteria = [
        Clause(
            _words(each.name),
            _says(each.when, fields),
            note=each.otherwise or "",
            because=each.because or "",
            line=each.when.line,
            key=f"qualification.{level.name}.{each.name}",
        )
        for each in level.criteria
    ]
    because = terms.because or "" if terms else ""
    return LevelTold(level.name, level.means or "", level.because or "", criteria, list(_terms(terms)), because)


def _terms(terms: FollowUp | None) -> Iterable[tuple[str, str]]:
    if terms is None:
        return
    yield "First attempt within", str(terms.first_attempt)
    yield "Attempts", f"{terms.attempts} within {terms.within}"
    if terms.answer_within:
        yield "Accepted or rejected within", str(terms.answer_within)
    if terms.escalate_to:
        yield "When late, told", _words(terms.escalate_to).lower()
    if terms.record_within:
        yield "Logged no later than", f"{terms.record_within} after the attempt"


def _question(field: DeclaredField) -> Clause:
    note = f"an answer holds for {field.fresh_for}" if field.fresh_for else ""
    name = field_name(field.name)
    label, key = name[:1].upper() + name[1:], f"fields.{field.name}"
    return Clause(label, says=field.ask or "", means=field.means or "", note=note, key=key)


def _asking(ask: Ask | None) -> str:
    if ask is None:
        return ""
    reason = f" {ask.because}" if ask.because else ""
    who = _words(ask.owner)
    return f"{who} asks, up to {ask.attempts} times within {ask.within}; then the lead goes to nurture.{reason}"


def _recycling(recycle: Recycle | None, fields: Mapping[str, DeclaredField]) -> str:
    if recycle is None:
        return ""
    after = f"after {recycle.after}" if recycle.after else ""
    when = f"when {sentence(recycle.when.expression, fields)}" if recycle.when else ""
    return f"A lead in nurture is judged again {' and '.join(filter(None, (after, when)))}."


def _route(rule: RoutingRule, fields: Mapping[str, DeclaredField], places: Mapping[str, str]) -> Clause:
    levels = f"level {', '.join(rule.levels)} only" if rule.levels else ""
    missing = "" if rule.to in places else "there is no such territory yet"
    return Clause(
        places.get(rule.to, rule.to),
        _says(rule.when, fields) or "All others.",
        note="; ".join(filter(None, (levels, missing))),
        because=rule.because or "",
        line=_line(rule.when),
        key="routing",
    )


def _says(condition: Condition | None, fields: Mapping[str, DeclaredField]) -> str:
    if condition is None:
        return ""
    said = sentence(condition.expression, fields)
    return f"{said[:1].upper()}{said[1:]}."


def _line(condition: Condition | None) -> int:
    return condition.line if condition else 0


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
