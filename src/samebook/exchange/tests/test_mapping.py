"""Mapping files: every problem with its place."""

import pytest

from samebook.exchange.mapping import SHIPPED, Column, find_mapping, value_of
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.targets import ImportTarget, TargetField
from samebook.kernel.refusals import Refused

FIELDS = (
    TargetField("external_id", "Id"),
    TargetField("name", "Name", required=True),
    TargetField("employees", "Employees", "integer"),
    TargetField("since", "Since", "date"),
)
TARGETS = {"things": ImportTarget("things", "Things", FIELDS, load=lambda *_, **__: [])}


def test_a_mapping_types_a_row():
    mapping, problems = read_mapping(
        """
target: things
dates: {order: dmy}
empty: [Select]
columns:
  Company: {to: name, values: {ACME: Acme}}
  Size: employees
  Since: since
constants: {external_id: x}
ignore: [Other]
""",
        TARGETS,
    )
    assert problems == []
    header = ["Company", "Other", "Size", "Since", "More"]
    row = mapping.reader(header, TARGETS["things"]).typed(2, ["ACME", "", "Select", "3.4.2018", "y"])
    assert row.values["name"] == "Acme"
    assert "employees" not in row.values
    assert str(row.values["since"]) == "2018-04-03"
    assert mapping.unknown_columns(header) == ["More"]
    with pytest.raises(Refused, match="Row 3, column “Size”") as refused:
        mapping.reader(header, TARGETS["things"]).typed(3, ["A", "", "many", "", ""])
    assert refused.value.field == "employees"
    with pytest.raises(Refused, match="does not say name"):
        mapping.reader(header, TARGETS["things"]).typed(4, ["", "", "1", "", ""])


@pytest.mark.parametrize("said", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_of_a_year_that_nobody_means_is_refused_but_in_a_field_of_the_book(said):
    fields = {
        "since": TargetField("since", "Since", "date"),
        "at": TargetField("at", "At", "timestamp"),
        "account.founded_on": TargetField("account.founded_on", "Founded", "date"),
    }
    for name in ("since", "at"):
        with pytest.raises(Refused) as refused:
            value_of(said, fields[name], Column(name, zone="America/New_York"))
        assert (refused.value.code, refused.value.field) == ("day.outside", name)
    founded = fields["account.founded_on"]
    assert str(value_of(said, founded, Column("account.founded_on"))) == said
    assert str(value_of("1970-01-01", fields["since"], Column("since"))) == "1970-01-01"


def test_every_problem_has_its_line_and_column():
    text = (
        "target: things\ncolumns:\n  A: nam\n  B: {to: since, order: dym}\n  C: since\nfiles: {}\ndates: {zone: Mars}\n"
    )
    mapping, problems = read_mapping(text, TARGETS)
    assert mapping is None
    assert [(one.line, one.code) for one in sorted(problems)] == [
        (3, "exchange.required"),
        (3, "exchange.unknown_field"),
        (4, "exchange.not_a_choice"),
        (5, "exchange.field_twice"),
        (6, "exchange.unknown_key"),
        (7, "exchange.unknown_zone"),
    ]
    assert "Did you mean name?" in str(sorted(problems)[1])


@pytest.mark.parametrize(
    "text",
    ["", "a: [", "target: other", "- 1", "x: &a [*a]", "target: things\ntarget: things", "[" * 5000, "columns: 3",
     "target: things\ncolumns: [a]", "a" * 300_000, "target: !!python/object:os.system x"],
)  # fmt: skip
def test_what_is_no_mapping_is_refused_quickly(text):
    mapping, problems = read_mapping(text, TARGETS)
    assert mapping is None
    assert problems


def test_a_missing_column_names_the_likely_cause():
    mapping, _ = read_mapping("target: things\ncolumns: {Company: name}", TARGETS)
    with pytest.raises(Refused, match="is the delimiter right"):
        mapping.reader(["Company;Size"], TARGETS["things"])
    with pytest.raises(Refused, match="Did you mean “Companies”"):
        mapping.reader(["Companies", "Size"], TARGETS["things"])


def test_shipped_mappings_are_found_by_name_and_others_by_path(tmp_path):
    assert {path.stem for path in SHIPPED.glob("*.yaml")} >= {"olist_leads", "olist_deals"}
    assert "mql_id" in find_mapping("olist_leads")
    with pytest.raises(Refused):
        find_mapping(str(tmp_path / "none.yaml"))
