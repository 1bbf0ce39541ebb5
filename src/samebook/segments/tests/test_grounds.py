"""Every record of a ground held against its rows, read one by one; conditions against the Python predicate."""

import stat
from datetime import UTC, datetime

import pytest

from samebook.accounts.models import Account, Person
from samebook.accounts.queries import accounts_for, people_for
from samebook.agreement.queries import in_force
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.segments.grounds import META, ground, judged, kept_ground, kind_of, opened
from samebook.segments.rules import held_by, kept_in_files
from samebook.segments.terms import Kind
from samebook.segments.tests.people import EVERYBODY, may_contact, records_of

pytestmark = pytest.mark.django_db


def book():
    return in_force(datetime.now(UTC)).book


def of(kind: Kind):
    return ground(kind, at=datetime.now(UTC))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_of_every_record_is_in_the_ground_as_the_rows_have_it(people, kind):
    fields = book().fields
    wanted = held_by(kind, {(field.name, field.type) for field in fields.values()})
    truth = records_of(kind, fields)
    with opened(of(kind), wanted) as session:
        rows = session.sql("SELECT * FROM ground")
        names = [name.partition(":")[0] for name in rows.columns]
        found = {row[0]: dict(zip(names, row, strict=True)) for row in rows.fetchall()}
    assert found.keys() == truth.keys()
    assert len(found) > 20
    for key, record in truth.items():
        for name, _ in wanted:
            value = found[key][name]
            value = value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
            assert value == record.get(name), (key, name)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_condition_is_true_false_or_unknown_as_python_finds_it(people, kind):
    conditions = {name: each for name, each in book().segments.items() if held_by(kind, pairs(each)) == pairs(each)}
    truth = records_of(kind, book().fields)
    assert conditions
    with judged(of(kind), {n: c.expression for n, c in conditions.items()}, actor=EVERYBODY, kept=["record_id"]) as it:
        names = it.columns[1:]
        found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in it.fetchall()}
    assert found == {key: {n: c.truth(record) for n, c in conditions.items()} for key, record in truth.items()}
    for name in conditions:
        assert {row[name] for row in found.values()} >= ({True, False, None} if name != "at_home" else {True})


def pairs(condition):
    return {(name, condition.fields[name].type) for name in condition.reads}


def test_who_may_be_contacted_is_what_consent_and_suppression_say(people):
    told = {kind: meta(kind) for kind in Kind}
    persons = {person.pk: may_contact(person) for person in Person.objects.filter(erased_at=None, merged_into=None)}
    assert set(persons.values()) == {True, False}
    assert {key: row["may_contact"] for key, row in told[Kind.PERSON].items()} == persons
    at = {}
    for person in Person.objects.filter(pk__in=persons):
        at[person.account_id] = at.get(person.account_id, False) or persons[person.pk]
    assert {key: row["may_contact"] for key, row in told[Kind.ACCOUNT].items()} == {
        key: at.get(key, False) for key in told[Kind.ACCOUNT]
    }
    for lead in Lead.objects.filter(pk__in=told[Kind.LEAD]):
        assert told[Kind.LEAD][lead.pk]["may_contact"] == persons.get(lead.person_id, False)


def meta(kind: Kind, actor: Actor = EVERYBODY) -> dict[int, dict[str, object]]:
    with judged(of(kind), {}, actor=actor) as rows:
        return {row[0]: dict(zip(META, row, strict=True)) for row in rows.fetchall()}


@pytest.mark.parametrize(("kind", "query"), [("account", accounts_for), ("person", people_for), ("lead", leads_for)])
def test_everybody_sees_in_the_ground_what_the_lists_show_them(people, kind, query):
    strangers = [Actor(None, "token:1", frozenset({role})) for role in (Role.PARTNER_MANAGER, Role.PARTNER_USER)]
    for actor in (people.rep, people.teammate, people.outsider, people.marketing, *strangers):
        seen = query(actor)
        if kind == "lead":
            seen = seen.exclude(status__in=["not_a_lead", "service_request"])
        assert set(meta(Kind(kind), actor)) == set(seen.values_list("pk", flat=True)), actor
    assert 0 < len(meta(Kind(kind), people.rep)) < len(meta(Kind(kind)))


def test_files_hold_no_name_address_number_or_free_text_and_are_the_owners_alone(people, settings):
    found = of(Kind.LEAD)
    assert {name for name, _ in found.pairs}.isdisjoint({"account.city", "account.motto", "lead.message"})
    assert {"account.colour", "account.turnover", "person.since"} <= {name for name, _ in found.pairs}
    assert found.pairs == kept_in_files(book().fields.values())
    files = [file for file in settings.SAMEBOOK_SEGMENTS.rglob("*") if file.is_file()]
    held = [file.read_bytes() for file in files if file.suffix == ".parquet"]
    assert len(held) == 3
    import pyarrow.parquet as pq

    texts = {
        str(value)
        for file in files
        if file.suffix == ".parquet"
        for row in pq.read_table(file).to_pylist()
        for value in row.values()
    }
    names = {*Account.objects.values_list("name", flat=True), *Person.objects.values_list("email", flat=True)}
    assert texts.isdisjoint({*names, "Hamburg", "Ever upward", "This is URGENT"} - {""})
    for file in files:
        if file.suffix == ".parquet":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_condition_is_about_what_it_reads(people):
    kinds = {name: kind_of(each.expression) for name, each in book().segments.items()}
    assert kinds["plants"] is kinds["not_big"] is kinds["at_home"] is Kind.ACCOUNT
    assert (kinds["engineers"], kinds["funded"]) == (Kind.PERSON, Kind.LEAD)


def test_accounts_cannot_be_asked_what_only_a_lead_has(people):
    with (
        pytest.raises(Refused, match=r"Accounts have no field lead\.budget"),
        judged(of(Kind.ACCOUNT), {"funded": book().segments["funded"].expression}, actor=EVERYBODY),
    ):
        pass


def test_before_the_first_one_there_is_no_ground(cast):
    assert kept_ground(Kind.PERSON) is None
    assert of(Kind.PERSON).as_of is not None


def test_a_company_without_records_has_an_empty_ground(cast):
    assert meta(Kind.ACCOUNT) == meta(Kind.PERSON) == meta(Kind.LEAD) == {}
