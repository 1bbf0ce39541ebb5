"""People of buying groups from files: what a CRM calls contact roles, in the shapes that connectors export."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from samebook.accounts.models import Account, Person
from samebook.buying.models import Opportunity
from samebook.exchange.importing import run
from samebook.exchange.jobs import checked_mapping
from samebook.exchange.mapping import find_mapping
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import target_named
from samebook.groups import hooks, rules
from samebook.groups.models import Member
from samebook.groups.queries import members_of
from samebook.groups.tests.cast import NOW, sale
from samebook.kernel.access import Actor
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
START, VENDOR = "start_project", "choose_vendor"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def one(cast) -> Opportunity:
    """A sale and four people with the ids that a CRM gave them: 006-1 and 003-0 to 003-3."""
    opportunity, people = sale(cast)
    Opportunity.objects.filter(pk=opportunity.pk).update(external_id="006-1")
    for n, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(external_id=f"003-{n}")
    return opportunity


def bring(name: str, file):
    mapping = checked_mapping(find_mapping(name))
    source = TextFile(file, mapping.dialect_of(file))
    return run(EVERYBODY, target_named(mapping.target), source, mapping, at=NOW + timedelta(days=60))


def written(path, rows: list[dict[str, str]]):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(contact: str, role: str, *, deal: str = "006-1", deleted: str = "FALSE", at: str = "2026-02-01 9:05:00"):
    return {"id": f"00K{contact}{role}", "opportunity_id": deal, "contact_id": contact, "role": role,
            "is_primary": "FALSE", "is_deleted": deleted, "created_date": at}  # fmt: skip


def test_contact_roles_of_salesforce_become_members_with_roles_once(one, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(hooks, "role_entered", [lambda *said: pytest.fail("what a file says is no news")])
    rows = [
        row("003-0", "Decision Maker"), row("003-0", "Business User"), row("003-1", "Other"), row("003-2", "Wizard"),
        row("003-9", "Evaluator"), row("003-3", "Evaluator", deal="006-9"),
        row("003-3", "Evaluator", at="2031-01-01 1:00:00"),
    ]  # fmt: skip
    file = written(tmp_path / "roles.csv", rows)
    report = bring("salesforce_contact_roles", file)
    assert report.created == 3
    assert report.refused == {
        "groups.unknown_role": 1, "groups.unknown_person": 1, "buying.unknown_opportunity": 1, "groups.ahead": 1,
    }  # fmt: skip
    found = {str(each.person): [role.role for role in each.roles.all()] for each in members_of(one)}
    assert found == {"Ada Voss": ["decision_maker", "user"], "Bo Lund": []}
    assert set(one.people.values_list("name", flat=True)) == set(found), "in step with who takes part"
    first = Member.objects.get(person__name="Ada Voss")
    assert first.joined_at == datetime(2026, 2, 1, 9, 5, tzinfo=UTC)
    again = bring("salesforce_contact_roles", file)
    assert (again.created, Member.objects.count()) == (0, 2)


def test_a_row_that_was_deleted_there_ends_the_role_here(one, tmp_path) -> None:
    bring("salesforce_contact_roles", written(tmp_path / "a.csv", [row("003-0", "Decision Maker"), row("003-1", "")]))
    gone = [row("003-0", "Decision Maker", deleted="TRUE"), row("003-1", "", deleted="TRUE")]
    bring("salesforce_contact_roles", written(tmp_path / "b.csv", gone))
    [left] = members_of(one)
    assert (str(left.person), list(left.roles.all())) == ("Ada Voss", [])
    assert list(one.people.values_list("name", flat=True)) == ["Ada Voss"]


def test_associations_of_hubspot_in_their_true_shape_say_who_takes_part(one, shared_data, tmp_path) -> None:
    shape = shared_data / "crm_export_shapes" / "hubspot" / "deal_contact_data.csv"
    with shape.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Opportunity.objects.filter(pk=one.pk).update(external_id=rows[0]["deal_id"])
    Person.objects.filter(external_id="003-2").update(external_id=rows[0]["contact_id"])
    here = {(each["deal_id"], each["contact_id"]) for each in rows} & {(rows[0]["deal_id"], rows[0]["contact_id"])}
    report = bring("hubspot_deal_contacts", written(tmp_path / "deal_contact.csv", rows))
    assert report.rows == len(rows)
    assert report.created == len(here) == 1
    assert set(report.refused) <= {"buying.unknown_opportunity", "groups.unknown_person"}
    assert [(str(each.person), each.decision) for each in members_of(one)] == [("Cai Wolff", START)]


def test_a_role_that_counts_in_one_decision_brings_the_person_into_it(one, tmp_path) -> None:
    mapping = find_mapping("salesforce_contact_roles").replace('Other: ""', "Sceptic: nay_sayer")
    file = written(tmp_path / "roles.csv", [row("003-0", "Sceptic"), row("003-1", "Influencer")])
    checked = checked_mapping(mapping)
    run(
        EVERYBODY,
        target_named(checked.target),
        TextFile(file, checked.dialect_of(file)),
        checked,
        at=NOW + timedelta(days=60),
    )
    assert {(str(each.person), each.decision) for each in members_of(one)} == {("Ada Voss", VENDOR), ("Bo Lund", START)}


def test_a_file_brings_people_of_the_sales_company_its_sites_and_its_partner_and_nobody_else(one, tmp_path) -> None:
    account = one.account
    assert account is not None
    companies = {"holding": None, "sister": "holding", "site": "sister", "partner": None, "other": None}
    made = {}
    for name, parent in companies.items():
        made[name] = Account.objects.create(name=name, name_key=name, origin="person", created_at=NOW,
                                            parent=made.get(parent))  # fmt: skip
        Person.objects.create(name=name, surname_key=name, account=made[name], external_id=name, origin="person",
                              created_at=NOW)  # fmt: skip
    Person.objects.create(name="nowhere", surname_key="n", external_id="nowhere", origin="person", created_at=NOW)
    Account.objects.filter(pk=account.pk).update(parent=made["holding"])
    Opportunity.objects.filter(pk=one.pk).update(partner=made["partner"])
    rows = [row(name, "") for name in ("nowhere", *companies, "003-0")]
    report = bring("salesforce_contact_roles", written(tmp_path / "roles.csv", rows))
    assert report.refused == {"groups.not_of_the_sale": 2}
    assert sorted(str(each.person) for each in members_of(one)) == ["Ada Voss", "holding", "partner", "sister", "site"]
    Person.objects.filter(external_id="site").update(account=made["other"])
    again = bring("salesforce_contact_roles", written(tmp_path / "again.csv", [row("site", "Evaluator")]))
    assert again.created == 1, "who takes part already may go to another company and have roles"


def test_a_file_brings_no_more_people_into_a_decision_than_it_has_room_for(one, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_PEOPLE", 2)
    rows = [row("003-0", ""), row("003-1", ""), row("003-2", ""), row("003-0", "", deleted="TRUE"), row("003-3", "")]
    report = bring("salesforce_contact_roles", written(tmp_path / "roles.csv", rows))
    assert report.refused == {"groups.too_many": 1}
    assert sorted(str(each.person) for each in members_of(one)) == ["Bo Lund", "Dea Ortiz"]
