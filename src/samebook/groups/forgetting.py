"""What becomes of what was written about a person who is erased."""

from django.db.models import Q

from samebook.groups.models import Contact, Influence, Member, StanceSaid


def forget_person(person_id: int) -> None:
    """Delete words about a person and who they moved; that somebody had a role and a stance stays, without a name.

    So counts of people per role hold, and nobody can be recognised by them.
    """
    Member.objects.filter(person_id=person_id).update(needs="", left_because="")
    StanceSaid.objects.filter(member__person_id=person_id).update(evidence="")
    Contact.objects.filter(person_id=person_id).update(note="")
    Influence.objects.filter(Q(who_id=person_id) | Q(whom_id=person_id)).delete()
