"""What plays tell of sales: when an e-mail of a play was last sent to the customer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from samebook.plays.models import RunStep
from samebook.plays.terms import Kind, StepState


def mails_sent(opportunity_ids: Sequence[int]) -> dict[int, datetime]:
    """By opportunity, when the last e-mail of a play left; one that waits in the outbox counts for nothing. One query.

    Whether something came back since is known elsewhere: ``stalls.hooks.answered``, contacts of the group.
    """
    sent = RunStep.objects.filter(
        run__opportunity__in=opportunity_ids, state=StepState.DONE, step__kind=Kind.EMAIL, mail__sent_at__isnull=False
    )
    last = sent.order_by().values("run__opportunity_id").annotate(last=Max("mail__sent_at"))
    return dict(last.values_list("run__opportunity_id", "last"))
