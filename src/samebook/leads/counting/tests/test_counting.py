"""Counts held against every lead judged by the Python predicate; nothing made in a request; nobody's else leads."""

import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from django.test import Client
from django.urls import reverse

from samebook.accounts.actions import erase_person, know
from samebook.accounts.queries import accounts_for
from samebook.agreement.actions import draft_edition
from samebook.agreement.hooks import Matching, NotCounted
from samebook.agreement.models import Edition
from samebook.book import compile_book, read_book
from samebook.book.built_in import STATUS_FIELD
from samebook.book.model import DeclaredField
from samebook.book.parsing import parse_condition
from samebook.book.scopes import read_scope
from samebook.book.values import Type, kept_value
from samebook.company.models import Territory, User
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.counting import keeping, of_accounts
from samebook.leads.counting.answering import a_year_before, counted, matching
from samebook.leads.counting.hooks import TABLE
from samebook.leads.counting.warm import Broken
from samebook.leads.counting.within import within
from samebook.leads.effect.table import Records, records
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.leads.tests.company import BOOK, arrival
from samebook.segments.grounds import build

pytestmark = pytest.mark.django_db

CONDITIONS = (
    "lead.budget >= 50000",
    "lead.budget >= 20000 and lead.country in ('DE', 'AT')",
    "account.employees > 500",
    "account.industry = 'chemicals' or account.employees > 300",
    "lower(person.title) like '%head%' or lead.budget > 80000",
    "not (lead.country = 'GB') and lead.project_start is not null",
    "lead.project_start <= lead.received_on + interval '6' month",
)
EVERYBODY = Actor.system("test")


@pytest.fixture(autouse=True)
def forgetful(settings, tmp_path):
    """No test is answered from what another one has seen."""
    settings.SAMEBOOK_SEGMENTS = tmp_path / "segments"
    keeping._seen.clear()
    yield
    keeping._seen.clear()


@pytest.fixture
def fields():
    book, problems = read_book(BOOK)
    assert book is not None, problems
    own = {"account.employees": Type.INTEGER, "account.industry": Type.TEXT, "person.title": Type.TEXT}
    return dict(compile_book(book).fields) | {name: DeclaredField(name, type_) for name, type_ in own.items()}


@pytest.fixture
def read(fields):
    def reading(text):
        found, problems = parse_condition(text, fields, lambda name: None, lambda offset: (1, offset + 1))
        assert found is not None, problems
        return found

    return reading


@pytest.fixture
def leads(cast):
    """A hundred leads over 99 days, some of which learned more later, and one that came two years ago."""
    chance = random.Random(11)
    start = datetime.now(UTC) - timedelta(days=98)
    for number in range(100):
        at = start + timedelta(hours=23 * number)
        told = {"lead.budget": str(chance.randrange(5_000, 95_000))} if chance.random() < 0.7 else {}
        said = {
            "email": f"p{number}@firm{number % 40}.example",
            "name": f"Person {number}",
            "company": f"Firm {number % 40}",
            "country": chance.choice(["DE", "AT", "GB", "FR", ""]),
            "title": chance.choice(["Head of Production", "Buyer", ""]),
        }
        take_in(EVERYBODY, [arrival(at=at, fields=told, **said)], at=at, origin="form")
    for lead in Lead.objects.order_by("pk"):
        later = lead.recorded_at + timedelta(hours=5)
        if chance.random() < 0.4:
            know(EVERYBODY, "lead", {lead.pk: {"lead.budget": chance.randrange(95_000)}}, at=later, origin="person")
        if chance.random() < 0.5:
            told = {"account.industry": chance.choice(["chemicals", "food"]), "account.employees": number * 10}
            know(EVERYBODY, "account", {lead.account_id: told}, at=later, origin="import")
            number = chance.randrange(90)
    old = Lead.objects.order_by("pk").first()
    assert old is not None
    Lead.objects.filter(pk=old.pk).update(received_at=datetime.now(UTC) - timedelta(days=730))
    return list(Lead.objects.order_by("pk"))


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


def browser(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return client


def recounted(text, fields, actor):
    """Met, unknown and all, from the rows of the records, by the Python predicate."""
    from samebook.book.compiled_condition import CompiledCondition
    from samebook.book.expressions import Expression

    found, _ = parse_condition(text, fields, lambda name: None, lambda offset: (1, offset + 1))
    assert isinstance(found, Expression)
    condition = CompiledCondition("asked", text, found, fields)
    since = a_year_before(datetime.now(UTC).date())
    truths = {}
    for lead in leads_for(actor).select_related("account", "person").filter(received_at__date__gte=since):
        known = {"lead.country": lead.country, "lead.received_on": lead.received_at.date(), **lead.facts}
        if lead.account:
            known |= {"account.employees": lead.account.employees, "account.industry": lead.account.industry}
            known |= lead.account.facts
        known["person.title"] = lead.person.title if lead.person else None
        truths[lead] = condition.truth(
            {name: kept_value(fields[name].type, value) for name, value in known.items() if name in fields}
        )
    return truths


@pytest.mark.parametrize("text", CONDITIONS)
@pytest.mark.parametrize("who", ["marketing", "outsider"])
def test_a_count_is_what_the_predicate_says_of_every_lead_that_the_reader_may_see(cast, leads, fields, read, text, who):
    actor = getattr(cast, who)
    records(at=datetime.now(UTC))
    found = matching(actor, read(text), fields)
    truths = recounted(text, fields, actor)
    assert isinstance(found, Matching)
    assert 0 < found.of == len(truths) < len(leads)
    assert found.count == sum(truth is True for truth in truths.values())
    assert found.unknown == sum(truth is None for truth in truths.values())
    met = {(str(lead), f"/leads/{lead.pk}") for lead, truth in truths.items() if truth}
    assert set(found.examples) <= met
    assert len(found.examples) == min(4, len(met))
    accounts = {lead.account_id for lead, truth in truths.items() if truth}
    assert found.accounts == (len(accounts) if text.startswith("account.") else None)


def test_a_role_without_leads_is_told_nothing(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    partner = Actor(id=99, label="user:99", roles=frozenset({Role.PARTNER_USER}))
    assert matching(partner, read("lead.budget > 1"), fields) is None


def test_no_request_makes_the_table_and_one_job_is_asked_for(cast, leads, fields, read, settings):
    for _ in range(3):
        found = matching(cast.marketing, read("lead.budget > 1"), fields)
        assert found == NotCounted("Counting is being prepared.", again=True)
    assert not list(settings.SAMEBOOK_EFFECT.rglob("*.parquet"))
    assert Job.objects.filter(kind=TABLE).count() == 1
    run_jobs()
    assert isinstance(matching(cast.marketing, read("lead.budget > 1"), fields), Matching)


def test_a_table_that_cannot_be_made_is_not_asked_for_again_and_again(cast, leads, fields, read, monkeypatch):
    def refuse(**asked):
        raise Refused("test.full", "The disk is full.")

    monkeypatch.setattr(keeping, "records", refuse)
    for _ in range(3):
        found = matching(cast.marketing, read("lead.budget > 1"), fields)
        Job.objects.exclude(kind=TABLE).delete()  # other jobs make the table for ends of their own
        run_jobs()
    assert isinstance(found, NotCounted)
    assert "could not be prepared" in found.why
    assert not found.again
    assert Job.objects.filter(kind=TABLE).count() == 1
    later = datetime.now(UTC) + timedelta(minutes=11)
    keeping.table_for(at=later)
    assert Job.objects.filter(kind=TABLE).count() == 2, "after a while it is tried again"


def test_in_a_company_without_leads_nothing_is_counted(cast, fields, read):
    records(at=datetime.now(UTC))
    found = matching(cast.marketing, read("lead.budget > 1"), fields)
    assert isinstance(found, Matching)
    assert (found.count, found.of, found.examples) == (0, 0, ())


def test_a_table_that_is_behind_is_counted_on_while_a_new_one_is_made(cast, leads, fields, read):
    made = datetime.now(UTC) - timedelta(minutes=2)
    records(at=made)
    know(EVERYBODY, "lead", {leads[5].pk: {"lead.budget": 7}}, at=datetime.now(UTC), origin="person")
    found = matching(cast.marketing, read("lead.budget = 7"), fields)
    assert isinstance(found, Matching)
    assert (found.count, found.as_of) == (0, made), "and it says from when it is"
    run_jobs()
    keeping._seen.clear()
    found = matching(cast.marketing, read("lead.budget = 7"), fields)
    assert isinstance(found, Matching)
    assert found.count == 1
    assert Job.objects.filter(kind=TABLE).count() == 1, "what is not behind asks for nothing"


def test_nothing_is_counted_on_a_table_that_knows_somebody_who_was_erased(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    erase_person(cast.administrator, leads[0].person_id, at=datetime.now(UTC))
    assert isinstance(matching(cast.marketing, read("lead.budget > 1"), fields), NotCounted)


def test_names_and_free_text_are_not_counted_and_the_answer_says_so(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    for text in ("account.name like '%GmbH%'", "lead.message like '%pump%'", "person.email like '%@%'"):
        found = matching(cast.marketing, read(text), fields)
        assert isinstance(found, NotCounted)
        assert "read from the records only" in found.why
        assert not found.again


def test_what_speaks_of_the_status_is_not_counted(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    fields[STATUS_FIELD.name] = STATUS_FIELD
    found = matching(cast.marketing, read("lead.status = 'nurture'"), fields)
    assert isinstance(found, NotCounted)
    assert "status" in found.why


def test_a_field_that_nobody_recorded_is_unknown_of_every_lead(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    fields["lead.sites"] = DeclaredField("lead.sites", Type.INTEGER)
    found = matching(cast.marketing, read("lead.sites > 3"), fields)
    assert isinstance(found, Matching)
    assert (found.count, found.unknown) == (0, found.of)


def test_an_example_that_the_reader_may_no_longer_see_is_not_named(cast, leads, fields, read):
    records(at=datetime.now(UTC))
    before = matching(cast.outsider, read("lead.country = 'GB'"), fields)
    assert isinstance(before, Matching)
    assert before.examples
    Lead.objects.exclude(owner=None).update(territory_id=min(cast.rep.territories), owner_id=cast.rep.id)
    after = matching(cast.outsider, read("lead.country = 'GB'"), fields)
    assert isinstance(after, Matching)
    assert (after.count, after.examples) == (before.count, ())


def test_a_count_that_takes_long_is_broken_off_and_the_next_one_works(cast, read, tmp_path):
    table = Records(tmp_path / "records.parquet", datetime.now(UTC), frozenset({("person.title", Type.TEXT)}), True)
    rows = 'SELECT i AS lead_id, i AS account_id, sha256(i::VARCHAR) AS "person.title:text" FROM range(1500000) r(i)'
    duckdb.sql(rows).write_parquet(str(table.now))
    hostile = read(" or ".join(f"person.title like '%a%b%c%{number}%e%'" for number in range(100, 250)))
    with pytest.raises(Broken) as broken:
        counted(EVERYBODY, hostile, table, since=None, longest=0.3)
    assert broken.value.code == "counting.too_long"
    assert counted(EVERYBODY, read("person.title = 'x'"), table, since=None).of == 1_500_000


def test_the_form_asks_for_the_count_and_shows_it_with_its_period(cast, leads):
    draft = draft_edition(cast.marketing, text=BOOK, at=datetime.now(UTC))
    records(at=datetime.now(UTC))
    client = browser(cast.marketing)
    page = client.get(reverse("agreement:form_part", args=[draft.pk, "criteria", "1.money"])).content.decode()
    assert 'hx-sync="this:replace"' in page
    assert "part=count" in page
    url = reverse("agreement:form_builder", args=[draft.pk, "criteria", "1.money"])
    money = {"c-count": "1", "c-0-subject": "lead.budget", "c-0-was": "lead.budget", "c-0-op": ">="}
    said = client.post(f"{url}?part=count", money | {"c-0-value": "20000"}).content.decode()
    known = [lead.facts["lead.budget"] for lead in leads[1:] if "lead.budget" in lead.facts]
    met = sum(kept_value(Type.DECIMAL, value) >= 20000 for value in known)
    assert f"<strong>{met}</strong> of {len(leads) - 1} leads that came in the last 12 months" in said
    assert f"for {len(leads) - 1 - len(known)} a value is not known" in said
    assert said.count('href="/leads/') == 4
    for odd in ({"c-0-value": "many"}, {"c-0-subject": "lead.nothing"}, {"c-count": "x"}, {"c-mode": "text"}):
        assert not client.post(f"{url}?part=count", money | odd).content.strip(), odd


@pytest.mark.parametrize("who", ["marketing", "outsider"])
def test_in_a_draft_for_a_country_or_a_unit_only_its_leads_are_counted(cast, leads, fields, read, who):
    actor = getattr(cast, who)
    table = records(at=datetime.now(UTC))
    truths = recounted("lead.budget >= 50000", fields, actor)
    british = [
        truth for lead, truth in truths.items() if (lead.country or (lead.account and lead.account.country)) == "GB"
    ]
    found = matching(actor, read("lead.budget >= 50000"), fields, scope=read_scope("country GB"))
    assert isinstance(found, Matching)
    assert 0 < found.of == len(british) <= len(truths) - (who == "marketing")
    assert (found.count, found.unknown) == (british.count(True), british.count(None))
    assert (found.within, found.note) == ("of Britain (UK)", "")
    top = Territory.objects.get(pk=Lead.objects.exclude(territory=None).values_list("territory", flat=True)[0])
    beneath = set(Territory.objects.filter(path__startswith=top.path).values_list("pk", flat=True))
    placed = [truth for lead, truth in truths.items() if lead.territory_id in beneath]
    found = matching(actor, read("lead.budget >= 50000"), fields, scope=read_scope(f"unit {top.code}"))
    assert isinstance(found, Matching)
    assert (found.of, found.count, found.within) == (len(placed), placed.count(True), f"now in {top.name}")
    nowhere = within(read_scope("unit atlantis"), table)
    assert nowhere.where is None
    assert "the leads of the whole company are counted" in nowhere.note


def test_the_form_of_a_countrys_draft_counts_its_leads_and_says_so(cast, leads):
    records(at=datetime.now(UTC))
    draft = draft_edition(cast.marketing, text=BOOK, at=datetime.now(UTC))
    Edition.objects.filter(pk=draft.pk).update(scope="country FR")
    url = reverse("agreement:form_builder", args=[draft.pk, "criteria", "1.money"])
    money = {"c-count": "1", "c-0-subject": "lead.budget", "c-0-was": "lead.budget", "c-0-op": ">="}
    said = browser(cast.marketing).post(f"{url}?part=count", money | {"c-0-value": "20000"}).content.decode()
    assert "of France that came in the last 12 months" in said


def test_of_a_condition_about_accounts_the_accounts_are_said_first(cast, leads):
    records(at=datetime.now(UTC))
    draft = draft_edition(cast.marketing, text=BOOK, at=datetime.now(UTC))
    url = reverse("agreement:form_builder", args=[draft.pk, "criteria", "1.money"])
    row = {"c-count": "1", "c-0-subject": "account.country", "c-0-was": "account.country", "c-0-op": "known"}
    said = browser(cast.marketing).post(f"{url}?part=count", row).content.decode()
    met = [lead for lead in leads[1:] if lead.account and lead.account.country]
    accounts = len({lead.account_id for lead in met})
    assert f"<strong>{accounts}</strong> accounts, with {len(met)} of {len(leads) - 1} leads that came" in said


@pytest.mark.parametrize("who", ["marketing", "outsider"])
def test_where_accounts_are_asked_for_every_account_is_counted(cast, leads, fields, read, who):
    actor = getattr(cast, who)
    assert of_accounts.matching(actor, read("account.employees > 300"), fields) == NotCounted(
        "Counting is being prepared.", again=True
    ), "no request makes the ground"
    assert Job.objects.filter(kind="segments.count").count() == 1
    build(at=datetime.now(UTC))
    found = of_accounts.matching(actor, read("account.employees > 300"), fields)
    seen = list(accounts_for(actor))
    sizes = [row.employees if row.employees is not None else row.facts.get("account.employees") for row in seen]
    assert isinstance(found, Matching)
    assert found.of == len(seen) > 0
    assert found.count == sum(size is not None and size > 300 for size in sizes)
    assert found.unknown == sizes.count(None)
    assert {name for name, _ in found.examples} <= {row.name for row in seen}
    refused = of_accounts.matching(actor, read("lead.budget > 1"), fields)
    assert isinstance(refused, NotCounted)
    assert "accounts only" in refused.why


def test_the_twelve_months_begin_on_the_same_day_of_the_year_before():
    assert a_year_before(datetime(2027, 1, 31, tzinfo=UTC).date()).isoformat() == "2026-01-31"
    assert a_year_before(datetime(2028, 2, 29, tzinfo=UTC).date()).isoformat() == "2027-02-28"
