from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samebook.company.tests.cast import today
from samebook.leads import inbox
from samebook.leads.actions import accept_lead, escalate_breaches, log_attempt, reject_lead
from samebook.leads.models import Lead
from samebook.leads.queries import follow_ups_by_rep
from samebook.leads.terms import Status
from samebook.leads.tests.conftest import client_of

pytestmark = pytest.mark.django_db
INBOX, TABLE, BOARD = (reverse(f"leads:{name}") for name in ("inbox", "table", "board"))


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reps_inbox_holds_what_was_delivered_to_them(cast, taken):
    theirs = [taken(budget="30000", number=n) for n in range(1, 5)]
    html = text(client_of(cast.rep).get(INBOX))
    shown = [lead for lead in theirs if reverse("leads:lead", args=[lead.pk]) in html]
    assert shown == [lead for lead in theirs if lead.owner_id == cast.rep.id]
    assert 0 < len(shown) < len(theirs)


def test_an_accepted_lead_whose_attempt_is_owed_stands_above_those_to_which_nothing_is(cast, taken):
    done, owed = taken(budget="30000", number=1, ago=timedelta(days=3)), taken(budget="30000", number=2)
    Lead.objects.update(owner=cast.rep.id)
    at = datetime.now(UTC)
    for lead in (done, owed):
        accept_lead(cast.rep, lead.pk, at=at)
    log_attempt(cast.rep, done.pk, channel="phone", outcome="reached", happened_at=at, at=at)
    first = inbox.section(cast.rep, "delivered", at, most=1)
    assert [row.lead.pk for row in first.rows] == [owed.pk]
    assert first.count == 2
    every = text(client_of(cast.rep).get(f"{TABLE}?{first.wanted}"))
    assert all(reverse("leads:lead", args=[lead.pk]) in every for lead in (done, owed))


def test_a_rep_has_as_many_late_leads_as_the_manager_is_shown(cast, taken):
    made_good, late = (taken(budget="30000", number=n, ago=timedelta(days=20)) for n in (1, 2))
    Lead.objects.update(owner=cast.rep.id)
    at = datetime.now(UTC)
    escalate_breaches(at=at)
    accept_lead(cast.rep, made_good.pk, at=at)
    log_attempt(cast.rep, made_good.pk, channel="phone", outcome="reached", happened_at=at, at=at)
    assert [row.lead.pk for row in inbox.section(cast.manager, "breached", at, most=9).rows] == [late.pk]
    assert [(load.held, load.late) for load in follow_ups_by_rep(cast.manager)] == [(2, 1)]


def test_telesales_sees_the_questions_to_ask(cast, taken):
    taken(country="DE")
    assert "How much is set aside for this project?" in text(client_of(cast.telesales).get(INBOX))


def test_a_sales_manager_sees_breaches_and_leads_that_wait(cast, taken):
    late = taken(budget="30000", number=1, ago=timedelta(days=20))
    waiting = taken(budget="30000", number=2, country="SE")
    escalate_breaches(at=datetime.now(UTC))
    html = text(client_of(cast.manager).get(INBOX))
    assert reverse("leads:lead", args=[late.pk]) in html
    assert reverse("leads:lead", args=[waiting.pk]) in html
    assert "No rule of routing is true" in html


def test_marketing_sees_what_sales_rejected_and_why(cast, delivered):
    reject_lead(cast.manager, delivered.pk, reason="wrong_person", note="He left.", at=datetime.now(UTC))
    html = text(client_of(cast.marketing).get(INBOX))
    assert "This person cannot buy." in html
    assert "He left." in html


def test_the_table_is_filtered_and_sorted(cast, taken):
    deliver = taken(budget="30000", number=1, source="fair")
    ask = taken(number=2, source="web", ago=timedelta(days=5))
    client = client_of(cast.marketing)

    def shown(query):
        html = text(client.get(TABLE, query))
        return [lead for lead in (deliver, ask) if reverse("leads:lead", args=[lead.pk]) in html]

    assert shown({}) == [deliver, ask]
    assert shown({"status": "ask"}) == [ask]
    assert shown({"verdict": "deliver"}) == [deliver]
    assert shown({"level": "B"}) == [deliver]
    assert shown({"source": "web"}) == [ask]
    assert shown({"owner": deliver.owner_id}) == [deliver]
    assert shown({"territory": deliver.territory.parent_id}) == [deliver], "a territory holds those below it"
    between = today(-2)
    assert shown({"received_from": between}) == [deliver]
    assert shown({"received_until": between}) == [ask]
    assert shown({"sort": "due"}) == [deliver]
    html = text(client.get(TABLE, {"sort": "received"}))
    assert html.index(f"/leads/{ask.pk}") < html.index(f"/leads/{deliver.pk}")


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"owner": "1" * 40},
        {"territory": "-1"},
        {"communication": "x"},
        {"received_from": "0001-01-01", "received_until": "9999-12-31"},
        {"received_from": "soon"},
        {"sort": "-drop table"},
        {"after": "AAAA"},
        {"source": "'; --"},
        {"level": "A" * 5000},
    ],
    ids=str,
)
def test_a_made_up_filter_breaks_nothing(cast, delivered, query):
    assert client_of(cast.marketing).get(TABLE, query).status_code == 200


def test_marketing_sets_ticked_leads_aside_and_is_told_what_stayed(cast, taken):
    leads = [taken(budget="5000", number=n) for n in (1, 2, 3)]
    Lead.objects.filter(pk=leads[2].pk).update(status=Status.SERVICE_REQUEST)
    client = client_of(cast.marketing)
    said = {"ids": [lead.pk for lead in leads] + ["x", "9" * 30], "reason": "spam", "next": TABLE}
    html = text(client.post(reverse("leads:set_aside_many"), said, follow=True))
    assert "2 leads set aside." in html
    assert "1 left as they were: This lead is service request already." in html
    assert Lead.objects.filter(status=Status.NOT_A_LEAD, status_reason="spam").count() == 2
    html = text(client.post(reverse("leads:set_aside_many"), {"ids": [leads[0].pk], "reason": ""}, follow=True))
    assert "1 left as they were" in html


def test_the_board_shows_each_status_and_accepts_by_a_button(cast, delivered):
    owner = cast.rep if delivered.owner_id == cast.rep.id else cast.teammate
    mate = cast.teammate if owner is cast.rep else cast.rep
    button = f'action="/leads/{delivered.pk}/accept"'
    assert button in text(client_of(owner).get(BOARD))
    assert button not in text(client_of(mate).get(BOARD))


def test_lists_take_the_same_number_of_queries_whatever_the_rows(cast, taken):
    counts = []
    for batch in (range(1, 4), range(4, 16)):
        for number in batch:
            taken(budget="30000" if number % 3 else "", number=number)
        for who in (cast.marketing, cast.manager, cast.rep, cast.telesales):
            client = client_of(who)
            for address in (INBOX, TABLE, BOARD, reverse("web:today")):
                client.get(address)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    text(client.get(address))
                counts.append((who.label, address, len(asked)))
    half = len(counts) // 2
    assert counts[:half] == counts[half:]
    most = {address: max(n for _, where, n in counts if where == address) for _, address, _ in counts}
    assert most[INBOX] <= 20, most
    assert most[TABLE] <= 18, most
    assert most[BOARD] <= 23, most


def test_lists_leave_facts_and_judgements_in_the_database(cast, delivered):
    client = client_of(cast.marketing)
    for address in (TABLE, BOARD):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        reading = [query["sql"] for query in asked if '"leads_lead"."received_at"' in query["sql"]]
        assert reading
        assert not any('"leads_lead"."judgement"' in sql or '"leads_lead"."facts"' in sql for sql in reading)


def test_a_lead_entered_by_hand_is_judged_and_shown(cast):
    client = client_of(cast.telesales)
    answer = client.post(
        reverse("leads:new"), {"email": "a@b.example", "company": "B", "country": "DE", "lead.budget": "60000"}
    )
    lead = Lead.objects.get()
    assert answer["Location"] == reverse("leads:lead", args=[lead.pk])
    assert (lead.verdict, lead.level, lead.origin) == ("deliver", "B", "person")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "email"),
        ({"email": "not an address"}, "email"),
        ({"email": "a@b.example", "lead.budget": "9" * 60}, "lead.budget"),
        ({"email": "a@b.example", "lead.project_start": "2027-02-30"}, "lead.project_start"),
        ({"email": "a@b.example", "country": "Atlantis"}, "country"),
    ],
    ids=str,
)
def test_a_wrong_entry_is_refused_at_its_field(cast, said, field):
    answer = client_of(cast.marketing).post(reverse("leads:new"), said | {"name": said.get("name", "")})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Lead.objects.exists()
