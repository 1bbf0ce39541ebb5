"""What a version of a play is for: as it is said, held to the Book, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision
from samebook.plays.languages import LANGUAGES
from samebook.plays.models import PlayAim, PlayVersion
from samebook.plays.rules import check_aims, check_known
from samebook.plays.terms import Aim


@dataclass(frozen=True)
class For:
    """What a version is for; empty means any, for ``causes`` it means not said yet."""

    causes: Sequence[str] = ()
    roles: Sequence[str] = ()
    decisions: Sequence[str] = ()
    languages: Sequence[str] = ()
    on_stages: Sequence[str] = ()
    on_roles: Sequence[str] = ()
    segment: str = ""
    review_date: date | None = None
    brief: str = ""


@dataclass(frozen=True)
class Known:
    """The names that a version may be for, by the Book in force."""

    causes: Sequence[str]
    roles: Sequence[str]
    stages: Sequence[str]
    segments: Sequence[str]


def known_at(at: datetime) -> Known:
    """The names of the Book in force; the usual ones before there is one."""
    selling = selling_at(at)
    return Known(
        [each.name for each in selling.causes],
        [each.name for each in selling.roles],
        [stage.name for pipeline in selling.pipelines for stage in pipeline.stages],
        list(selling.book.book.segments) if selling.book else [],
    )


def check_for(said: For, known: Known) -> None:
    """Every name is one of the Book's, every language one that plays are kept in.

    Raises:
        Refused: ``plays.unknown_cause``, ``plays.unknown_role``, ``plays.unknown_language``,
            ``plays.unknown_decision``, ``plays.unknown_stage``, ``plays.unknown_segment``.
    """
    check_aims(
        said.causes, [*said.roles, *said.on_roles], said.languages,
        known_causes=known.causes, known_roles=known.roles,
    )  # fmt: skip
    check_known(said.decisions, Decision.values(), "decisions", "plays.unknown_decision")
    check_known(said.on_stages, known.stages, "on_stages", "plays.unknown_stage")
    check_known([said.segment] if said.segment else [], known.segments, "segment", "plays.unknown_segment")


def within(said: For, known: Known) -> For:
    """What is said without the names that the Book in force does not have: it may have changed since."""
    return replace(
        said,
        causes=[name for name in said.causes if name in known.causes],
        roles=[name for name in said.roles if name in known.roles],
        decisions=[name for name in said.decisions if name in Decision.values()],
        languages=[code for code in said.languages if code in LANGUAGES],
        segment=said.segment if said.segment in known.segments else "",
    )


def keep_aims(version: PlayVersion, said: For) -> None:
    """Write what a version is for in the place of what it was for; the caller has checked it and saves the version."""
    version.segment, version.review_date, version.brief = said.segment, said.review_date, said.brief.strip()[:2000]
    version.aims.all().delete()
    named = {
        Aim.CAUSE: said.causes, Aim.ROLE: said.roles, Aim.DECISION: said.decisions, Aim.LANGUAGE: said.languages,
        Aim.ON_STAGE: said.on_stages, Aim.ON_ROLE: said.on_roles,
    }  # fmt: skip
    PlayAim.objects.bulk_create(
        PlayAim(version=version, kind=kind.value, name=name)
        for kind, names in named.items()
        for name in sorted({*names})
    )
