"""Which plays are offered for a stall, a stage or a role: what is known of the need, and what the library has."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q

from samebook.accounts.hooks import fact_kinds
from samebook.accounts.models import Account
from samebook.book import CompiledBook
from samebook.book.values import kept_value
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling, selling_at, way_of
from samebook.buying.terms import Decision
from samebook.groups.models import Member
from samebook.groups.queries import members_of
from samebook.kernel.refusals import Refused
from samebook.plays.fitting import Fit, Need, Offer, Words, ranked
from samebook.plays.languages import LANGUAGES, usual_in
from samebook.plays.models import PlayRun, PlayVersion
from samebook.plays.queries import approved_versions
from samebook.stalls.models import Stall
from samebook.stalls.terms import EndedBy

WENT_ON = (EndedBy.ANSWERED, EndedBy.MOVED_ON, EndedBy.PLAY, EndedBy.WON)
"""Ends of a stall after which the sale went on."""
SAID = (*WENT_ON, EndedBy.LOST)
"""Ends that tell something of a play; that nobody said how it ended tells nothing."""


def words_at(at: datetime, selling: Selling | None = None) -> Words:
    """How the Book in force calls causes and roles."""
    selling = selling or selling_at(at)
    return Words(
        causes={each.name: each.label for each in selling.causes},
        roles={each.name: each.label for each in selling.roles},
        decisions=dict(Decision.choices()),
        languages=LANGUAGES,
    )


def inside_words(at: datetime) -> list[str]:
    """Names and labels of the roles and causes of the Book in force: what no customer reads."""
    selling = selling_at(at)
    words = [word for role in selling.roles for word in (role.name, role.label)]
    return words + [word for cause in selling.causes for word in (cause.name, cause.label)]


def need_of(
    opportunity: Opportunity, at: datetime, *, stall: Stall | None = None, role: str = "", decision: str = "",
    selling: Selling | None = None, members: Sequence[Member] | None = None,
) -> Need:  # fmt: skip
    """What a play is looked for on one opportunity.

    Args:
        stall: What is to be answered; None for a preventive play.
        role: The role that came, for a preventive play, and the ``decision`` in which it did; else the one it is at.
        selling: As ``selling_at`` gives it, where that is known.
        members: As ``members_of`` gives them, of every decision, where they are known.
    """
    selling = selling or selling_at(at)
    decision = stall.decision if stall is not None else decision or _decision_now(opportunity, at, selling)
    roles = {role} if role else set()
    if stall is not None and stall.person_id is not None:
        found = members_of(opportunity, decision or None) if members is None else members
        here = [each for each in found if not decision or each.decision == decision]
        theirs = [member for member in here if member.person_id == stall.person_id]
        roles |= {each.role for member in theirs for each in member.roles.all()}
    country = opportunity.account.country if opportunity.account else ""
    return Need(
        cause=stall.cause if stall is not None else "",
        roles=frozenset(roles),
        decision=decision,
        segments=segments_of(opportunity.account, selling.book),
        languages=usual_in(country),
    )


def segments_of(account: Account | None, book: CompiledBook | None) -> dict[str, bool | None]:
    """Whether an account is in each segment of a Book; None where that is unknown. No query."""
    if book is None or account is None:
        return {}
    fields = {name: field.type for name, field in book.fields.items()}
    columns = fact_kinds["account"].columns.items()
    known = {name: getattr(account, column) for name, column in columns} | {"account.domain": account.domain}
    known |= account.facts
    record = {name: kept_value(fields[name], known[name]) for name in known.keys() & fields.keys()}
    found: dict[str, bool | None] = {}
    for name, condition in book.segments.items():
        try:
            found[name] = condition.truth(record)
        except Refused:
            found[name] = None
    return found


def offers(versions: Collection[PlayVersion]) -> list[Offer]:
    """The versions as they are matched, with what became of stalls in which their plays were used. One query."""
    results = results_of({each.play_id for each in versions})
    return [
        Offer(
            version.pk, version.play_id, version.play.name,
            causes=frozenset(version.causes), roles=frozenset(version.roles), decisions=frozenset(version.decisions),
            segment=version.segment, languages=frozenset(version.languages),
            worked=results.get(version.play_id, (0, 0))[0], ended=results.get(version.play_id, (0, 0))[1],
        )
        for version in versions
    ]  # fmt: skip


def results_of(play_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """By play: in how many ended stalls it was used and the sale then went on, and in how many it was used.

    A stall counts once a play, whatever the version. Counts of the whole company, which name no record.
    """
    used = PlayRun.objects.filter(version__play__in=play_ids, approved_at__isnull=False, stall__ended_by__in=SAID)
    rows = used.values("version__play").annotate(
        ended=Count("stall", distinct=True),
        worked=Count("stall", distinct=True, filter=Q(stall__ended_by__in=WENT_ON)),
    )
    return {row["version__play"]: (row["worked"], row["ended"]) for row in rows.order_by()}


def fits_for(need: Need, at: datetime, *, versions: Collection[PlayVersion] | None = None) -> list[Fit]:
    """The approved, current plays that fit, best first."""
    found = approved_versions(at) if versions is None else versions
    return ranked(offers(found), need, words_at(at))


def _decision_now(opportunity: Opportunity, at: datetime, selling: Selling) -> str:
    _, pipeline = way_of(opportunity, at, selling)
    stage = pipeline.stage(opportunity.stage)
    return stage.decision if stage else ""
