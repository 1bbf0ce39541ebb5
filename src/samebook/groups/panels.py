"""What the page of an opportunity shows of its buying group."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from samebook.buying.dossier import OpportunityFile, file_of
from samebook.groups.models import StanceSaid
from samebook.groups.reading import GroupFile
from samebook.groups.terms import Stance
from samebook.kernel.access import Actor
from samebook.ui.panels import Found, Moment, Panel

MOST_MOMENTS = 50


def read(actor: Actor, opportunity_id: int) -> dict[str, Any]:
    return group_of(file_of(actor, opportunity_id, datetime.now(UTC)))


def group_of(file: OpportunityFile) -> dict[str, Any]:
    """The group in the decision that the opportunity is at, with what it lacks."""
    found = file.opportunity
    group = GroupFile(found, file.at, selling=file.selling, zone=file.zone)
    said = StanceSaid.objects.filter(member__opportunity=found, member__person__erased_at=None)
    recent = said.select_related("member__person", "user").order_by("-recorded_at", "-id")
    return {"group": group, "stances": list(recent[:MOST_MOMENTS]), "url": reverse("groups:group", args=[found.pk])}


def told(found: Found) -> Iterable[Moment]:
    """Where people stood, as it was said."""
    for one in found["stances"]:
        url = f"{found['url']}?decision={one.member.decision}&person={one.member.person_id}"
        text = f"{one.member.person}: {Stance.label_of(one.stance).lower()}"
        yield Moment(one.recorded_at, text, url=url, by=one.user.name if one.user else "", side="sales")


PANELS = (Panel("opportunity", "groups/panel.html", read, told, group_of),)
