"""What is open between the two sides: threads by clause, open points, and each saved text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from samebook.agreement import rules
from samebook.agreement.clauses import ClauseText, clauses_of, label_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import clause_in_words
from samebook.agreement.models import Comment, CounterProposal, Edition, Saved
from samebook.agreement.queries import edition_of, editions_for, territory_names
from samebook.agreement.talking import OPEN_STATES
from samebook.agreement.terms import CounterState, Side, State
from samebook.book import read_book
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that was said about one clause, in the order it was said.

    Attributes:
        now: The clause as it stands; None when it does not stand in the text any more.
        open: How many of its comments and counter-proposals are open.
    """

    clause: str
    label: str
    now: ClauseText | None
    said: list[Comment | CounterProposal] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(is_open(each) for each in self.said)


@dataclass(frozen=True, slots=True)
class Negotiated:
    """An edition under way, for Today: how many points each side has open, and whether its time has run out."""

    edition: Edition
    open: dict[str, int]
    is_late: bool

    @property
    def total(self) -> int:
        return sum(self.open.values())


def is_open(said: Comment | CounterProposal) -> bool:
    if isinstance(said, Comment):
        return said.settled_at is None
    return said.state == CounterState.OPEN


def threads_of(edition: Edition) -> list[Thread]:
    """Threads in the order of the text; what is said of the whole first, of clauses that are gone last. Two queries."""
    standing = clauses_of(edition.text)
    threads: dict[str, Thread] = {}
    comments = edition.comments.select_related("author", "settled_by")
    counters = edition.counter_proposals.select_related("author", "decided_by")
    said: list[Comment | CounterProposal] = [*comments, *counters]
    for each in sorted(said, key=lambda each: (each.made_at, isinstance(each, CounterProposal), each.pk)):
        name = each.clause
        threads.setdefault(name, Thread(name, label_of(name), standing.get(name))).said.append(each)
    order = {"": -1} | {name: place for place, name in enumerate(standing)}
    return sorted(threads.values(), key=lambda thread: order.get(thread.clause, len(order)))


def open_points(edition_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many points each side has open, by edition. Two queries."""
    ids = list(edition_ids)
    found: dict[int, dict[str, int]] = defaultdict(lambda: {side.value: 0 for side in Side})
    open_comments = Comment.objects.filter(edition__in=ids, settled_at=None)
    open_counters = CounterProposal.objects.filter(edition__in=ids, state=CounterState.OPEN)
    for rows in (open_comments, open_counters):
        for edition_id, side, count in rows.values_list("edition", "side").annotate(count=Count("pk")).order_by():
            found[edition_id][side] += count
    return dict(found)


def negotiated(actor: Actor, at: datetime) -> list[Negotiated]:
    """Drafts and proposals with open points or an unsigned day that has passed; for both departments. Three queries."""
    if not actor.has(*rules.DEPARTMENTS):
        return []
    has_points = Q(comments__settled_at=None, comments__isnull=False) | Q(counter_proposals__state=CounterState.OPEN)
    late = Q(state=State.PROPOSED, sign_by__lt=at)
    ids = Edition.objects.filter(has_points | late, state__in=OPEN_STATES).values("pk")
    editions = list(editions_for(actor).filter(pk__in=ids))
    points = open_points(each.pk for each in editions)
    none = {side.value: 0 for side in Side}
    return [
        Negotiated(
            each,
            points.get(each.pk, none),
            is_late=bool(each.state == State.PROPOSED and each.sign_by and each.sign_by < at),
        )
        for each in editions
    ]


def comment_of(actor: Actor, comment_id: int) -> Comment:
    """One comment; ``Missing`` where it is not there or its edition is not the actor's to see."""
    found = Comment.objects.filter(pk=comment_id, edition__in=editions_for(actor)).first()
    if found is None:
        raise Missing("comment")
    return found


def counter_of(actor: Actor, counter_id: int) -> CounterProposal:
    """One counter-proposal; ``Missing`` where it is not there or its edition is not the actor's to see."""
    found = CounterProposal.objects.filter(pk=counter_id, edition__in=editions_for(actor)).first()
    if found is None:
        raise Missing("counter-proposal")
    return found


def history_of(actor: Actor, edition_id: int) -> QuerySet[Saved]:
    """Every text an edition had, without the texts, the newest first."""
    edition = edition_of(actor, edition_id)
    return edition.saved_texts.select_related("author").defer("text").order_by("-number")


def saved_text(actor: Actor, edition_id: int, number: int) -> Saved:
    """One of an edition's texts; ``Missing`` for a number that it has not."""
    found = edition_of(actor, edition_id).saved_texts.select_related("author").filter(number=number).first()
    if found is None:
        raise Missing("saved text")
    return found


def said_of(text: str, clause: str) -> str:
    """A clause in words; empty where the text cannot be read. One query."""
    try:
        return clause_in_words(Reading(text), clause, territory_names())
    except Refused:
        return ""


def saved_since(edition: Edition, seen_hash: str) -> tuple[str | None, list[Saved]]:
    """The text that had a hash, and what was saved after it, the newest first; no text where there was none.

    Of equal texts the last one counts.
    """
    seen = edition.saved_texts.filter(content_hash=seen_hash).order_by("-number").first()
    if seen is None:
        return None, []
    later = edition.saved_texts.filter(number__gt=seen.number).select_related("author").defer("text")
    return seen.text, list(later.order_by("-number"))


def earlier_texts(edition: Edition, *, most: int = 10) -> list[str]:
    """The texts that an edition had, the oldest first: the first one and the latest. One query."""
    first = edition.saved_texts.filter(number=edition.saved_texts.order_by("number").values("number")[:1])
    latest = edition.saved_texts.filter(pk__in=edition.saved_texts.order_by("-number").values("pk")[:most])
    found = (first | latest).order_by("number").values_list("text", flat=True)
    return [text for text in found if text != edition.text]


def signed_fields(*, most: int = 50) -> dict[str, str]:
    """The fields of editions that were signed, newest first, with what the edition is called. One query."""
    signed = [State.SIGNED, State.IN_FORCE, State.SUPERSEDED]
    found: dict[str, str] = {}
    for edition in Edition.objects.filter(state__in=signed).order_by("-number")[:most]:
        book, _ = read_book(edition.text)
        for name, declared in (book.fields if book else {}).items():
            if not declared.built_in:
                found.setdefault(name, str(edition))
    return found
