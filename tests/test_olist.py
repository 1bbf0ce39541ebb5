"""The main job on real leads: Olist's funnel imported, judged by a signed edition, delivered, won, and counted.

Every figure is counted again here from the CSV files, without the product.
"""

import csv
import gzip
import statistics
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.company.actions import add_territory, add_user, found_company
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.exchange.importing import run
from samebook.exchange.jobs import checked_mapping
from samebook.exchange.mapping import find_mapping
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import target_named
from samebook.kernel.access import Actor, Role
from samebook.leads.models import Lead
from samebook.numbers.evaluate import evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

ZONE = ZoneInfo("America/Sao_Paulo")
PASSWORD = "venda sempre mais"
EVERYBODY = Actor.system("test")
SEARCHED = {"organic_search", "paid_search", "direct_traffic", "referral"}
TOLD = {"email", "display", "social", "other_publicities", "unknown", "other"}


class Olist:
    """What the files say, read by the test alone."""

    def __init__(self, folder: Path) -> None:
        self.leads_file = folder / "olist_marketing_qualified_leads_dataset.csv.gz"
        self.deals_file = folder / "olist_closed_deals_dataset.csv.gz"
        self.leads = {row["mql_id"]: row for row in self._rows(self.leads_file)}
        self.deals = list(self._rows(self.deals_file))
        self.received = {key: date.fromisoformat(row["first_contact_date"]) for key, row in self.leads.items()}
        won = {row["mql_id"]: datetime.fromisoformat(row["won_date"]).date() for row in self.deals}
        self.won = {key: day for key, day in won.items() if day >= self.received[key]}
        self.won_too_early = set(won) - set(self.won)

    @staticmethod
    def _rows(path: Path):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def days_to_win(self, month: str | None = None) -> list[int]:
        return [
            (day - self.received[key]).days
            for key, day in self.won.items()
            if month is None or f"{self.received[key]:%Y-%m}" == month
        ]


@pytest.fixture
def olist(shared_data):
    return Olist(shared_data / "olist")


@pytest.fixture
def company(db):
    at = datetime.now(UTC)
    found_company(
        name="Marketplace", country="BR", currency="BRL", time_zone=str(ZONE), fiscal_year_start=1,
        administrator_name="Ana", administrator_email="ana@market.example", password=PASSWORD, at=at,
    )  # fmt: skip
    ana = actor_for(User.objects.get())
    brazil = add_territory(ana, code="brazil", name="Brazil", at=at)

    def hire(name: str, role: Role, *territories: int) -> Actor:
        user = add_user(
            ana, name=name, email=f"{name.lower()}@market.example", roles=[role], password=PASSWORD,
            territory_ids=territories, at=at,
        )  # fmt: skip
        return actor_for(user)

    marketing, manager = hire("Marina", Role.MARKETING), hire("Sergio", Role.SALES_MANAGER)
    hire("Telma", Role.TELESALES)
    for name in ("Rui", "Rosa", "Rita", "Raul"):
        hire(name, Role.REP, brazil.pk)
    text = (files("samebook.book") / "starters" / "olist.yaml").read_text("utf-8")
    edition = draft_edition(marketing, text=text, at=at)
    propose_edition(marketing, edition.pk, in_force_from=at, at=at)
    for side, signer in (("marketing", marketing), ("sales", manager)):
        sign_edition(signer, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=at)
    assert take_force(at=datetime.now(UTC)) is not None


def bring_in(mapping_name: str, file: Path, refused: Path):
    mapping = checked_mapping(find_mapping(mapping_name))
    source = TextFile(file, mapping.dialect_of(file))
    return run(EVERYBODY, target_named(mapping.target), source, mapping, at=datetime.now(UTC), refused_path=refused)


def by(name: str, dimension: str | None, cell: str) -> dict[object, object]:
    return {row.label: row.cells[cell] for row in evaluate(name, actor=EVERYBODY, dimension=dimension).rows}


def test_eight_thousand_real_leads_are_judged_delivered_won_and_counted(olist, company, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    refused = tmp_path / "refused.csv"

    taken = bring_in("olist_leads", olist.leads_file, tmp_path / "none.csv")
    assert (taken.created, taken.refused) == (8_000, {})
    again = bring_in("olist_leads", olist.leads_file, tmp_path / "none.csv")
    assert (again.created, again.changed, again.unchanged) == (0, 0, 8_000)

    # judged by what was known on arrival: the source alone
    sources = Counter(row["origin"] for row in olist.leads.values())
    verdicts = Counter(Lead.objects.values_list("verdict", "level"))
    assert verdicts["deliver", "A"] == sum(sources[name] for name in SEARCHED)
    assert verdicts["deliver", "B"] == sum(sources[name] for name in TOLD)
    assert verdicts["ask", ""] == sources[""] == 60
    delivered = Lead.objects.filter(status="delivered")
    assert delivered.count() == 7_940
    shares = Counter(delivered.values_list("owner__name", flat=True))
    assert max(shares.values()) - min(shares.values()) <= 1, "four equal reps share equally"

    won = bring_in("olist_deals", olist.deals_file, refused)
    assert won.created == len(olist.won) == 841
    assert won.refused == {"buying.closed_before_opened": 1}
    with refused.open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert {row["mql_id"]} == olist.won_too_early
    assert olist.deals[int(row["row"]) - 2]["mql_id"] == row["mql_id"]
    assert "cannot close before" in row["reason"]

    take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=datetime.now(UTC))

    leads_by_source = defaultdict(int)
    for row in evaluate("leads_by_verdict", actor=EVERYBODY, dimension="source").rows:
        leads_by_source[row.label] += row.cells["n"]
    assert dict(leads_by_source) == {name or "Not said": number for name, number in sources.items()}
    wins = Counter(olist.leads[key]["origin"] or "Not said" for key in olist.won)
    assert {name: int(n) for name, n in by("days_to_close", "source", "n").items() if n} == dict(wins)

    _check_days_to_win(olist)
    _check_cohorts(olist)


def _check_days_to_win(olist: Olist) -> None:
    days = sorted(olist.days_to_win())
    [row] = evaluate("days_to_close", actor=EVERYBODY).rows
    assert row.n == 841
    assert float(row.estimate.value) == statistics.median(days)


def _check_cohorts(olist: Olist) -> None:
    """By month of first contact; everybody was followed for years, so the curve is the plain share won so far."""
    today = datetime.now(UTC).astimezone(ZONE).date()
    assert today - max(olist.received.values()) > timedelta(days=365)
    sizes = Counter(f"{day:%Y-%m}" for day in olist.received.values())
    rows = evaluate("lead_to_won", actor=EVERYBODY, dimension="month").rows
    assert {row.label: row.n for row in rows} == dict(sizes)
    for row in rows:
        days = olist.days_to_win(row.label)
        for horizon in (30, 90, 180, 365):
            expected = sum(day <= horizon for day in days) / sizes[row.label]
            assert row.cells[f"by_{horizon}"] == pytest.approx(expected, abs=1e-9), (row.label, horizon)
