"""What happens by the clock."""

from datetime import timedelta

import pytest

from samebook.accounts.models import Account
from samebook.company.actions import add_territory
from samebook.company.actions.common import settings_change
from samebook.company.models import User
from samebook.jobs.models import Job, Mail
from samebook.jobs.progress import Progress
from samebook.leads.actions import (
    accept_lead,
    announce_deliveries,
    clockwork,
    escalate_breaches,
    expire_asks,
    log_attempt,
    retry_unrouted,
    take_in,
    wake_recycled,
)
from samebook.leads.hooks import run_judge_again
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded, sign
from samebook.leads.waiting import with_room

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A = {"lead.budget": "80000", "lead.project_start": "2026-06-01"}


@pytest.fixture
def cast():
    return founded()


def taken(cast, *, at=MONDAY, **said) -> Lead:
    [answer] = take_in(cast.marketing, [arrival(at=at, **said)], at=at)
    return Lead.objects.get(pk=answer.lead_id)


def test_a_rep_gets_one_mail_for_what_was_delivered_since_the_last(cast):
    for name in ("eins", "zwei", "drei", "vier"):
        taken(cast, fields=A, email=f"{name}@{name}.example", company=f"{name} Werke")
    assert announce_deliveries(at=MONDAY) == 4
    assert sorted(Mail.objects.values_list("to", "subject")) == [
        ("rita@nordlicht.example", "2 leads delivered to you"),
        ("rolf@nordlicht.example", "2 leads delivered to you"),
    ]
    assert "Accept:" in Mail.objects.first().text
    assert "11:00" in Mail.objects.first().text  # an hour after ten in Berlin
    assert announce_deliveries(at=MONDAY + HOUR) == 0


def test_a_late_first_attempt_is_marked_once_and_the_manager_told(cast):
    lead = taken(cast, fields=A)
    assert escalate_breaches(at=MONDAY + HOUR) == 0
    assert escalate_breaches(at=MONDAY + 2 * HOUR) == 1
    assert escalate_breaches(at=MONDAY + 3 * HOUR) == 0
    lead.refresh_from_db()
    assert lead.breached_at == MONDAY + 2 * HOUR
    mail = Mail.objects.get(kind="leads.breached")
    assert (mail.to, "no first attempt" in mail.text) == ("max@nordlicht.example", True)


def test_an_attempt_in_time_is_no_breach_but_a_missing_answer_is(cast):
    lead = taken(cast, fields=A)
    rep = next(actor for actor in (cast.rep, cast.teammate) if actor.id == lead.owner_id)
    soon = MONDAY + HOUR / 2
    log_attempt(rep, lead.pk, channel="phone", outcome="not_reached", happened_at=soon, at=soon)
    assert escalate_breaches(at=MONDAY + 2 * HOUR) == 0
    assert escalate_breaches(at=MONDAY + DAY + HOUR) == 1
    assert "not accepted or rejected" in Mail.objects.get(kind="leads.breached").text


def test_too_few_attempts_are_a_breach_of_an_accepted_lead(cast):
    lead = taken(cast, fields=A)
    rep = next(actor for actor in (cast.rep, cast.teammate) if actor.id == lead.owner_id)
    soon = MONDAY + HOUR / 2
    accept_lead(rep, lead.pk, at=soon)
    log_attempt(rep, lead.pk, channel="phone", outcome="not_reached", happened_at=soon, at=soon)
    assert escalate_breaches(at=MONDAY + 6 * DAY) == 0
    assert escalate_breaches(at=MONDAY + 8 * DAY) == 1
    assert "too few attempts" in Mail.objects.get(kind="leads.breached").text


def test_a_question_past_its_deadline_ends_in_nurture_as_never_answered(cast):
    lead = taken(cast)
    assert expire_asks(at=lead.ask_until) == 0
    assert expire_asks(at=lead.ask_until + HOUR) == 1
    lead.refresh_from_db()
    assert (lead.status, lead.status_reason, lead.ask_until) == (Status.NURTURE, "never answered", None)
    assert lead.recycle_at is not None


def test_a_lead_in_nurture_is_judged_again_when_the_book_wants(cast):
    lead = taken(cast, fields={"lead.budget": "30000"}, country="FR")
    assert (lead.status, lead.status_reason) == (Status.NURTURE, "Not our market")
    sign(cast, BOOK.replace("'SE')", "'SE', 'FR')").replace("routing:", "routing:\n  - {to: dach}"), at=MONDAY + DAY)
    assert wake_recycled(at=MONDAY + 89 * DAY) == 0
    assert wake_recycled(at=MONDAY + 91 * DAY) == 1
    lead.refresh_from_db()
    assert (lead.status, lead.level) == (Status.DELIVERED, "B")


def test_what_the_book_does_not_want_back_stays_in_nurture():
    book = BOOK.replace("recycle: {after: 90 days}", "recycle: {after: 90 days, when: \"lead.source <> 'list'\"}")
    cast = founded(book)
    wanted = taken(cast, fields={"lead.budget": "10"}, source="fair")
    bought = taken(cast, fields={"lead.budget": "10"}, source="list", email="x@other.example", company="Other AG")
    assert (wanted.recycle_at is None, bought.recycle_at is None) == (False, True)


def full(cast, *actors):
    User.objects.filter(pk__in=[actor.id for actor in actors]).update(capacity=0)
    settings_change()


def test_leads_that_wait_find_a_rep_when_there_is_room_and_no_more_than_there_is(cast):
    full(cast, cast.rep, cast.teammate)
    leads = [
        taken(cast, fields=A, email=f"{n}@n{n}.example", company=f"Werk {n}", at=MONDAY + n * HOUR) for n in range(4)
    ]
    assert {(lead.status, lead.routed_because) for lead in leads} == {
        (Status.UNROUTED, "DACH: every rep there is at capacity.")
    }
    assert with_room(MONDAY + DAY, most=9) == []
    assert retry_unrouted(at=MONDAY + DAY) == 0
    User.objects.filter(pk=cast.rep.id).update(capacity=3)
    settings_change()
    assert with_room(MONDAY + DAY, most=9) == [lead.pk for lead in leads[:3]]
    assert retry_unrouted(at=MONDAY + DAY) == 3
    assert list(Lead.objects.filter(status=Status.UNROUTED)) == [leads[3]]
    assert set(Lead.objects.filter(owner_id=cast.rep.id).values_list("delivered_at", flat=True)) == {MONDAY + DAY}


def test_a_full_territory_does_not_hold_up_another(cast, monkeypatch):
    monkeypatch.setattr(clockwork, "A_LOOK", 2)
    full(cast, cast.rep, cast.teammate, cast.outsider)
    for number in range(3):
        taken(cast, fields=A, email=f"{number}@de{number}.example", company=f"Werk {number}")
    waiting = taken(cast, fields=A, email="a@gb.example", company="Works", country="GB", at=MONDAY + HOUR)
    User.objects.filter(pk=cast.outsider.id).update(capacity=None)
    settings_change()
    assert retry_unrouted(at=MONDAY + DAY) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.owner_id) == (Status.DELIVERED, cast.outsider.id)


def test_a_lead_whose_account_has_an_owner_by_now_goes_to_them_though_the_territory_is_full(cast):
    full(cast, cast.rep, cast.teammate)
    lead = taken(cast, fields=A)
    Account.objects.filter(pk=lead.account_id).update(owner_id=cast.outsider.id)
    assert retry_unrouted(at=MONDAY + DAY) == 1
    lead.refresh_from_db()
    assert (lead.owner_id, lead.routed_because) == (cast.outsider.id, "Una owns the account.")


def test_a_lead_for_a_territory_that_is_not_there_is_judged_again_when_it_is(cast):
    sign(cast, BOOK.replace("to: uk", "to: britain"), at=MONDAY + HOUR)
    lead = taken(cast, fields=A, country="GB", at=MONDAY + 2 * HOUR)
    assert (lead.status, "not on the map" in lead.routed_because) == (Status.UNROUTED, True)
    assert retry_unrouted(at=MONDAY + 3 * HOUR) == 0
    Job.objects.all().delete()
    britain = add_territory(cast.administrator, code="britain", name="Britain", at=MONDAY + DAY)
    User.objects.get(pk=cast.outsider.id).territories.add(britain)
    Job.objects.update(state=Job.State.RUNNING)
    [job] = Job.objects.filter(kind="leads.judge_again")
    assert run_judge_again(job.arguments, Progress(job)) == {"judged": 1}
    lead.refresh_from_db()
    assert (lead.status, lead.owner_id) == (Status.DELIVERED, cast.outsider.id)


def test_the_clock_acts_in_short_transactions(cast, monkeypatch):
    monkeypatch.setattr(clockwork, "A_TURN", 2)
    sizes = []
    real = clockwork.judge_again
    monkeypatch.setattr(
        clockwork, "judge_again", lambda actor, ids, **named: sizes.append(len(ids)) or real(actor, ids, **named)
    )
    for number in range(5):
        taken(cast, fields={"lead.budget": "10"}, email=f"{number}@n{number}.example", company=f"Werk {number}")
    assert wake_recycled(at=MONDAY + 91 * DAY) == 5
    assert sizes == [2, 2, 1]
