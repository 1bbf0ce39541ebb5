"""What others ask of the agreement: the edition in force and its Book, and all editions."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samebook.agreement import rules
from samebook.agreement.delegates import standing_in
from samebook.agreement.models import Edition, Signature
from samebook.agreement.rules import Signed
from samebook.agreement.terms import Side, State
from samebook.book import Book, CompiledBook, DeclaredField, compile_book, content_hash, read_book
from samebook.book.scopes import COMPANY, Scope, ScopeKind, read_scope
from samebook.company.models import Territory
from samebook.jobs.rows import read
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Problem, Refused
from samebook.numbers.defined import whole_text
from samebook.numbers.measures import BOOK, text_hash

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """An edition with the Book it holds, ready to judge by. ``edition.text`` is read only when it is asked for."""

    edition: Edition
    book: CompiledBook


@dataclass(frozen=True, slots=True)
class EditionDetail:
    """Everything a page shows of one edition.

    Attributes:
        book: None when the text has problems.
        signatures: Each with whether it still holds for the stored text.
        is_unchanged: Whether the stored text is the one its hash was taken of.
    """

    edition: Edition
    book: Book | None
    problems: list[Problem]
    signatures: list[tuple[Signature, bool]]
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class Editions:
    """Every edition in force at one moment.

    Attributes:
        company: The company's, which holds wherever no narrower one does.
        others: By their scope; None for one whose stored text is not the one that was signed, so that nothing is judged
            there.
    """

    company: InForce
    others: Mapping[Scope, InForce | None]

    @property
    def all(self) -> list[InForce]:
        """The company's, then the others that judge."""
        return [self.company, *(each for each in self.others.values() if each is not None)]

    @property
    def by_unit(self) -> bool:
        """Whether a unit has one of its own, so that the routing must be asked where a lead belongs."""
        return any(scope.kind is ScopeKind.UNIT for scope in self.others)

    @property
    def fields(self) -> Mapping[str, DeclaredField]:
        """What may be told of a lead before its scope is known: the company's fields, then what only others declare."""
        return merged_fields(tuple(each.book for each in self.all)) if self.others else self.company.book.fields


@dataclass(frozen=True, slots=True)
class DefinedIn:
    """How one edition of the company's Book defines a measure.

    Attributes:
        number: The edition's.
        start: Since when it judges; ``end`` until when it did, None while it does.
        text: The definition as the Book says it; empty where the edition has no such measure.
        hash: Of that text; empty with it.
        is_changed: Whether it is another definition than the one before, or none any more, so that figures before and
            after differ in meaning.
        is_first: Whether no edition before had it.
        has_figures: False for one without ``over``, as editions had them before measures were read.
    """

    number: int
    edition_id: int
    start: datetime
    end: datetime | None
    text: str
    hash: str
    is_changed: bool
    is_first: bool
    has_figures: bool


IN_FORCE = """
SELECT id, number, title, content_hash, state, based_on_id, author_id, created_at, proposed_at,
    in_force_from, in_force_until, scope, scope_name, inherits_id, end_side
FROM agreement_edition
WHERE state IN ('in_force', 'superseded') AND in_force_from <= %s AND (in_force_until IS NULL OR in_force_until > %s)
ORDER BY in_force_from DESC, number DESC
"""
"""Fixed, because every lead that arrives asks for it; everything but the text."""


WITHOUT_TEXT = """
SELECT id, number, title, content_hash, state, based_on_id, author_id, created_at, proposed_at,
    in_force_from, in_force_until, scope, scope_name, inherits_id, end_side
FROM agreement_edition
WHERE id = %s
"""
"""Fixed for the same reason: every act on a lead asks for it."""


def edition_without_text(edition_id: int) -> Edition:
    """An edition by its id, whose text is read only when it is asked for. One small query."""
    return read(Edition, WITHOUT_TEXT, [edition_id])[0]


def in_force(at: datetime) -> InForce | None:
    """The company's edition at this moment; one small query.

    Returns:
        None before the first edition, and when the stored text is not the one that both sides signed: nothing is judged
        by terms that nobody signed.
    """
    editions = editions_in_force(at)
    return editions.company if editions else None


def editions_in_force(at: datetime) -> Editions | None:
    """Every edition by which leads of this moment are judged, whatever their scope; one small query.

    Returns:
        None while none holds for the company, as for ``in_force``: nothing is judged then.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    found: dict[str, Edition] = {}
    for edition in read(Edition, IN_FORCE, [moment, moment]):
        found.setdefault(edition.scope, edition)
    first = found.pop(str(COMPANY), None)
    company = _held(first) if first else None
    if company is None:
        return None
    return Editions(company, {scope: _held(edition) for edition in found.values() if (scope := _scope_of(edition))})


def in_force_for(scope: str, at: datetime) -> InForce | None:
    """The edition of a scope (``country FR``), else the company's; None as for ``editions_in_force``."""
    editions = editions_in_force(at)
    if editions is None:
        return None
    return next((each for each in editions.all if each.edition.scope == scope), editions.company)


def short_names(numbers: Collection[int]) -> list[str]:
    """How editions are called after their word, by number: ``3``, ``3 · France``. One query where there is any."""
    found = Edition.objects.filter(number__in=numbers).defer("text").order_by("number") if numbers else ()
    return [edition.short for edition in found]


def in_words(labels: Sequence[str]) -> str:
    """Labels of editions, as ``short_names`` gives them, in one: ``Edition 3``, ``Editions 2 (France) and 3``."""
    told = [_in_brackets(label) for label in labels]
    if len(told) < 2:
        return f"Edition {told[0]}" if told else ""
    return f"Editions {', '.join(told[:-1])} and {told[-1]}"


def _in_brackets(label: str) -> str:
    """The number tells it apart, so that no word is needed to tell a country from a territory of its name."""
    number, _, where = label.partition(" · ")
    where = where.removesuffix(" (country)")
    return f"{number} ({where})" if where else number


def took_force(numbers: Collection[int]) -> list[Edition]:
    """Editions by number in the order in which they took force, without their text. One query where there is any."""
    found = Edition.objects.filter(number__in=numbers).exclude(in_force_from=None).defer("text") if numbers else ()
    return sorted(found, key=lambda edition: (edition.in_force_from, edition.number))


def _scope_of(edition: Edition) -> Scope | None:
    try:
        return read_scope(edition.scope)
    except Refused as refusal:
        log.error("%s judges nothing: %s", edition, refusal.message)
        return None


def _held(edition: Edition) -> InForce | None:
    try:
        book = _signed_book(edition.pk, edition.content_hash)
        if book.book.scope != edition.scope:
            raise Refused("agreement.scope_changed", "its stored scope is not the one of the text that was signed.")
    except Refused as refusal:
        log.error("%s judges nothing: %s", edition, refusal.message)
        return None
    return InForce(edition, book)


@lru_cache(maxsize=32)
def merged_fields(books: tuple[CompiledBook, ...]) -> Mapping[str, DeclaredField]:
    """The fields of several Books, the first one's word before the others'; a list of choices takes all of them."""
    merged: dict[str, DeclaredField] = {}
    for book in books:
        for name, field in book.fields.items():
            known = merged.get(name)
            if known is None:
                merged[name] = field
            elif known.choices and known.choices != field.choices:
                more = dict.fromkeys([*known.choices, *field.choices]) if field.choices else ()
                merged[name] = replace(known, choices=tuple(more))
    return merged


def book_of(edition: Edition) -> CompiledBook:
    """The Book of any edition, compiled once in a process for each text.

    Raises:
        Refused: ``agreement.text_changed``, ``agreement.book_problems``.
    """
    return _book(edition.pk, edition.content_hash)


def editions_for(actor: Actor) -> QuerySet[Edition]:
    """Editions without their text, the newest first; for everyone but partner users, who see none."""
    editions = Edition.objects.select_related("author", "based_on").defer("text", "based_on__text")
    return editions.order_by("-pk") if actor.roles - {Role.PARTNER_USER} else editions.none()


def edition_of(actor: Actor, edition_id: int) -> Edition:
    """One edition with its text; ``Missing`` for one that is not there or not for this actor."""
    edition = editions_for(actor).defer(None).filter(pk=edition_id).first()
    if edition is None:
        raise Missing("edition")
    return edition


def edition_detail(actor: Actor, edition_id: int) -> EditionDetail:
    """One edition with its Book, what is wrong in it, and its signatures. Two queries."""
    edition = edition_of(actor, edition_id)
    book, problems = read_book(edition.text)
    return EditionDetail(
        edition=edition,
        book=book,
        problems=problems,
        signatures=signatures_of(edition),
        is_unchanged=content_hash(edition.text) == edition.content_hash,
    )


def signatures_of(edition: Edition) -> list[tuple[Signature, bool]]:
    """An edition's signatures in the order they were given, each with whether it still holds for the stored text."""
    signatures = edition.signatures.filter(voided_at=None).select_related("user", "for_user").order_by("signed_at")
    return [(signature, rules.holds(signed(signature), edition.text)) for signature in signatures]


def definitions_of(name: str) -> list[DefinedIn]:
    """What each edition of the company's that took force says of a measure, the first one first.

    Evaluate ``numbers.measures.measure_named(name, edition=number)`` for its figures as one of them defines it. An
    edition whose stored text is not the one that was signed is left out, as it judges nothing.

    Args:
        name: As the Book has it, or with the ``book_`` that it has among the measures.
    """
    own = name.removeprefix(BOOK)
    editions = Edition.objects.filter(scope=str(COMPANY), state__in=(State.IN_FORCE, State.SUPERSEDED))
    found: list[DefinedIn] = []
    for edition in editions.exclude(in_force_from=None).defer("text").order_by("in_force_from", "number"):
        held = _held(edition)
        if held is None or edition.number is None or edition.in_force_from is None:
            continue
        measures = held.book.book.measures
        text = whole_text(measures[own], measures) if own in measures else ""
        before = found[-1].hash if found else None
        hash_ = text_hash(text) if text else ""
        found.append(
            DefinedIn(
                edition.number,
                edition.pk,
                edition.in_force_from,
                edition.in_force_until,
                text,
                hash_,
                is_changed=bool(before) and before != hash_,
                is_first=bool(text) and not any(each.text for each in found),
                has_figures=bool(text) and measures[own].definition is not None,
            )
        )
    return found if any(each.text for each in found) else []


def numbered(number: int) -> InForce | None:
    """An edition of the company's that took force, by its number; None when there is none, or it judges nothing."""
    took = Edition.objects.filter(number=number, scope=str(COMPANY), state__in=(State.IN_FORCE, State.SUPERSEDED))
    edition = took.exclude(in_force_from=None).defer("text").first()
    return _held(edition) if edition else None


def territory_names() -> dict[str, str]:
    """Names of the territories by the codes that the Book's routing uses; they are no secret. One query."""
    return dict(Territory.objects.values_list("code", "name"))


def waiting_for(actor: Actor, at: datetime | None = None) -> QuerySet[Edition]:
    """Proposed editions that this person could sign now, the oldest first.

    Args:
        at: Also for those whom the person stands in for at this moment; None to leave them out.
    """
    sides = {side for side, role in rules.MAY_SIGN.items() if actor.has(role)}
    if at is not None:
        sides |= {Side(each.side) for each in standing_in(actor.id, timezone.localdate(at))}
    if actor.id is None or not sides:
        return Edition.objects.none()
    given = Signature.objects.filter(edition=OuterRef("pk"), voided_at=None)
    proposed = Edition.objects.filter(~Exists(given.filter(Q(user=actor.id) | Q(for_user=actor.id)))).defer("text")
    missing = [~Exists(given.filter(side=side)) for side in sides]
    unsigned = missing[0] | missing[1] if len(missing) > 1 else missing[0]
    return proposed.filter(unsigned, state=State.PROPOSED).order_by("proposed_at", "pk")


def signed(signature: Signature) -> Signed:
    """A signature as the rules see it."""
    return Signed(signature.side, signature.user_id, signature.content_hash, signature.for_user_id)


@lru_cache(maxsize=32)
def _signed_book(edition_id: int, stored_hash: str) -> CompiledBook:
    """The Book of an edition whose signatures were checked against its stored text."""
    book = _book(edition_id, stored_hash)
    text = _text(edition_id)
    signatures = Signature.objects.filter(edition=edition_id, voided_at=None)
    if not rules.is_agreed([signed(each) for each in signatures], text):
        raise Refused("agreement.signature_void", "its text is not the one that both sides signed.")
    return book


@lru_cache(maxsize=32)
def _book(edition_id: int, stored_hash: str) -> CompiledBook:
    text = _text(edition_id)
    if content_hash(text) != stored_hash:
        raise Refused("agreement.text_changed", "its stored text is not the one its hash was taken of.")
    book, problems = read_book(text)
    if book is None:
        raise Refused("agreement.book_problems", f"The text is not a Book: {problems[0]}")
    return compile_book(book)


def _text(edition_id: int) -> str:
    return Edition.objects.values_list("text", flat=True).get(pk=edition_id)
