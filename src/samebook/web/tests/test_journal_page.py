"""The journal as people read it, and its verification."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.journal import guards
from samebook.journal.actions import record
from samebook.journal.entries import sentence
from samebook.journal.models import Entry
from samebook.journal.sealing import head, seal
from samebook.journal.transactions import action
from samebook.journal.verifying import KIND, run_verify
from samebook.kernel.access import Actor
from samebook.leads.actions import log_attempt, reject_lead, take_in
from samebook.leads.models import Lead
from samebook.leads.tests.company import MONDAY, Cast, arrival, founded
from samebook.web.journal_words import CHAPTERS, SENTENCES, label_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Cast:
    return founded()


def client(actor: Actor) -> Client:
    from samebook.company.models import User

    signed = Client(raise_request_exception=False)
    signed.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return signed


def page(actor: Actor, **query: Any) -> str:
    answer = client(actor).get(reverse("journal:list"), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub("<option.*?</option>", "", answer.content.decode())


def lead_of(company: Cast) -> Lead:
    good = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}
    take_in(company.marketing, [arrival(fields=good, country="GB")], at=MONDAY, origin="person")
    return Lead.objects.get()


@action
def note_personal(actor: Actor) -> None:
    record(actor, "accounts.person.changed", ("person", 1), person_id=1, personal={"name": ["Ann", "Anna Berg"]})


@action
def note_codes(actor: Actor, count: int) -> None:
    for number in range(count):
        record(actor, "accounts.account.added", ("account", number + 1), detail={"name": f"Account {number}"})


@pytest.mark.parametrize(
    ("template", "detail", "text"),
    [
        ("Lead rejected[: {reason}]", {"reason": "no_budget"}, "Lead rejected: no budget"),
        ("Lead rejected[: {reason}]", {}, "Lead rejected"),
        ("Given[ to {user:owner}]", {"owner": 7}, "Given to Rolf"),
        ("Given[ to {user:owner}]", {"owner": 8}, "Given"),
        ("Known[: {fields}]", {"fields": ["budget", "start"]}, "Known: budget, start"),
        ("Known: {fields}", {"fields": {"a": 1}}, "Known: –"),
        ("Added[: {name}]", {"name": "{user:owner} [x] {y}"}, "Added: {user:owner} [x] {y}"),
    ],
)
def test_a_sentence_holds_the_values_it_knows(template: str, detail: dict[str, Any], text: str) -> None:
    if "[x]" in str(detail):
        assert "Rolf" not in sentence(template, detail, {"user:7": "Rolf"})
        return
    assert sentence(template, detail, {"user:7": "Rolf"}) == text


def test_each_code_stands_with_its_own_chapter() -> None:
    for title, codes in CHAPTERS.items():
        assert len({code.split(".")[0] for code in codes}) == 1, title
        assert all(code.count(".") == 2 for code in codes)


def test_what_happened_is_read_in_sentences_with_names_and_links(company: Cast) -> None:
    lead = lead_of(company)
    reject_lead(company.outsider, lead.pk, reason="no_budget", note="", at=MONDAY + timedelta(minutes=5))
    shown = page(company.marketing)
    for words in ("Lead received; delivered at level A, to Una", "Lead rejected: no budget", "Edition 1 took force"):
        assert words in shown.replace("Edition  ", "Edition "), words
    assert reverse("leads:lead", args=[lead.pk]) in shown
    assert "by the clock" in shown
    unknown = set(Entry.objects.values_list("code", flat=True)) - set(SENTENCES)
    assert not unknown, f"Give these a sentence in their chapter's entries.py: {sorted(unknown)}"


def test_a_code_without_a_sentence_shows_its_code(company: Cast) -> None:
    @action
    def note() -> None:
        record(company.marketing, "other.thing.done", ("thing", 4))

    note()
    assert "other.thing.done" in page(company.marketing)


def test_filters_ask_for_code_record_person_and_days(company: Cast) -> None:
    lead = lead_of(company)
    log_attempt(
        company.outsider, lead.pk, channel="phone", outcome="not_reached", note="", happened_at=MONDAY, at=MONDAY
    )
    body = page(company.marketing, code="leads.lead.attempted").split("<tbody>")[1]
    assert "Attempt by phone" in body
    assert "Lead received" not in body
    assert "Lead received" in page(company.marketing, record=f"lead {lead.pk}")
    assert "No entry is like that" in page(company.marketing, record="lead 9999999999999999")
    assert "Attempt by phone" in page(company.marketing, by=f"user:{company.outsider.id}")
    assert "No entry is like that" in page(company.marketing, first="2199-01-01")
    for query in ({"record": "17"}, {"first": "0001-01-01"}, {"last": "9999-12-31"}, {"code": "x"}, {"by": "user:0"}):
        assert 'class="error"' in page(company.marketing, **query), query
    assert "Lead received" in page(company.marketing, before="9" * 40)


def test_a_rep_reads_what_concerns_their_territories_only(company: Cast) -> None:
    lead = lead_of(company)
    mine, foreign = (page(who, record=f"lead {lead.pk}") for who in (company.outsider, company.rep))
    assert "Lead received" in mine
    assert "Lead received" not in foreign
    assert "User added" not in mine


def test_personal_values_are_for_those_who_work_with_people(company: Cast) -> None:
    from samebook.company.actions import add_user
    from samebook.company.queries import actor_for
    from samebook.leads.tests.company import PASSWORD

    note_personal(company.marketing)
    boss = add_user(
        company.administrator, name="Erik", email="e@n.example", roles=["executive"], password=PASSWORD, at=MONDAY
    )
    assert "Anna Berg" in page(company.marketing)
    assert "Anna Berg" not in page(actor_for(boss))
    assert "Person changed" in page(actor_for(boss))


def test_a_long_journal_is_read_page_by_page_in_as_many_queries(
    company: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    note_codes(company.marketing, 120)
    reader = client(company.marketing)
    with django_assert_max_num_queries(14):
        first = reader.get(reverse("journal:list")).content.decode()
    assert "Account 119" in first
    assert "Account 60<" not in first
    older = reader.get(reverse("journal:list"), {"before": _cursor(first)}).content.decode()
    assert "Account 60<" in older or "Account 60" in older
    assert "Newest" in older


def test_the_head_is_shown_to_be_noted_and_a_verification_is_asked_for_once(company: Cast) -> None:
    seal(at=datetime.now(UTC))
    found = head()
    assert found
    assert f"{found[0]}:{found[1]}" in page(company.rep)
    wrong = client(company.administrator).post(reverse("journal:verify"), {"noted": "17"})
    assert wrong.status_code == 422
    assert "Write the head as it was shown" in wrong.content.decode()
    for _ in range(2):
        assert client(company.administrator).post(reverse("journal:verify"), {"noted": ""}).status_code == 302
    assert Job.objects.filter(kind=KIND).count() == 1
    assert "hx-get" in page(company.administrator)
    assert client(company.rep).post(reverse("journal:verify")).status_code == 403


def test_a_sound_journal_and_a_broken_one_are_told_apart(company: Cast) -> None:
    from django.db import connection

    note_codes(company.marketing, 3)
    seal(at=datetime.now(UTC))
    assert "Sound" in _verified(company)
    with connection.cursor() as cursor:
        for statement in guards.remove(connection.vendor):
            cursor.execute(statement)
    Entry.objects.filter(code="accounts.account.added").update(actor="user:999")
    shown = _verified(company)
    assert "The journal is broken." in shown
    assert "3 changed after they were sealed" in shown


def test_a_noted_head_that_is_gone_breaks_the_journal(company: Cast) -> None:
    seal(at=datetime.now(UTC))
    assert "the noted head does not stand in it" in _verified(company, noted=f"1:{'0' * 64}")
    found = head()
    assert found
    assert "the noted head stands in it" in _verified(company, noted=f"{found[0]}:{found[1]}")


def _verified(company: Cast, noted: str = "") -> str:
    """Do the job as its worker would, and read the page."""
    client(company.administrator).post(reverse("journal:verify"), {"noted": noted})
    job = Job.objects.get(kind=KIND, state="waiting")
    Job.objects.filter(pk=job.pk).update(state="running", leased_by="test")
    job.refresh_from_db()
    report = run_verify(job.arguments, Progress(job))
    Job.objects.filter(pk=job.pk).update(state="done", report=report, ended_at=datetime.now(UTC))
    return page(company.rep)


def _cursor(shown: str) -> str:
    return shown.split("before=")[1].split('"', maxsplit=1)[0]


def test_no_kind_of_entry_is_offered_with_a_placeholder_for_a_value():
    assert not [code for code in SENTENCES if set("{}[]") & set(label_of(code))]
