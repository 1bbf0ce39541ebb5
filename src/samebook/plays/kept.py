"""What plays keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.plays.models import PlayRun, RunStep

WHERE = "Plays"
WHY = "To answer what keeps a sale they take part in from going on."


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """The e-mails that were written for them, sent or not, and what the rep said came of it."""
    steps = RunStep.objects.filter(run__person=person_id).exclude(body="").order_by("run_id", "place")
    for step in steps:
        what = "E-mail" if step.mail_id is not None else "E-mail, not sent"
        yield Kept(WHERE, what, f"{step.subject}: {step.body}", step.ended_at, WHY)
    for run in PlayRun.objects.filter(person=person_id).exclude(helped_note="").order_by("helped_at", "id"):
        yield Kept(WHERE, "Whether it helped", run.helped_note, run.helped_at, WHY)
