"""What buying groups keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision
from samebook.groups.models import Contact, Influence, Member, StanceSaid
from samebook.groups.terms import PURPOSE

WHERE = "Buying groups"


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """Where they take part and took part, in what roles, where they stood, what was written, whom they move."""
    labels = {role.name: role.label for role in selling_at(at).roles}
    members = Member.objects.filter(person_id=person_id).select_related("opportunity").prefetch_related("roles")
    for member in members.order_by("id"):
        place = f"{member.opportunity.name}: {Decision.label_of(member.decision).lower()}"
        until = f" until {member.left_at:%Y-%m-%d}" if member.left_at else ""
        yield Kept(WHERE, "Takes part", f"{place}{until}", member.joined_at, PURPOSE)
        for role in member.roles.all():
            yield Kept(
                WHERE, "Role", f"{place}: {labels.get(role.role) or role.get_kind_display()}", role.since, PURPOSE
            )
        if member.needs:
            yield Kept(WHERE, "Needs to hear", member.needs, None, PURPOSE)
        if member.left_because:
            yield Kept(WHERE, "Why they left", member.left_because, member.left_at, PURPOSE)
    for said in StanceSaid.objects.filter(member__person_id=person_id).order_by("recorded_at", "id"):
        value = ": ".join(filter(None, (said.get_stance_display(), said.evidence)))
        yield Kept(WHERE, f"Stance ({said.get_word_display().lower()})", value, said.happened_on, PURPOSE)
    for contact in Contact.objects.filter(person_id=person_id).order_by("happened_at", "id"):
        value = ": ".join(filter(None, (contact.get_way_display(), contact.note)))
        yield Kept(WHERE, "Contact", value, contact.happened_at, PURPOSE)
    moves = Influence.objects.filter(who_id=person_id).select_related("whom", "opportunity").order_by("id")
    for tie in moves:
        yield Kept(WHERE, "Moves the mind of", f"{tie.whom} in {tie.opportunity.name}", tie.since, PURPOSE)
