"""What plays do when something below them changes; connected in ``config/declarations.py``."""

from samebook.jobs.models import Mail
from samebook.plays.actions.offering import (
    on_role_entered,
    on_sale_closed,
    on_stage_entered,
    on_stall_closed,
    on_stall_opened,
)
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
    """Take away what was written to a person who is being erased, sent or not; that a step was done stays."""
    steps = RunStep.objects.filter(run__person=person_id)
    Mail.objects.filter(pk__in=list(steps.exclude(mail=None).values_list("mail", flat=True))).delete()
    steps.update(subject="", body="", mail=None)
    PlayRun.objects.filter(person=person_id).update(person=None)
