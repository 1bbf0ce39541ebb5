"""What plays do when something below them changes; connected in ``config/declarations.py``."""

from django.db.models import Q

from samebook.jobs.models import Mail
from samebook.plays.actions.offering import (
    on_role_entered,
    on_sale_closed,
    on_stage_entered,
    on_stall_closed,
    on_stall_opened,
)
from samebook.plays.letters import APPROVAL, page_of
from samebook.plays.models import PlayRun, RunStep

__all__ = [
    "forget_mails",
    "on_role_entered",
    "on_sale_closed",
    "on_stage_entered",
    "on_stall_closed",
    "on_stall_opened",
]


def forget_mails(person_id: int) -> None:
    """Take away what was written to a person who is being erased, sent or not; that a step was done stays.

    With it go the mails that asked a rep to approve it, which hold the same text, and what was said to have come of it.
    """
    theirs = PlayRun.objects.filter(Q(person=person_id) | Q(person__merged_into=person_id))
    locked = theirs.select_for_update(of=("self",)).order_by("pk")  # a step may be sent at this moment
    runs = PlayRun.objects.filter(pk__in=[run.pk for run in locked])
    steps = RunStep.objects.filter(run__in=runs)
    Mail.objects.filter(pk__in=list(steps.exclude(mail=None).values_list("mail", flat=True))).delete()
    for run in runs:
        Mail.objects.filter(kind=APPROVAL, text__contains=f"{page_of(run)}\n").delete()
    steps.update(subject="", body="", mail=None)
    runs.update(person=None, helped_note="")
