"""What happens by the clock."""

from datetime import timedelta

import pytest

from samebook.jobs.models import Mail
from samebook.leads.actions import (
    accept_lead,
    announce_deliveries,
    escalate_breaches,
    expire_asks,
    log_attempt,
    retry_unrouted,
    take_in,
    wake_recycled,
)
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded, sign

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


def test_a_lead_that_waits_for_a_rep_finds_one_when_there_is_room(cast):
    from samebook.company.models import Territory

    lead = taken(cast, fields={"lead.budget": "30000"}, country="SE")
    assert (lead.status, lead.routed_because) == (Status.UNROUTED, "No rule of routing is true for this lead.")
    assert retry_unrouted(at=MONDAY + HOUR) == 0
    assert Territory.objects.filter(code="dach").exists()
    sign(cast, BOOK.replace("routing:", "routing:\n  - {to: dach}"), at=MONDAY + DAY)
    assert retry_unrouted(at=MONDAY + DAY) == 1
    lead.refresh_from_db()
    assert (lead.status, lead.delivered_at) == (Status.DELIVERED, MONDAY + DAY)
