from datetime import timedelta

import pytest

from samebook.journal.models import Entry
from samebook.leads.actions import give_up_asking, recycle_lead, take_in
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.leads.tests.company import MONDAY, arrival, founded

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return founded()


def test_a_lead_that_clearly_meets_the_criteria_is_delivered_with_its_clock(cast):
    [taken] = take_in(
        cast.marketing,
        [arrival(fields={"lead.budget": "80000", "lead.project_start": "2026-06-01"})],
        at=MONDAY,
    )
    lead = Lead.objects.get(pk=taken.lead_id)
    assert (taken.outcome, lead.status, lead.verdict, lead.level) == ("created", Status.DELIVERED, "deliver", "A")
    assert lead.owner_id == cast.rep.id
    assert lead.first_attempt_due_at == MONDAY + timedelta(hours=1)
    assert lead.follow_up_due_at == MONDAY + timedelta(days=7)  # five business days over one weekend
    assert lead.attempts_owed == 2
    assert "Rolf" in lead.routed_because
    assert Entry.objects.filter(code="leads.lead.received", record_id=lead.pk).count() == 1


def test_a_missing_answer_asks_and_names_the_question(cast):
    [taken] = take_in(cast.marketing, [arrival(fields={"lead.budget": "80000"}, country="SE")], at=MONDAY)
    lead = Lead.objects.get(pk=taken.lead_id)
    # B is all true without the start date, so it is delivered at B and carries A's question along
    assert (lead.verdict, lead.level) == ("deliver", "B")
    assert [question["field"] for question in lead.judgement["lift"]["questions"]] == ["lead.project_start"]


def test_nothing_is_delivered_on_a_missing_answer(cast):
    [taken] = take_in(cast.marketing, [arrival()], at=MONDAY)
    lead = Lead.objects.get(pk=taken.lead_id)
    assert (lead.status, lead.ask_owner_id) == (Status.ASK, cast.telesales.id)
    assert lead.ask_until == MONDAY + timedelta(days=7)
    asked = {question["field"]: question["question"] for question in lead.judgement["questions"]}
    assert asked["lead.budget"] == "How much is set aside for this project?"


def test_a_false_criterion_goes_to_nurture_with_its_reason(cast):
    [taken] = take_in(cast.marketing, [arrival(fields={"lead.budget": "10"})], at=MONDAY)
    lead = Lead.objects.get(pk=taken.lead_id)
    assert (lead.status, lead.status_reason, lead.owner_id) == (Status.NURTURE, "Budget too small", None)
    assert lead.recycle_at == MONDAY + timedelta(days=90)


def test_a_known_person_adds_a_response_not_a_lead(cast):
    first, again = take_in(cast.marketing, [arrival(), arrival(message="Still waiting")], at=MONDAY)
    [later] = take_in(cast.marketing, [arrival(at=MONDAY + timedelta(days=3))], at=MONDAY + timedelta(days=3))
    assert (first.outcome, again.outcome, later.outcome) == ("created", "joined", "joined")
    assert first.lead_id == again.lead_id == later.lead_id
    assert Lead.objects.get().lead_responses.count() == 3
    assert Lead.objects.get().lead_responses.filter(is_first=True).count() == 1


def test_a_known_person_is_a_new_lead_outside_the_window(cast):
    later = MONDAY + timedelta(days=91)
    take_in(cast.marketing, [arrival()], at=MONDAY)
    [again] = take_in(cast.marketing, [arrival(at=later)], at=later)
    assert again.outcome == "created"
    assert Lead.objects.count() == 2


def test_the_same_external_id_adds_nothing(cast):
    said = {"external_id": "web-1"}
    one, twin = take_in(cast.marketing, [arrival(**said), arrival(**said)], at=MONDAY)
    [again] = take_in(cast.marketing, [arrival(**said)], at=MONDAY + timedelta(hours=1))
    assert (one.outcome, twin.outcome, again.outcome) == ("created", "unchanged", "unchanged")
    assert again.lead_id == one.lead_id
    assert Lead.objects.count() == 1


def test_what_is_not_a_lead_is_set_aside_before_judgement(cast):
    spam, service = take_in(
        cast.marketing,
        [arrival(email="x@spam.example", company="", set_aside="spam"), arrival(set_aside="service_request")],
        at=MONDAY,
    )
    assert (spam.status, service.status) == (Status.NOT_A_LEAD, Status.SERVICE_REQUEST)
    assert not Lead.objects.exclude(verdict="").exists()


def test_one_refused_lead_stops_no_other(cast):
    bad = arrival(email="nobody at all", company="", name="")
    good = arrival(email="eva@else.example", company="Else AG")
    refused, taken = take_in(cast.marketing, [bad, good], at=MONDAY)
    assert (refused.outcome, taken.outcome) == ("refused", "created")
    assert refused.refusal is not None
    assert Lead.objects.count() == 1


def test_an_account_with_an_open_opportunity_takes_the_response(cast):
    from samebook.accounts.models import Account
    from samebook.buying.actions import open_opportunity
    from samebook.communications.models import Response

    take_in(cast.marketing, [arrival(at=MONDAY - timedelta(days=200))], at=MONDAY - timedelta(days=200))
    account = Account.objects.get(name="Müller Chemie GmbH")
    open_opportunity(
        cast.rep, name="Feed pumps", account=account, people=[], owner_id=cast.rep.id, territory_id=None,
        opened_on=MONDAY.date(), at=MONDAY,
    )  # fmt: skip
    [joined] = take_in(cast.marketing, [arrival(email="neu@mueller.example")], at=MONDAY)
    assert (joined.outcome, joined.lead_id) == ("joined", None)
    assert Response.objects.filter(account=account).count() == 2


def test_the_number_of_queries_does_not_grow_with_the_list(cast):
    def many(start, count):
        return [
            arrival(
                email=f"p{n}@firm{n}.example",
                company=f"Firm {n} Pumpwerk",
                fields={"lead.budget": "30000"},
                country="SE",
            )
            for n in range(start, start + count)
        ]

    take_in(cast.marketing, many(0, 1), at=MONDAY)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    two, hundred = many(10, 2), many(100, 100)
    with CaptureQueriesContext(connection) as few:
        take_in(cast.marketing, two, at=MONDAY)
    with CaptureQueriesContext(connection) as lot:
        take_in(cast.marketing, hundred, at=MONDAY)
    reads = [sum("SELECT" in query["sql"][:8] for query in queries) for queries in (few, lot)]
    assert reads[0] == reads[1]
    assert len(lot) <= len(few) + 12  # inserts are cut where SQLite takes no more parameters


def test_the_rep_who_has_the_lead_sees_its_account(cast):
    from samebook.accounts.queries import accounts_for

    take_in(cast.marketing, [arrival(fields={"lead.budget": "30000"})], at=MONDAY)
    assert [account.name for account in accounts_for(cast.rep)] == ["Müller Chemie GmbH"]
    assert not accounts_for(cast.outsider).exists()


def test_a_lead_that_comes_to_be_asked_anew_begins_to_count_anew(cast):
    [taken] = take_in(cast.marketing, [arrival()], at=MONDAY)
    give_up_asking(cast.telesales, taken.lead_id, at=MONDAY)
    Lead.objects.update(ask_attempts=2)
    recycle_lead(cast.marketing, taken.lead_id, at=MONDAY + timedelta(days=1))
    lead = Lead.objects.get()
    assert (lead.status, lead.ask_attempts) == (Status.ASK, 0)
