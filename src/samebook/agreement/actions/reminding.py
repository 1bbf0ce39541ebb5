"""By the clock: those who have not signed are reminded before the time to sign by."""

from datetime import datetime

from samebook.agreement import rules
from samebook.agreement.actions.locking import record_edition
from samebook.agreement.delegates import stand_ins_of
from samebook.agreement.letters import reminder_letter
from samebook.agreement.models import Edition
from samebook.agreement.terms import Side, State
from samebook.company.models import User
from samebook.company.queries import local_day, local_moment
from samebook.jobs.mail import post_all
from samebook.journal.transactions import action
from samebook.kernel.access import Actor


def remind_signers(*, at: datetime) -> int:
    """Mail, once for each proposal, whoever can sign for a side that has not. Returns how many were reminded of."""
    waiting = Edition.objects.filter(state=State.PROPOSED, sign_by__gt=at, reminded_at=None)
    due = [
        pk
        for pk, proposed_at, sign_by in waiting.values_list("pk", "proposed_at", "sign_by")
        if proposed_at and sign_by and rules.remind_at(proposed_at=proposed_at, sign_by=sign_by) <= at
    ]
    return sum(_remind(pk, at=at) for pk in due)


@action
def _remind(edition_id: int, *, at: datetime) -> int:
    """Look again under the lock, so that two clocks remind once and nobody is reminded of what was just amended."""
    waiting = Edition.objects.select_for_update(skip_locked=True)
    edition = waiting.filter(pk=edition_id, state=State.PROPOSED, sign_by__gt=at, reminded_at=None).first()
    if edition is None or edition.sign_by is None:
        return 0
    until = local_moment(edition.sign_by)
    given = edition.signatures.filter(voided_at=None)
    done = set(given.values_list("side", flat=True))
    signers = set(given.values_list("user_id", flat=True))
    letters = [
        reminder_letter(user, edition, side, until=until)
        for side in Side
        if side not in done
        for user in _who_could_sign(side, at)
        if user.mail_notices and user.pk not in signers
    ]
    edition.reminded_at = at
    edition.save(update_fields=["reminded_at"])
    record_edition(Actor.system("ticker"), "reminded", edition, at, mails=len(letters))
    post_all(letters, at=at)
    return 1


def _who_could_sign(side: Side, at: datetime) -> list[User]:
    own = list(User.objects.filter(is_active=True, user_roles__role=rules.MAY_SIGN[side]).order_by("pk"))
    instead = stand_ins_of([user.pk for user in own], local_day(at)).filter(stands_in__side=side)
    return list({user.pk: user for user in (*own, *instead)}.values())
