"""Histories of sales on real files: stage by stage as the files say, counted again here without the product."""

import csv
import gzip
import itertools
import statistics
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samebook.buying.imports import load_stage_changes
from samebook.buying.models import CloseDateMove, FormerId, Opportunity, ProductLine, StageChange
from samebook.company.actions import found_company
from samebook.company.models import Currency
from samebook.exchange.importing import run
from samebook.exchange.jobs import checked_mapping
from samebook.exchange.mapping import find_mapping
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import ImportRow, target_named
from samebook.kernel.access import Actor

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
PASSWORD = "ratchet-harbour-57"
CASES = 80
"""How many cases of each log are brought in; the logs are long, and all cases are alike in kind."""


@pytest.fixture(autouse=True)
def company(db):
    found_company(
        name="Logs", country="DE", currency="EUR", time_zone="Europe/Berlin", fiscal_year_start=1,
        administrator_name="Ana", administrator_email="ana@logs.example", password=PASSWORD, at=datetime.now(UTC),
    )  # fmt: skip
    Currency.objects.get_or_create(code="USD")


def bring(name: str, file: Path, *, text: str = ""):
    """Import a file by a shipped mapping, or by a text."""
    mapping = checked_mapping(text or find_mapping(name))
    source = TextFile(file, mapping.dialect_of(file))
    return run(EVERYBODY, target_named(mapping.target), source, mapping, at=datetime.now(UTC))


def rows_of(path: Path, **more) -> list[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, **more))


def some_cases(path: Path, to: Path) -> list[dict[str, str]]:
    """The first cases of a log, in a file of its own."""
    rows = rows_of(path)
    wanted = set(itertools.islice(dict.fromkeys(row["case:concept:name"] for row in rows), CASES))
    kept = [row for row in rows if row["case:concept:name"] in wanted]
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    return kept


def stays(rows: list[dict[str, str]]) -> list[tuple[str, float]]:
    """Activity and seconds of every finished stay, by another way than the product's: runs of one activity."""
    cases: dict[str, list[tuple[datetime, int, str]]] = defaultdict(list)
    seen = set()
    for place, row in enumerate(rows):
        at = datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC)
        key = row["case:concept:name"], row["Activity"], at
        if key not in seen:
            seen.add(key)
            cases[row["case:concept:name"]].append((at, place, row["Activity"]))
    found = []
    for events in cases.values():
        events.sort()
        runs = [list(group) for _, group in itertools.groupby(events, key=lambda event: event[2])]
        found += [(one[0][2], (other[0][0] - one[0][0]).total_seconds()) for one, other in itertools.pairwise(runs)]
    return found


@pytest.mark.parametrize("log", ["helpdesk_log", "volvo_problems_log"])
def test_a_log_of_events_is_read_stay_by_stay(shared_data, tmp_path, log: str) -> None:
    file = tmp_path / "events.csv"
    rows = some_cases(shared_data / log / "events.csv.gz", file)
    report = bring("event_log", file)
    assert (report.rows, report.refused) == (len(rows), {})
    expected = stays(rows)
    visits = (
        StageChange.objects.exclude(visit=None).exclude(left_at=None).values_list("stage", "happened_at", "left_at")
    )
    mine = [(stage, (left - at).total_seconds()) for stage, at, left in visits]
    assert Counter(stage for stage, _ in mine) == Counter(stage for stage, _ in expected)
    assert sorted(mine) == sorted(expected), "no time is counted twice, none is negative"
    assert statistics.median(seconds for _, seconds in mine) == statistics.median(seconds for _, seconds in expected)
    assert Opportunity.objects.count() == len({row["case:concept:name"] for row in rows})
    count = StageChange.objects.count()
    again = bring("event_log", file)
    assert (again.created, again.refused, StageChange.objects.count()) == (0, {}, count)


def test_the_pipeline_of_maven_is_brought_in_with_what_it_says_and_refused_where_it_does_not(shared_data, tmp_path):
    rows = rows_of(shared_data / "maven_crm" / "sales_pipeline.csv.gz")
    kept = [row for row in rows[::12] if row["account"]]
    file = tmp_path / "pipeline.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    report = bring("maven_opportunities", file)
    dated = [row for row in kept if row["engage_date"]]
    assert report.refused == {"buying.opened_missing": len(kept) - len(dated)}
    assert report.created == len(dated)
    won = [row for row in dated if row["deal_stage"] == "Won"]
    assert Opportunity.objects.filter(outcome="won").count() == len(won)
    taken = Opportunity.objects.filter(outcome="won").values_list("opened_on", "closed_on")
    days = statistics.median((closed - opened).days for opened, closed in taken)
    assert days == statistics.median(
        (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days for row in won
    )
    assert Counter(ProductLine.objects.values_list("product", flat=True)) == Counter(row["product"] for row in dated)


def test_the_answers_of_salvirt_come_in_as_won_and_lost(shared_data) -> None:
    path = shared_data / "salvirt_b2b" / "Salvirt_B2B_ML_dataset.csv.gz"
    days = "\nconstants: {opened_on: 2020-01-02, closed_on: 2020-06-30, company: Somebody}\n"
    report = bring("salvirt_opportunities", path, text=find_mapping("salvirt_opportunities") + days)
    rows = rows_of(path, delimiter=";")
    assert (report.created, report.refused) == (448, {})
    assert Counter(Opportunity.objects.values_list("outcome", flat=True)) == Counter(r["Status"].lower() for r in rows)


def deals(*ids: str) -> None:
    now = datetime.now(UTC)
    said = {"stage": "discovery", "opened_on": date(2018, 1, 1), "created_at": now, "origin": "import"}
    Opportunity.objects.bulk_create([Opportunity(external_id=key, name=key, **said) for key in dict.fromkeys(ids)])


def test_the_stages_of_hubspot_come_in_by_the_shipped_mapping(shared_data) -> None:
    path = shared_data / "crm_export_shapes" / "hubspot" / "deal_stage_data.csv"
    rows = rows_of(path)
    unknown = bring("hubspot_deal_stages", path)
    assert unknown.refused == {"buying.unknown_opportunity": len(rows)}
    deals(*(row["deal_id"] for row in rows))
    report = bring("hubspot_deal_stages", path)
    told = {(row["deal_id"], row["value"], row["date_entered"]) for row in rows}
    assert (report.created, report.refused) == (len(told), {})
    entered = StageChange.objects.values_list("opportunity__external_id", "stage")
    assert Counter(entered) == Counter((deal, stage) for deal, stage, _ in told)


def test_of_a_history_of_all_fields_only_the_stage_counts(shared_data) -> None:
    path = shared_data / "crm_export_shapes" / "hubspot" / "deal_property_history_data.csv"
    rows = rows_of(path)
    name = Counter(row["name"] for row in rows).most_common(1)[0][0]  # names are hashed here
    deals(*(row["deal_id"] for row in rows))
    text = find_mapping("hubspot_deal_history").replace(
        "name: property", f'name: {{to: property, values: {{"{name}": dealstage}}}}'
    )
    report = bring("", path, text=text)
    told = {(row["deal_id"], row["value"], row["timestamp"]) for row in rows if row["name"] == name and row["value"]}
    assert report.created == len(told)
    assert set(report.refused) <= {"buying.stage_missing"}


def test_histories_of_merged_deals_are_the_survivors(shared_data) -> None:
    path = shared_data / "crm_export_shapes" / "hubspot" / "merged_deal_data.csv"
    rows = rows_of(path)
    deals(*(row["deal_id"] for row in rows))
    report = bring("hubspot_merged_deals", path)
    assert report.created + report.unchanged == len(rows)
    assert FormerId.objects.count() == len({row["merged_deal_id"] for row in rows} - {row["deal_id"] for row in rows})
    said = {
        "opportunity_external_id": rows[0]["merged_deal_id"],
        "stage": "x",
        "happened_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    [outcome] = load_stage_changes(EVERYBODY, [ImportRow(2, said)], at=datetime.now(UTC))
    assert outcome.record_id == Opportunity.objects.get(external_id=rows[0]["deal_id"]).pk


def test_the_versions_of_salesforce_tell_stages_and_close_dates(shared_data) -> None:
    path = shared_data / "crm_export_shapes" / "salesforce" / "sf_opportunity_history_data.csv"
    rows = rows_of(path)
    deals(*(row["id"] for row in rows))
    stages, dates = bring("salesforce_stages", path), bring("salesforce_close_dates", path)
    assert (stages.refused, dates.refused) == ({}, {})
    assert set(StageChange.objects.values_list("opportunity__external_id", "stage")) == {
        (row["id"], row["stage_name"]) for row in rows
    }
    assert set(CloseDateMove.objects.values_list("opportunity__external_id", "to_date")) == {
        (row["id"], date.fromisoformat(row["close_date"][:10])) for row in rows if row["close_date"]
    }
