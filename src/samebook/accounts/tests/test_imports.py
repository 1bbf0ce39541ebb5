"""Real files into accounts and people."""

import csv
import gzip
from datetime import timedelta

import pytest

from samebook.accounts import hooks
from samebook.accounts.imports import ACCOUNTS, PEOPLE
from samebook.accounts.models import Account, Person
from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.sources import TextFile
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
TARGETS = {"accounts": ACCOUNTS, "people": PEOPLE}


@pytest.fixture
def bring(intake, at):
    def bring(path, text, **more):
        mapping, problems = read_mapping(text, TARGETS)
        assert not problems, problems
        source = TextFile(path, mapping.dialect_of(path))
        return run(intake, TARGETS[mapping.target], source, mapping, at=at, **more)

    return bring


def file(tmp_path, text):
    path = tmp_path / "file.csv"
    path.write_text(text)
    return path


def test_the_accounts_of_a_real_crm_file_come_in_once(bring, shared_data, tmp_path):
    path = shared_data / "maven_crm" / "accounts.csv.gz"
    rows = list(csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()))
    text = "\n".join(["id,name,sector,employees,country,parent"] + [
        ",".join([r["account"], r["account"], r["sector"], r["employees"], r["office_location"], r["subsidiary_of"]])
        for r in sorted(rows, key=lambda r: r["subsidiary_of"])
    ])  # fmt: skip
    mapping = """
target: accounts
columns:
  id: external_id
  name: name
  sector: {to: industry, values: {technolgy: technology}}
  employees: employees
  country: {to: country, values: {Philipines: Philippines}}
  parent: parent_external_id
"""
    first = bring(file(tmp_path, text), mapping)
    assert (first.created, first.refused) == (len(rows), {})
    assert Account.objects.filter(industry="technology").count() == sum(r["sector"] == "technolgy" for r in rows)
    assert Account.objects.filter(parent__isnull=False).count() == sum(bool(r["subsidiary_of"]) for r in rows)
    assert Account.objects.get(name="Acme Corporation").employees == 2822
    again = bring(file(tmp_path, text), mapping)
    assert (again.created, again.changed, again.unchanged) == (0, 0, len(rows))


def test_names_over_two_lines_and_several_sources_come_in(bring, shared_data):
    path = shared_data / "org_dedupe_chicago" / "csv_example_input_with_true_ids.csv.gz"
    text = """
target: accounts
columns: {Site name: name, Website: website}
constants: {country: US}
"""
    report = bring(path, text)
    assert report.rows == 3337
    assert report.created + report.changed + sum(report.refused.values()) + report.unchanged == 3337
    assert not Account.objects.filter(name__contains="\n").exists()
    assert 1162 <= Account.objects.count() + report.refused.get("exchange.required", 0) < 3337


def test_a_real_lead_export_gives_people_by_id_and_drops_select(bring, shared_data):
    path = shared_data / "x_education_leads" / "Leads.csv.gz"
    text = """
target: people
empty: [Select, unknown]
columns:
  Prospect ID: external_id
  Country: country
"""
    report = bring(path, text)
    taken = report.created + report.unchanged
    assert (report.rows, taken + sum(report.refused.values())) == (9240, 9240)
    assert set(report.refused) <= {"accounts.unknown_country"}
    assert Person.objects.count() == taken > 9200
    assert "column 38" in report.unused_columns


def test_the_shapes_of_crm_exports_are_read(bring, shared_data):
    folder = shared_data / "crm_export_shapes"
    columns = "{id: external_id, name: name, title: title, account_id: account_external_id}"
    people = bring(folder / "salesforce" / "sf_contact_data.csv", f"target: people\ncolumns: {columns}")
    columns = "{id: external_id, name: name}"
    accounts = bring(folder / "salesforce" / "sf_account_data.csv", f"target: accounts\ncolumns: {columns}")
    assert people.created > 0
    assert accounts.rows == accounts.created + accounts.changed + accounts.unchanged + sum(accounts.refused.values())


def test_an_old_file_does_not_undo_what_is_newer(bring, tmp_path, at):
    text = "target: accounts\ncolumns: {id: external_id, n: name, staff: employees, seen: known_at}"
    bring(file(tmp_path, f"id,n,staff,seen\n1,Acme,300,{(at - timedelta(days=1)):%Y-%m-%d}\n"), text)
    bring(file(tmp_path, f"id,n,staff,seen\n1,Acme,100,{(at - timedelta(days=99)):%Y-%m-%d}\n"), text)
    assert Account.objects.get().employees == 300


def test_a_row_of_nobody_is_refused_and_a_rep_may_not_import(bring, tmp_path, at):
    report = bring(
        file(tmp_path, "name,title\n,Boss\nAnn,Boss\n"), "target: people\ncolumns: {name: name, title: title}"
    )
    assert (report.created, report.refused) == (1, {"accounts.nobody": 1})
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.REP}))
    for target in TARGETS.values():
        with pytest.raises(Refused):
            target.load(rep, [], at=at)


def test_a_value_that_is_no_choice_of_the_book_is_refused_with_its_row(bring, tmp_path, monkeypatch):
    choices = {"account.industry": ("chemicals", "paper")}
    monkeypatch.setattr(hooks, "declared_choices", [lambda kind: choices if kind == "account" else {}])
    path = file(tmp_path, "name,industry\nA,Papier\nB,paper\nC,\n")
    report = bring(path, "target: accounts\ncolumns: {name: name, industry: industry}")
    assert (report.created, report.refused) == (2, {"accounts.choice": 1})
    assert report.examples["accounts.choice"] == "“Papier” is no choice of the Book; there are chemicals, paper."
    assert not Account.objects.filter(name="A").exists()
