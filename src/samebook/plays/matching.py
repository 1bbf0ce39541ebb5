"""Which plays are offered for a stall, a stage or a role: what is known of the need, and what the library has."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Q

from samebook.accounts.hooks import fact_kinds
from samebook.accounts.models import Account
from samebook.agreement.queries import in_force
from samebook.book.values import kept_value
from samebook.buying.models import Opportunity
from samebook.buying.pipelines import Selling, selling_at, way_of
from samebook.buying.terms import Decision
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
    opportunity: Opportunity, at: datetime, *, stall: Stall | None = None, role: str = "", decision: str = ""
) -> Need:
    """What a play is looked for on one opportunity.

    Args:
        stall: What is to be answered; None for a preventive play.
        role: The role that came, for a preventive play, and the ``decision`` in which it did; else the one it is at.
    """
    decision = stall.decision if stall is not None else decision or _decision_now(opportunity, at)
    roles = {role} if role else set()
    if stall is not None and stall.person_id is not None:
        members = members_of(opportunity, decision or None)
        theirs = [member for member in members if member.person_id == stall.person_id]
        roles |= {each.role for member in theirs for each in member.roles.all()}
    country = opportunity.account.country if opportunity.account else ""
    return Need(
        cause=stall.cause if stall is not None else "",
        roles=frozenset(roles),
        decision=decision,
        segments=segments_of(opportunity.account, at),
        languages=usual_in(country),
    )


def segments_of(account: Account | None, at: datetime) -> dict[str, bool | None]:
    """Whether an account is in each segment of the Book in force; None where that is unknown. No query but the Book."""
    held = in_force(at)
    if held is None or account is None:
        return {}
    fields = {name: field.type for name, field in held.book.fields.items()}
    columns = fact_kinds["account"].columns.items()
    known = {name: getattr(account, column) for name, column in columns} | {"account.domain": account.domain}
    known |= account.facts
    record = {name: kept_value(fields[name], known[name]) for name in known.keys() & fields.keys()}
    found: dict[str, bool | None] = {}
    for name, condition in held.book.segments.items():
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


def _decision_now(opportunity: Opportunity, at: datetime) -> str:
    _, pipeline = way_of(opportunity, at)
    stage = pipeline.stage(opportunity.stage)
    return stage.decision if stage else ""
