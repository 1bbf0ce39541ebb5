"""What pages show of plays: suggestions for each stall, runs, what waits for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samebook.buying.dossier import OpportunityFile
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling
from samebook.buying.terms import stage_name
from samebook.company.queries import local_day
from samebook.groups.models import Member
from samebook.groups.queries import members_of
from samebook.kernel.access import Actor, Role
from samebook.numbers.estimates import Estimate, wilson
from samebook.plays import queries
from samebook.plays.asked import Trace, asked_on, of_stall
from samebook.plays.effects.offering import arms_of
from samebook.plays.fitting import ENOUGH, Fit, Offer, Words, ranked
from samebook.plays.matching import need_of, offers, words_at
from samebook.plays.models import PlayRequest, PlayRun, PlayVersion
from samebook.plays.rules import ASKERS, KEEPERS, STARTERS
from samebook.plays.terms import Arm, Asked, Trigger
from samebook.stalls.models import Stall
from samebook.stalls.queries import open_stalls
from samebook.stalls.risk import at_risk

SUGGESTED = 3
"""How many plays a stall is shown; the library has all."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A play that fits a stall.

    Attributes:
        run: Where it was offered already: that run is taken up.
        share: Of ended stalls with it, those after which the sale went on; None while there are too few.
    """

    fit: Fit
    run: PlayRun | None
    share: Estimate | None

    @property
    def offer(self) -> Offer:
        return self.fit.offer


@dataclass(frozen=True, slots=True)
class Answerable:
    """One open stall with what may be done about it; ``running`` is done already, ``asked`` was asked for."""

    stall: Stall
    cause: str
    suggestions: Sequence[Suggestion]
    running: Sequence[PlayRun]
    by_results: bool
    asked: Sequence[Trace] = ()

    @property
    def is_asked_for(self) -> bool:
        """Whether a play for it is asked for and not answered."""
        return any(each.is_open for each in self.asked)


def plays_of(file: OpportunityFile) -> dict[str, Any]:
    """What the page of an opportunity shows of plays."""
    actor, opportunity, at = file.actor, file.opportunity, file.at
    opportunity_id = opportunity.pk
    runs = queries.runs_on(actor, opportunity_id)
    is_open = opportunity.outcome == Opportunity.Outcome.OPEN
    words = words_at(at, file.selling)
    helps = file.works_on
    may_start = is_open and actor.has(*STARTERS) and (helps or actor.has(Role.MARKETING, Role.TELESALES))
    stalls = (
        list(open_stalls(actor).filter(opportunity=opportunity_id).select_related("person", "opportunity__account"))
        if is_open
        else []
    )
    library = offers(queries.approved_versions(at, day=file.today)) if stalls else []
    traces = asked_on(actor, opportunity_id, at)
    members = members_of(opportunity) if any(each.person_id for each in stalls) else []
    shown = [
        replace(
            answerable(stall, runs, library, words, at=at, selling=file.selling, members=members),
            asked=of_stall(traces, stall.pk),
        )
        for stall in stalls
    ]
    here = {stall.pk for stall in stalls}
    there = {each.offer.play_id for one in shown for each in one.suggestions}
    prepared = [each for each in runs if each.stall_id is None and each.waits_for_start]
    return {
        "opportunity": opportunity,
        "stalls": shown,
        "offered": [(each, why_offered(each, words)) for each in prepared if each.version.play_id not in there],
        "running": [each for each in runs if each.started_at and not each.ended_at and each.stall_id is None],
        "ended": [each for each in runs if each.started_at and each.ended_at],
        "asked": [each for each in traces if each.request.stall_id not in here],
        "may_start": may_start,
        "helps": helps,
        "may_ask": is_open and actor.has(*ASKERS),
        "words": words,
    }


def answerable(
    stall: Stall, runs: Sequence[PlayRun], library: Sequence[Offer], words: Words, *, at: datetime,
    selling: Selling | None = None, members: Sequence[Member] | None = None,
) -> Answerable:  # fmt: skip
    """One stall with the plays that fit it, best first, without those that a lot holds back or that are in use."""
    here = [each for each in runs if each.stall_id == stall.pk and each.ended_at is None]
    used = {each.version.play_id for each in runs if each.stall_id == stall.pk and (each.started_at or each.ended_at)}
    offered = {each.version.play_id: each for each in here if each.waits_for_start}
    fits = ranked(library, need_of(stall.opportunity, at, stall=stall, selling=selling, members=members), words)
    arms = arms_of(stall, [each.offer.play_id for each in fits], at=at)
    free = [each for each in fits if arms.get(each.offer.play_id) != Arm.HELD_BACK and each.offer.play_id not in used]
    suggestions = [Suggestion(each, offered.get(each.offer.play_id), share_of(each.offer)) for each in free[:SUGGESTED]]
    return Answerable(
        stall, words.causes.get(stall.cause, str(stall)), suggestions,
        [each for each in here if each.started_at], bool(free and free[0].by_results),
    )  # fmt: skip


def share_of(offer: Offer) -> Estimate | None:
    """After how many of the ended stalls with this play the sale went on; None while they are too few to say."""
    return wilson(offer.worked, offer.ended) if offer.ended >= ENOUGH else None


def occasion_of(run: PlayRun, words: Words) -> str:
    """What a run is about, in words."""
    match run.trigger:
        case Trigger.STAGE:
            return f"prepared for the stage {stage_name(run.trigger_name).lower()}"
        case Trigger.ROLE:
            return f"prepared for somebody who has the role “{words.roles.get(run.trigger_name, run.trigger_name)}”"
    if run.stall is not None:
        return words.causes.get(run.stall.cause, str(run.stall))
    return "chosen by hand"


def why_offered(run: PlayRun, words: Words) -> str:
    """Why it was offered, as kept then; a role or stage that it was prepared for is called as it is called now."""
    if run.trigger not in (Trigger.STAGE, Trigger.ROLE):
        return run.why
    _, _, rest = run.why.partition("; ")
    return "; ".join(filter(None, (occasion_of(run, words), rest)))


@dataclass(frozen=True, slots=True)
class Shelf:
    """One play of the library as a list shows it: the version that counts, and whether a draft waits."""

    play: Any
    version: PlayVersion
    state: str
    causes: Sequence[str]
    has_draft: bool


def shelf(actor: Actor, at: datetime, *, cause: str = "") -> list[Shelf]:
    """The library by name; ``state`` is current, overdue (past its review), draft or retired."""
    words, day = words_at(at), local_day(at)
    found = []
    for play in queries.plays_for(actor):
        versions = list(play.versions.all())
        version = queries.may_know_of(actor, versions)
        if version is None or (cause and cause not in version.causes):
            continue
        causes = [words.causes.get(name, name) for name in version.causes]
        has_draft = version.state != "draft" and any(each.state == "draft" for each in versions)
        found.append(Shelf(play, version, standing_of(version, day), causes, has_draft))
    return found


def standing_of(version: PlayVersion, day: date) -> str:
    """``current``, ``overdue`` when its review is past, ``draft`` or ``retired``."""
    if version.state == "approved":
        return "current" if version.is_current(day) else "overdue"
    return version.state


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request with what stands still for its cause now, in the company's currency; None where nothing is priced."""

    request: PlayRequest
    cause: str
    role: str
    value: Decimal | None
    stalls: int
    is_late: bool


def wanted(actor: Actor, at: datetime) -> list[Wanted]:
    """Open requests, those with the largest value that stands still for their cause first."""
    words = words_at(at)
    requests = list(queries.requests_for(actor).filter(state=Asked.OPEN).order_by("asked_at", "id"))
    values, counts = stalled_value(actor, at) if requests else ({}, {})
    found = [
        Wanted(
            each, words.causes.get(each.cause, each.cause), words.roles.get(each.role, each.role),
            values.get(each.cause), counts.get(each.cause, 0), each.due_at is not None and each.due_at < at,
        )
        for each in requests
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-(each.value or 0), each.request.asked_at, each.request.pk))


def stalled_value(actor: Actor, at: datetime) -> tuple[Mapping[str, Decimal], Mapping[str, int]]:
    """By cause: what the open sales that stand still for it are worth in the company's currency, and how many they are.

    A sale that stands still for two causes counts for each.
    """
    values: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    found = at_risk(actor, {}, at=at)
    for risk in (*found.valued, *found.apart):
        for cause in risk.causes:
            counts[cause] = counts.get(cause, 0) + 1
            if risk.value is not None:
                values[cause] = values.get(cause, Decimal(0)) + risk.value
    return values, counts


def today_for(actor: Actor, at: datetime, *, most: int) -> dict[str, Any]:
    """What of plays waits for the actor today; empty when nothing does. What is late stands once."""
    words = words_at(at)
    offered = queries.offers_waiting(actor)
    lists: dict[str, Any] = {
        "offered": _said(offered[:most], words),
        "stalls": offered.filter(stall__isnull=False).values("stall").distinct().count(),
        "approve": _said(queries.to_approve(actor)[:most], words),
        "steps": list(queries.to_perform(actor)[:most]),
        "judge": _said(queries.to_judge(actor)[:most], words),
        "start": _said(queries.offers_to_start(actor)[:most], words),
        "late": list(queries.late_requests(actor, at)[:most]) if actor.has(*KEEPERS, *ASKERS) else [],
        "requests": [each for each in wanted(actor, at) if not each.is_late][:most] if actor.has(*KEEPERS) else [],
    }
    return lists if any(lists.values()) else {}


def _said(runs: Any, words: Words) -> list[tuple[PlayRun, str]]:
    return [(run, occasion_of(run, words)) for run in runs]
