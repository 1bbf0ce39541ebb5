"""What happens by the clock: breaches escalate, unanswered questions end, leads in nurture come back.

Each of these looks at some leads and acts on a few at a time, in transactions of their own: while the clock works, a
client that sends a lead waits for tens of milliseconds at most.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet

from samebook.accounts.actions.contact import may_contact
from samebook.company.models import User
from samebook.jobs.mail import Letter, post, post_all
from samebook.jobs.rows import update
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.leads.actions.asking import never_answered
from samebook.leads.actions.follow_up import tell, terms_of
from samebook.leads.actions.judging import judge_again
from samebook.leads.mails import ask_by_mail, delivery_letter
from samebook.leads.models import Lead
from samebook.leads.rules import WITH_REP, breach_of
from samebook.leads.terms import Status
from samebook.leads.waiting import with_room
from samebook.leads.wording import BREACHES

A_LOOK = 1_000
"""How many leads one call looks at; what is left waits for the next."""
A_TURN = 25
"""How many leads one transaction touches."""
MOST_ANNOUNCED = 200
"""How many leads one mail is about; the rest is in the next."""


def escalate_breaches(*, at: datetime) -> int:
    """Mark follow-ups that have become late and tell whom the Book names. Returns how many were marked."""
    ids = _overdue(at).order_by("first_attempt_due_at").values_list("id", flat=True)[:A_LOOK]
    return _in_turns(list(ids), lambda part: _escalate(part, at=at), size=4 * A_TURN)


def announce_deliveries(*, at: datetime) -> int:
    """Mail each rep what was delivered to them since the last mail. Returns how many leads were announced.

    Intake leaves this to the clock, so that no client waits for a mail and ten leads of a minute make one. What reps
    got who want no mail counts as announced.
    """
    waiting = Lead.objects.filter(delivered_at__lte=at, announced_at__isnull=True, owner__isnull=False)
    told = Q(owner__is_active=True, owner__mail_notices=True)
    quiet = list(waiting.exclude(told).order_by("id").values_list("id", flat=True)[:A_LOOK])
    settled = _in_turns(quiet, lambda part: len(part) if _post_once([], part, at=at) else 0, size=MOST_ANNOUNCED)
    owners = waiting.filter(told).order_by("owner_id").values_list("owner_id", flat=True).distinct()
    return settled + sum(_announce(owner_id, at=at) for owner_id in list(owners) if owner_id is not None)


def ask_by_the_post(*, at: datetime) -> int:
    """Without telesales the question goes out by mail, once, with a form for the answer. Returns how many went out.

    Nobody is written to who may not be contacted; those leads wait for their deadline like any other.
    """
    ids = _unasked().order_by("id").values_list("id", flat=True)[:A_LOOK]
    return _in_turns(list(ids), lambda part: _ask_by_mail(part, at=at))


def expire_asks(*, at: datetime) -> int:
    """Questions past their deadline: the lead goes to nurture as never answered. Returns how many."""
    ids = _unanswered(at).order_by("id").values_list("id", flat=True)[:A_LOOK]
    return _in_turns(list(ids), lambda part: _expire(part, at=at))


def wake_recycled(*, at: datetime) -> int:
    """Leads in nurture whose time has come are judged again. Returns how many were looked at."""
    due = Lead.objects.filter(status=Status.NURTURE, recycle_at__lt=at).order_by("recycle_at")
    ids = list(due.values_list("id", flat=True)[:A_LOOK])
    actor = Actor.system("ticker")
    _in_turns(ids, lambda part: len(judge_again(actor, part, at=at, because="recycle")))
    return len(ids)


def retry_unrouted(*, at: datetime) -> int:
    """Leads that wait for a rep are tried again where one has room by now. Returns how many found one."""
    actor = Actor.system("ticker")

    def judge(part: Sequence[int]) -> int:
        changed = judge_again(actor, part, at=at, because="capacity")
        return sum(lead.status == Status.DELIVERED for lead in changed)

    return _in_turns(with_room(at, most=A_LOOK), judge)


def _in_turns(ids: Sequence[int], act: Callable[[Sequence[int]], int], *, size: int | None = None) -> int:
    """Act on some at a time; the sum of what each returns."""
    size = size or A_TURN
    return sum(act(ids[start : start + size]) for start in range(0, len(ids), size))


def _overdue(at: datetime) -> QuerySet[Lead]:
    return Lead.objects.filter(status__in=WITH_REP, breached_at=None).filter(
        Q(first_attempt_due_at__lt=at, first_attempt_at=None)
        | Q(answer_due_at__lt=at, answered_at=None)
        | Q(follow_up_due_at__lt=at, reached_at=None, attempts_made__lt=F("attempts_owed"))
    )


@action
def _escalate(ids: Sequence[int], *, at: datetime) -> int:
    actor = Actor.system("ticker")
    late = (
        _overdue(at)
        .filter(pk__in=ids)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("owner__team__manager", "edition", "account", "person")
        .order_by("first_attempt_due_at")
    )
    told: dict[str, list[str]] = defaultdict(list)
    marked = []
    for lead in late:
        breach = breach_of(
            first_attempt_due_at=lead.first_attempt_due_at,
            first_attempt_at=lead.first_attempt_at,
            reached_at=lead.reached_at,
            follow_up_due_at=lead.follow_up_due_at,
            attempts_made=lead.attempts_made,
            attempts_owed=lead.attempts_owed,
            answer_due_at=lead.answer_due_at,
            answered_at=lead.answered_at,
            at=at,
        )
        if breach is None:
            continue
        lead.breached_at = lead.escalated_at = at
        marked.append(lead)
        tell(actor, "breached", lead, at, breach=breach, owner=lead.owner_id)
        for email in _whom_to_tell(lead):
            told[email].append(_line(lead, breach))
    update(marked, ["breached_at", "escalated_at"])
    for email, lines in told.items():
        post(
            to=email,
            subject=f"{len(lines)} follow-up{'s' if len(lines) > 1 else ''} late",
            text="These leads were not followed up in the agreed time:\n\n" + "\n".join(lines) + "\n",
            kind="leads.breached",
            at=at,
        )
    return len(marked)


def _announce(owner_id: int, *, at: datetime) -> int:
    """The mail is written before the transaction, which is then a matter of milliseconds."""
    owner = User.objects.select_related("team__calendar").get(pk=owner_id)
    waiting = Lead.objects.filter(owner=owner, delivered_at__lte=at, announced_at__isnull=True)
    leads = list(waiting.select_related("account", "person", "edition").order_by("delivered_at")[:MOST_ANNOUNCED])
    open_leads = [lead for lead in leads if lead.status in WITH_REP]  # the rest was settled since
    wanted = open_leads and owner.is_active and owner.mail_notices
    letters = [delivery_letter(owner, open_leads)] if wanted else []
    return len(leads) if _post_once(letters, [lead.pk for lead in leads], at=at) else 0


@action
def _post_once(letters: Sequence[Letter], lead_ids: Sequence[int], *, at: datetime) -> bool:
    """Post what announces these leads, unless another has announced one of them meanwhile."""
    waiting = Lead.objects.filter(pk__in=lead_ids, announced_at__isnull=True)
    if len(waiting.select_for_update(skip_locked=True).values_list("pk")) < len(lead_ids):
        return False
    waiting.update(announced_at=at)
    post_all(letters, at=at)
    return True


def _unasked() -> QuerySet[Lead]:
    return Lead.objects.filter(status=Status.ASK, ask_owner=None, asked_by_mail_at=None)


@action
def _ask_by_mail(ids: Sequence[int], *, at: datetime) -> int:
    actor = Actor.system("ticker")
    asked = 0
    leads = list(
        _unasked().filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True).select_related("person")
    )
    for lead in leads:
        lead.asked_by_mail_at = at
        if lead.person is not None and may_contact(lead.person, "email"):
            ask_by_mail(lead, at=at)
            lead.ask_attempts += 1
            tell(actor, "asked", lead, at, by="mail", attempt=lead.ask_attempts)
            asked += 1
    update(leads, ["asked_by_mail_at", "ask_attempts"])
    return asked


def _unanswered(at: datetime) -> QuerySet[Lead]:
    return Lead.objects.filter(status=Status.ASK, ask_until__lt=at)


@action
def _expire(ids: Sequence[int], *, at: datetime) -> int:
    actor = Actor.system("ticker")
    leads = list(_unanswered(at).filter(pk__in=ids).select_for_update(skip_locked=True))
    for lead in leads:
        never_answered(actor, lead, at=at)
    return len(leads)


def _whom_to_tell(lead: Lead) -> list[str]:
    """The manager of the rep's team where the Book says sales manager; else everyone with the role it names."""
    terms = terms_of(lead)
    role = terms.escalate_to if terms else None
    if role is None:
        return []
    manager = lead.owner.team.manager if lead.owner and lead.owner.team else None
    if role == "sales_manager" and manager is not None and manager.is_active:
        return [manager.email]
    return list(User.objects.filter(is_active=True, user_roles__role=role).values_list("email", flat=True))


def _line(lead: Lead, breach: str) -> str:
    who = lead.account.name if lead.account else str(lead.person or f"lead {lead.pk}")
    where = f"{settings.SAMEBOOK_BASE_URL}/leads/{lead.pk}"
    return f"- {who}, level {lead.level}, with {lead.owner}: {BREACHES[breach]}. {where}"
