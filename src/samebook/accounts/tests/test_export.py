"""A file of ours comes in again and changes nothing."""

import pytest

from samebook.accounts.actions import know
from samebook.accounts.export import account_rows, account_titles, person_rows, person_titles
from samebook.accounts.imports import ACCOUNTS, PEOPLE
from samebook.accounts.models import Account, Fact, Person
from samebook.accounts.rules import own_id
from samebook.exchange.drafting import Choice, mapping_text
from samebook.exchange.guessing import guess_columns
from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.models import ImportedRow
from samebook.exchange.sources import TextFile
from samebook.journal.models import Entry
from samebook.kernel.sheets import Sheet, csv_lines, texts, to_xlsx

pytestmark = pytest.mark.django_db
FILES = {
    "accounts": (ACCOUNTS, account_titles, lambda: account_rows(Account.objects.order_by("pk"))),
    "people": (PEOPLE, person_titles, lambda: person_rows(Person.objects.order_by("pk"))),
}


@pytest.fixture
def world(at, intake):
    """Two firms of one name in one country, a site, a formula for a name, numbers and days that are read two ways."""

    def firm(name, **said):
        key = name.lower()
        return Account.objects.create(name=name, name_key=key, origin="person", created_at=at, **said)

    parent = firm("Müller", country="DE", external_id="M-1", employees=12, domain="mueller.example")
    site = firm("Müller", country="DE", parent=parent, city="Ulm", postcode="00123", phone="+497311234")
    odd = firm('=HYPERLINK("x")', is_customer=True, industry="-5")
    open_person = Person.objects.create(
        name="Ida Lund", email="ida@mueller.example", phone="+4930123", account=site, origin="person", created_at=at
    )
    barred = Person.objects.create(
        name="@Jo", email="jo@mueller.example", do_not_contact=True, account=odd, origin="person", created_at=at
    )
    known = {"account.industry": "chemicals", "account.employees": 1200}
    know(intake, "account", {parent.pk: known}, at=at, origin="person")
    return parent, site, odd, open_person, barred


def written(tmp_path, name, ending):
    _, titles, rows = FILES[name]
    path = tmp_path / f"{name}.{ending}"
    if ending == "xlsx":
        path.write_bytes(to_xlsx(Sheet(name, texts(*titles()), rows())))
    else:
        path.write_text("".join(csv_lines(titles(), rows())), "utf-8")
    return path


def state():
    return (
        list(Account.objects.order_by("pk").values()), list(Person.objects.order_by("pk").values()),
        Fact.objects.count(), Entry.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ["accounts", "people"])
def test_a_file_of_ours_maps_itself_and_comes_in_unchanged(world, tmp_path, intake, at, name, ending):
    before = state()
    target = FILES[name][0]
    path = written(tmp_path, name, ending)
    dialect = read_mapping(f"target: {name}\ncolumns: {{Name: name}}", {name: target})[0].dialect_of(path)
    source = TextFile(path, dialect)
    guesses = guess_columns(source.header, [row.cells for row in source.rows()], target.all_fields())
    assert all(guess.to and guess.is_sure for guess in guesses), guesses
    assert not [guess for guess in guesses if guess.has_days and not guess.order]
    assert not [guess for guess in guesses if guess.has_marks and not guess.decimal]
    choices = {guess.name: Choice(guess.to, guess.order, guess.decimal) for guess in guesses}
    read_so = {"encoding": dialect.encoding, "delimiter": dialect.delimiter, "sheet": dialect.sheet}
    mapping, problems = read_mapping(mapping_text(name, choices, file=read_so, zone="Europe/Berlin"), {name: target})
    assert not problems
    report = run(intake, target, source, mapping, at=at)
    rows = {"accounts": 3, "people": 2}[name]
    assert (report.rows, report.unchanged, report.refused) == (rows, rows, {}), report
    ImportedRow.objects.all().delete()  # what an import remembers of a row is not what makes it unchanged
    assert run(intake, target, source, mapping, at=at).unchanged == rows
    assert state() == before


def test_addresses_of_whoever_may_not_be_contacted_stay_here(world):
    rows = {row[1]: row for row in person_rows(Person.objects.order_by("pk"))}
    place = person_titles().index("E-mail")
    assert rows["Ida Lund"][place] == "ida@mueller.example"
    assert rows["@Jo"][place] is None


def test_an_id_of_ours_names_the_record_and_a_changed_cell_changes_it_alone(world, tmp_path, intake, at):
    parent, site, *_ = world
    path = tmp_path / "a.csv"
    path.write_text(f"External id,Name,Employees\nsamebook:{site.pk},Müller,44\nsamebook:{parent.pk},Müller,12\n")
    columns = "{External id: external_id, Name: name, Employees: employees}"
    mapping, _ = read_mapping(f"target: accounts\ncolumns: {columns}", {"accounts": ACCOUNTS})
    report = run(intake, ACCOUNTS, TextFile(path, mapping.dialect_of(path)), mapping, at=at)
    assert (report.created, report.refused) == (0, {})
    site.refresh_from_db()
    assert site.employees == 44
    assert site.external_id is None


def test_an_id_of_ours_that_we_never_gave_is_refused(world, tmp_path, intake, at):
    gone = max(Account.objects.values_list("pk", flat=True)) + 1
    path = tmp_path / "a.csv"
    path.write_text(f"External id,Name\nsamebook:{gone},New\nsamebook:x,Other\n")
    mapping, _ = read_mapping(
        "target: accounts\ncolumns: {External id: external_id, Name: name}", {"accounts": ACCOUNTS}
    )
    report = run(intake, ACCOUNTS, TextFile(path, mapping.dialect_of(path)), mapping, at=at)
    assert report.refused == {"accounts.unknown_own_id": 1}
    assert (report.created, Account.objects.get(name="Other").external_id) == (1, "samebook:x")


@pytest.mark.parametrize(
    ("said", "number"),
    [("samebook:17", 17), ("samebook:0", None), ("samebook:-1", None), ("samebook:", None), ("Samebook:17", None),
     ("samebook:٣", None), ("samebook:" + "9" * 19, None), ("17", None), ("", None)],
)  # fmt: skip
def test_only_a_plain_number_behind_the_name_is_an_id_of_ours(said, number):
    assert own_id(said) == number
