"""What ``bulk_create`` would have written and ``raw`` have read, by fixed SQL."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from samebook.accounts.models import Account, Fact, Person
from samebook.jobs import rows as writing_rows
from samebook.jobs.rows import held, insert, read, update

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, 1, 234567, tzinfo=UTC)


def account(name="Müller", **more):
    return Account(origin="api", name=name, name_key=name.lower(), created_at=AT, **more)


@pytest.mark.parametrize("value", [None, "text", "", 7, True, "1.50", {"a": ["é", None]}, "null"])
def test_rows_read_back_as_bulk_create_would_have_written_them(value):
    def fact():
        return Fact(
            record_kind="lead", record_id=1, field="lead.x", value=value, origin="api", actor="user:1", known_at=AT
        )

    ours, [theirs] = fact(), Fact.objects.bulk_create([fact()])
    insert([ours])
    fields = [field.attname for field in Fact._meta.concrete_fields if not field.primary_key]
    assert Fact.objects.values(*fields).get(pk=ours.pk) == Fact.objects.values(*fields).get(pk=theirs.pk)


def test_each_row_gets_the_id_of_its_own_row(monkeypatch):
    monkeypatch.setattr(writing_rows, "MOST_PARAMETERS", 60)
    writing_rows._plan.cache_clear()
    rows = [account(f"Firm {number}", employees=number) for number in range(10)]
    insert(rows)
    assert [Account.objects.get(pk=row.pk).name for row in rows] == [row.name for row in rows]
    assert not any(row._state.adding for row in rows)


def test_a_row_may_point_to_one_that_was_new_when_it_was_made():
    firm = account()
    person = Person(origin="api", account=firm, name="Otto", created_at=AT)
    insert([firm])
    insert([person])
    assert Person.objects.get(pk=person.pk).account_id == firm.pk


def test_a_row_that_points_to_nothing_saved_or_is_saved_itself_is_refused():
    firm = account()
    with pytest.raises(ValueError, match="not saved"):
        insert([Person(origin="api", account=firm, name="Otto", created_at=AT)])
    insert([firm])
    with pytest.raises(ValueError, match="not new"):
        insert([firm])


def test_only_the_named_fields_of_kept_rows_are_written():
    rows = [account(f"Firm {number}", facts={"account.x": number}) for number in range(3)]
    insert(rows)
    for row in rows:
        row.employees, row.city, row.facts = 7, "Kiel", {"account.x": ["é", row.pk]}
    update(rows[:2], ["facts", "employees"])
    kept = {row.pk: row for row in Account.objects.all()}
    assert [kept[row.pk].employees for row in rows] == [7, 7, None]
    assert [kept[row.pk].facts for row in rows[:2]] == [{"account.x": ["é", row.pk]} for row in rows[:2]]
    assert {row.city for row in kept.values()} == {""}


def test_a_relation_is_written_by_its_name_or_by_that_of_its_id():
    firms = [account(f"Firm {number}") for number in range(3)]
    insert(firms)
    person = Person(origin="api", account=firms[0], name="Otto", created_at=AT)
    insert([person])
    for firm, name in ((firms[1], "account_id"), (firms[2], "account")):
        person.account_id = firm.pk
        update([person], [name, "name"])
        assert Person.objects.get(pk=person.pk).account_id == firm.pk


def test_a_field_that_is_none_is_refused():
    row = account()
    insert([row])
    with pytest.raises(ValueError, match="not all fields"):
        update([row], ["name", "nmae"])


def test_rows_are_read_as_raw_reads_them_whatever_the_order_of_the_columns():
    insert([account(f"Firm {number}", facts={"account.x": ["é", number, None]}, employees=number) for number in (1, 2)])
    statement = "SELECT facts, created_at, employees, id, name, is_customer FROM accounts_account ORDER BY id"
    ours, theirs = read(Account, statement, []), list(Account.objects.raw(statement))
    assert ours == theirs
    for one, other in zip(ours, theirs, strict=True):
        assert (one.facts, one.created_at, one.employees, one.name, one.is_customer) == (
            other.facts, other.created_at, other.employees, other.name, other.is_customer,
        )  # fmt: skip
        assert one.get_deferred_fields() == other.get_deferred_fields()
        assert not one._state.adding
    assert ours[1].created_at == AT
    assert ours[1].facts == {"account.x": ["é", 2, None]}
    assert type(ours[0].is_customer) is bool


def test_a_column_that_was_left_out_is_read_when_it_is_asked_for(django_assert_num_queries):
    insert([account()])
    [kept] = read(Account, "SELECT name, id FROM accounts_account WHERE name = %s", ["Müller"])
    with django_assert_num_queries(1):
        assert (kept.name, kept.name_key) == ("Müller", "müller")


def test_a_column_that_is_none_of_the_model_is_refused():
    insert([account()])
    with pytest.raises(ValueError, match="not all columns"):
        read(Account, "SELECT id, name AS title FROM accounts_account", [])


def named(names):
    """A scope for the tests: the accounts of some names."""
    accounts = Account.objects.all()
    return accounts.filter(name__in=names) if names else accounts.none()


def everyone(_names):
    return Account.objects.order_by("name")


def test_a_record_is_held_only_within_the_scope_of_who_asks():
    rows = [account(f"Firm {number}", employees=number) for number in range(3)]
    insert(rows)
    first, second, _ = rows
    for _ in range(2):  # the second time by the statement that was kept
        with transaction.atomic():
            assert held(named, ("Firm 0", "Firm 2"), first.pk) == first
            assert held(named, ("Firm 0", "Firm 2"), second.pk) is None
            assert held(named, ("Firm 1",), second.pk).employees == 1
            assert held(named, (), first.pk) is None
            assert held(everyone, (), second.pk).created_at == AT
            assert held(everyone, (), 0) is None


def test_what_is_held_costs_one_query(django_assert_num_queries):
    insert([account()])
    key = Account.objects.get().pk
    with transaction.atomic(), django_assert_num_queries(1):
        held(named, ("Müller",), key)
