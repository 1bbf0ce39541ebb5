"""What changed in the quarter, and what both sides said to each other in it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from samebook.agreement.clauses import label_of
from samebook.agreement.editor.differing import differences
from samebook.agreement.editor.reading import Reading
from samebook.agreement.models import Comment, CounterProposal, Edition
from samebook.agreement.points import is_open
from samebook.agreement.queries import editions_for, signatures_of, territory_names
from samebook.agreement.terms import CounterState, Side
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.quarter import layout
from samebook.leads.quarter.layout import Change, Said
from samebook.leads.quarter.rules import Force

LONGEST = 600
MOST = 60


def changed_in(
    editions: Mapping[int, Edition], forces: list[Force], first: datetime, last: datetime, zone: ZoneInfo
) -> tuple[layout.Edition, ...]:
    """The editions that took force between two instants, each with the clauses it says otherwise than the one before.

    Args:
        forces: In the order in which they took force.
    """
    found, places = [], territory_names()
    for place, force in enumerate(forces):
        if first <= force.since < last:
            edition, earlier = editions[force.edition_id], editions[forces[place - 1].edition_id] if place else None
            changes = tuple(_changes(earlier, edition, places)) if earlier else ()
            found.append(layout.Edition(str(edition), _day(force.since, zone), _signed(edition, zone), changes))
    return tuple(found)


def _changes(before: Edition, after: Edition, places: Mapping[str, str]) -> Iterator[Change]:
    """What the second text says otherwise, part by part, in sentences."""
    try:
        found = differences(Reading(before.text), Reading(after.text), places)
    except Refused:
        return
    for change in found:
        if not change.lines:
            yield Change(change.name, "", "only written otherwise")
        for line in change.lines:
            yield Change(f"{change.name}: {line.label}", line.before, line.after)


def _signed(edition: Edition, zone: ZoneInfo) -> str:
    signatures = [signature for signature, holds in signatures_of(edition) if holds]
    return "; ".join(
        f"{Side(each.side).label}: {each.by}, {_day(each.signed_at, zone)}"
        for each in sorted(signatures, key=lambda each: each.side)
    )


def said_in(actor: Actor, first: datetime, last: datetime, zone: ZoneInfo) -> tuple[Said, ...]:
    """Comments and counter-proposals made between two instants, and older ones that are open still; 60 at most."""
    ids = editions_for(actor).values("pk")
    comments = Comment.objects.filter(edition__in=ids, made_at__lt=last).select_related("author", "edition")
    counters = CounterProposal.objects.filter(edition__in=ids, made_at__lt=last).select_related("author", "edition")
    every: list[Comment | CounterProposal] = [*comments.defer("edition__text"), *counters.defer("edition__text")]
    chosen = [each for each in every if each.made_at >= first or is_open(each)]
    chosen.sort(key=lambda each: (not is_open(each), each.made_at, each.pk))
    return tuple(_said(each, zone) for each in chosen[:MOST])


def _said(each: Comment | CounterProposal, zone: ZoneInfo) -> Said:
    if isinstance(each, Comment):
        text, stands = each.text, "open" if is_open(each) else "settled"
    else:
        text = f"Proposes: {each.says_proposed or each.proposed} Because: {each.reason}"
        stands = CounterState(each.state).label.lower()
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} …"
    who = f"{each.author.name}, on {each.edition}"
    return Said(each.clause, label_of(each.clause), each.side, who, _day(each.made_at, zone), text, stands)


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y}"
