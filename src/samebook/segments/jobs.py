"""Counting as a job: after each snapshot, when an edition takes force, and when a private segment changes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samebook.agreement.models import Edition
from samebook.agreement.queries import in_force
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.jobs.turn import write
from samebook.kernel.access import Actor
from samebook.numbers.snapshot.store import Snapshot
from samebook.segments.definitions import Definition, private, signed
from samebook.segments.generations import Generation, add, forget_after, generations, prune, publish, stamp_of
from samebook.segments.models import Segment, SegmentCount
from samebook.segments.places import COUNTING, making, one_at_a_time, sweep
from samebook.segments.queries import newest_stamp
from samebook.segments.rules import counts_to_forget, to_compare_with
from samebook.segments.terms import Kind

if TYPE_CHECKING:
    from samebook.segments.counting import Counted

KIND = "segments.count"


def ask_count(actor: Actor, *, at: datetime, only: Collection[str] = ()) -> None:
    """Ask for a count, unless one of the same waits already.

    Args:
        only: Keys to count anew on the ground that is there; empty: everything, on a new ground.
    """
    arguments = {"only": sorted(only)} if only else {}
    if not Job.objects.filter(kind=KIND, state=Job.State.WAITING, arguments=arguments).exists():
        ask_for(actor, KIND, arguments, at=at)


def after_snapshot(snapshot: Snapshot) -> None:
    """What the numbers call when a snapshot stands."""
    ask_count(Actor.system("segments"), at=datetime.now(UTC))


def on_edition_took_force(edition: Edition, at: datetime) -> None:
    """Its segments mean what it says from now on."""
    ask_count(Actor.system("ticker"), at=at)


def run_count(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler; counts for everybody, whoever asked."""
    counted = count_segments(at=datetime.now(UTC), only=arguments.get("only", ()), progress=progress)
    return {"segments": len(counted), "members": {each.definition.key: each.total(3) for each in counted}}


def count_segments(
    *, at: datetime, only: Collection[str] = (), progress: Progress | None = None
) -> "Sequence[Counted]":
    """Write the grounds anew and count every segment that can be read; or some, on the ground that stands.

    Returns:
        What was counted; the members stand in the newest generation.
    """
    from samebook.segments.building import build
    from samebook.segments.copying import copy_members
    from samebook.segments.grounds import kept_ground

    def told(done: int) -> None:
        if progress is not None:
            progress.advance(done, 5)

    with one_at_a_time():
        sweep()
        forget_after(newest_stamp())
        if not only or kept_ground(Kind.ACCOUNT) is None or not generations():
            build(at=at, told=lambda what: told(0))
            only = ()
        told(1)
        wanted = [each for each in every_definition(at=at) if each.condition and (not only or each.key in only)]
        with making(COUNTING, "members") as place:
            counted = _count(wanted, place, at=at, only=bool(only), told=told)
        copy_members(generations()[0].stamp, [each.definition.key for each in counted], only=bool(only))
        told(5)
        return counted


def every_definition(*, at: datetime) -> list[Definition]:
    """All segments there are, whoever may read them."""
    current = in_force(at)
    return [*signed(current), *private(current, Segment.objects.order_by("pk"))]


def _count(wanted: list[Definition], place: Path, *, at: datetime, only: bool, told: Any) -> "Sequence[Counted]":
    from samebook.segments.counting import compare, count
    from samebook.segments.grounds import standing

    by_kind: dict[Kind, list[Definition]] = defaultdict(list)
    for each in wanted:
        by_kind[each.kind or Kind.ACCOUNT].append(each)
    counted: list[Counted] = []
    for kind, definitions in by_kind.items():
        counted += count(standing(kind), definitions, place)
    told(2)
    kept = generations()
    now = kept[0] if only else Generation(stamp_of(at))
    taken = {each.taken_at: each for each in kept if each.stamp < now.stamp}
    earlier = {name: taken[moment] for name, moment in to_compare_with(list(taken), now.taken_at).items()}
    compare(counted, now, earlier, place)
    told(3)
    if only:
        add(list(place.iterdir()), now)
    else:
        publish(place, now.stamp)
    _keep(counted, now, earlier)
    prune(at)
    told(4)
    return counted


def _keep(counted: "Sequence[Counted]", now: Generation, earlier: dict[str, Generation]) -> None:
    keys = [each.definition.key for each in counted]
    stamps = {before.stamp for before in earlier.values()}
    was = SegmentCount.objects.filter(key__in=keys, stamp__in=stamps).values_list("key", "stamp", "fingerprint")
    fingerprints = {(key, stamp): fingerprint for key, stamp, fingerprint in was}
    rows = []
    for each in counted:
        key = each.definition.key
        for since, told in each.changes.items():
            told["fingerprint"] = fingerprints.get((key, earlier[since].stamp), "")
        rows.append(
            SegmentCount(
                key=key, stamp=now.stamp, kind=each.ground.kind, fingerprint=each.definition.fingerprint,
                as_of=each.ground.as_of, of=each.total(2), members=each.total(3), may_contact=each.total(4),
                unknown=each.total(5), places=each.places, changes=each.changes,
            )
        )  # fmt: skip
    with write():
        SegmentCount.objects.filter(key__in=keys, stamp=now.stamp).delete()
        SegmentCount.objects.bulk_create(rows)
        taken = {Generation(stamp).taken_at: stamp for stamp in SegmentCount.objects.values_list("stamp", flat=True)}
        gone = counts_to_forget(list(taken), now.taken_at)
        SegmentCount.objects.filter(stamp__in=[taken[moment] for moment in gone]).delete()
