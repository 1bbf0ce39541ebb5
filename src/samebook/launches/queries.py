"""Every read of launches; what the actor may see is applied first."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from samebook.buying.models import ProductLine
from samebook.company.models import Territory, User
from samebook.company.queries import active_reps
from samebook.kernel.access import SEES_RECORDS, Actor, Role
from samebook.kernel.refusals import Missing
from samebook.launches.models import (
    Acknowledgement,
    Cell,
    Document,
    Launch,
    Milestone,
    ReadinessDay,
    Signature,
    Training,
)
from samebook.launches.rules import PLANNING
from samebook.launches.terms import ALL_SEGMENTS, State


def launches_for(actor: Actor) -> QuerySet[Launch]:
    """The launches the actor may see: all, or a rep's: those for everywhere, for their territories, and their own."""
    launches = Launch.objects.all()
    if actor.sees_all:
        return launches
    if not actor.has(Role.REP):
        return launches.none()
    near = _on_the_way(actor.territories) | actor.territories
    through = Launch.territories.through.objects.filter(launch=OuterRef("pk"))
    here = through.filter(territory__in=near)
    return launches.filter(~Q(Exists(through)) | Q(Exists(here)) | Q(owner_id=actor.id))


def launch_for(actor: Actor, launch_id: int) -> Launch:
    """One launch with its owner.

    Raises:
        Refused: ``access.denied``.
        Missing: It is not there, or not the actor's to see.
    """
    actor.require(*SEES_RECORDS, to="see launches")
    found = launches_for(actor).select_related("owner", "edition").filter(pk=launch_id).first()
    if found is None:
        raise Missing("launch")
    return found


def listed(actor: Actor) -> QuerySet[Launch]:
    """The launches the actor may see, those that begin next first, the ones called off last."""
    actor.require(*SEES_RECORDS, to="see launches")
    off = Q(state=State.CALLED_OFF)
    return launches_for(actor).select_related("owner").alias(is_off=off).order_by("is_off", "begins_on", "id")


def cells_of(launch: Launch) -> list[Cell]:
    """The cells on the axes of a launch's plan; those of names that were taken out stand in no grid. One query."""
    roles, causes, segments = set(launch.roles), set(launch.causes), set(launch.segments or [ALL_SEGMENTS])
    return [
        cell
        for cell in every_cell_of(launch)
        if cell.role in roles and cell.cause in causes and cell.segment in segments
    ]


def every_cell_of(launch: Launch) -> list[Cell]:
    """Every cell that a launch ever had."""
    return list(Cell.objects.filter(launch=launch).order_by("id"))


def cell_of(launch: Launch, cell_id: int) -> Cell:
    """One cell of a launch that was found for the reader; ``Missing`` for any other."""
    found = Cell.objects.filter(launch=launch, pk=cell_id).first()
    if found is None:
        raise Missing("cell")
    return found


def cell_for(actor: Actor, cell_id: int) -> Cell:
    """One cell of a launch that the actor may see, with it; ``Missing`` for any other."""
    found = Cell.objects.filter(pk=cell_id, launch__in=launches_for(actor)).select_related("launch").first()
    if found is None:
        raise Missing("cell")
    return found


def documents_of(launch: Launch) -> QuerySet[Document]:
    """The documents that are not taken out, by title; a draft stands beside the version that it follows."""
    return (
        Document.objects.filter(launch=launch, ended_at=None)
        .select_related("written_by", "approved_by")
        .order_by("title", "number", "id")
    )


def document_of(launch: Launch, document_id: int) -> Document:
    """One document of a launch, replaced ones too; ``Missing`` for any other."""
    found = Document.objects.filter(launch=launch, pk=document_id).select_related("written_by", "approved_by").first()
    if found is None:
        raise Missing("document")
    return found


def documents_to_approve(actor: Actor) -> QuerySet[Document]:
    """The documents that wait for an approval which the actor may give, the longest waiting first."""
    if actor.id is None or not actor.has(*PLANNING):
        return Document.objects.none()
    waiting = Document.objects.filter(launch__in=launches_for(actor), ended_at=None, approved_at=None)
    waiting = waiting.exclude(launch__state=State.CALLED_OFF).exclude(written_by_id=actor.id)
    return waiting.select_related("launch", "written_by").order_by("written_at", "id")


def past_review(day: date) -> QuerySet[Document]:
    """The approved documents whose review date has passed, of launches that were not called off. Not scoped."""
    found = Document.objects.filter(ended_at=None, approved_at__isnull=False, review_on__lt=day)
    found = found.exclude(launch__state=State.CALLED_OFF)
    return found.select_related("launch__owner", "written_by").order_by("review_on", "id")


def documents_to_review(actor: Actor, day: date) -> QuerySet[Document]:
    """Those that the actor wrote, or that somebody who has left wrote for the actor's launch."""
    own = Q(written_by_id=actor.id or 0) | Q(written_by__is_active=False, launch__owner_id=actor.id or 0)
    return past_review(day).filter(own, launch__in=launches_for(actor))


def milestones_of(launch: Launch) -> QuerySet[Milestone]:
    """In the order of their days."""
    return Milestone.objects.filter(launch=launch).select_related("owner", "done_by").order_by("due_on", "id")


def signatures_of(launch: Launch) -> QuerySet[Signature]:
    """What was signed, the latest first."""
    signatures = Signature.objects.filter(launch=launch).select_related("user").annotate(count=Count("cells"))
    return signatures.order_by("-signed_at", "-id")


def signature_of(launch: Launch, signature_id: int) -> Signature:
    """One signature of a launch; ``Missing`` for any other."""
    found = Signature.objects.filter(launch=launch, pk=signature_id).select_related("user").first()
    if found is None:
        raise Missing("signature")
    return found


def trainings_of(launch: Launch) -> list[Training]:
    """Every version of the material, the newest first."""
    return list(Training.objects.filter(launch=launch).select_related("published_by").order_by("-number"))


def reps_of(launches: Sequence[Launch]) -> dict[int, list[User]]:
    """Whom each launch trains: the active reps of its territories and of all below them, by name. Four queries."""
    chosen: dict[int, set[str]] = {launch.pk: set() for launch in launches}
    through = Launch.territories.through.objects.filter(launch__in=[*chosen])
    for launch_id, path in through.values_list("launch_id", "territory__path"):
        chosen[launch_id].add(path)
    reps = list(active_reps().order_by("name", "pk"))
    return {pk: [rep for rep in reps if _works_in(rep, paths)] for pk, paths in chosen.items()}


def acknowledged(trainings: Sequence[Training]) -> dict[int, dict[int, Acknowledgement]]:
    """Who has acknowledged each version, by user. One query."""
    found: dict[int, dict[int, Acknowledgement]] = {training.pk: {} for training in trainings}
    for each in Acknowledgement.objects.filter(training__in=[*found]).order_by("id"):
        found[each.training_id][each.user_id] = each
    return found


def newest_training(launches: Sequence[Launch]) -> dict[int, Training]:
    """The newest material of each launch that has any. One query."""
    found = Training.objects.filter(launch__in=[launch.pk for launch in launches]).order_by("launch_id", "number")
    return {each.launch_id: each for each in found}


def training_to_acknowledge(actor: Actor) -> list[Training]:
    """What a rep should still work through: the newest material of launches under way, the next due first."""
    if actor.id is None or not actor.has(Role.REP):
        return []
    open_ones = list(launches_for(actor).exclude(state=State.CALLED_OFF).order_by("id"))
    newest = newest_training(open_ones)
    done = acknowledged(list(newest.values()))
    waiting = [launch for launch in open_ones if launch.pk in newest and actor.id not in done[newest[launch.pk].pk]]
    concerned = reps_of(waiting) if waiting else {}
    found = []
    for launch in waiting:
        if any(rep.pk == actor.id for rep in concerned[launch.pk]):
            training = newest[launch.pk]
            training.launch = launch
            found.append(training)
    return sorted(found, key=lambda each: (each.due_on, each.pk))


def last_number(launch: Launch) -> int:
    """The number of the newest training material; 0 before there is any."""
    found: int | None = Training.objects.filter(launch=launch).aggregate(last=Max("number"))["last"]
    return found or 0


def products_known() -> list[str]:
    """What opportunities call their products, for a plan to choose from; names alone, of no record."""
    return list(ProductLine.objects.order_by("product").values_list("product", flat=True).distinct()[:500])


def newest_days(launches: Sequence[Launch]) -> dict[int, ReadinessDay]:
    """How each launch stood when it was last counted. One query."""
    of_launch = ReadinessDay.objects.filter(launch=OuterRef("launch")).order_by("-day")
    rows = ReadinessDay.objects.filter(
        launch__in=[each.pk for each in launches], pk=Subquery(of_launch.values("pk")[:1])
    )
    return {row.launch_id: row for row in rows}


def under_way(day: date) -> QuerySet[Launch]:
    """The launches whose readiness is counted: not called off, and at most a year past their beginning."""
    year_ago = date(day.year - 1, day.month, min(day.day, 28))
    return Launch.objects.exclude(state=State.CALLED_OFF).filter(begins_on__gte=year_ago).order_by("id")


def _on_the_way(territories: frozenset[int]) -> frozenset[int]:
    """The territories that some of these lie in."""
    paths = Territory.objects.filter(pk__in=territories).values_list("path", flat=True)
    return frozenset(int(part) for path in paths for part in path.strip("/").split("/") if part)


def _works_in(rep: User, paths: set[str]) -> bool:
    if not paths:
        return True
    own = [territory.path for territory in rep.territories.all()]
    return any(mine.startswith(path) or path.startswith(mine) for mine in own for path in paths)
