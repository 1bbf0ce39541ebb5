"""Every lead of a home held against a replay in Python: the difference in effect, and the criteria review."""

import json
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from samebook.agreement.models import Edition
from samebook.company.queries import the_company
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.leads.effect.comparing import compare
from samebook.leads.effect.results import side_of
from samebook.leads.effect.tests.independent import countries, replay
from samebook.leads.models import Lead
from samebook.leads.review.queries import review_of
from samebook.numbers.snapshot.store import require_current

EVERYBODY = Actor.system("test")
ALL_DAYS = Period(date(2018, 1, 1), date(2027, 12, 1))
KNOWN = {"true": "met", "false": "false", "unknown": "unknown"}


def effect_one_by_one(before_id: int, after_id: int) -> dict[str, Any]:
    """Compare two editions over all leads, and say of how many a verdict, level, territory or hindsight is otherwise.

    Returns:
        ``leads``, ``differ`` (how many the comparison keeps), ``wrong`` (ids that a replay sees otherwise, ten at
        most), ``absent`` (ids that differ by the replay and are not kept), ``moves`` (whether all counts are right).
    """
    sides = {"before": side_of(EVERYBODY, before_id), "after": side_of(EVERYBODY, after_id)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        report = compare(EVERYBODY, *sides.values(), ALL_DAYS, at=datetime.now(UTC), rows_to=path)
        found = duckdb.connect().execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
        names = [column[0] for column in found.description]
        kept = {row[names.index("lead_id")]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    apart = {
        scope.removeprefix("country ")
        for scope in Edition.objects.filter(state="in_force").exclude(scope="company").values_list("scope", flat=True)
    }
    theirs = {pk for pk, country in countries(sides["before"].book).items() if country in apart}
    arrived = {name: _without(replay(side.book, moment="arrival"), theirs) for name, side in sides.items()}
    now = {name: _without(replay(side.book, moment="now"), theirs) for name, side in sides.items()}
    differ = {
        pk
        for pk in arrived["before"]
        if arrived["before"][pk][:2] != arrived["after"][pk][:2]
        or any(arrived[name][pk][:2] != now[name][pk][:2] for name in sides)
    }
    wrong = [
        pk
        for pk, row in kept.items()
        for name in sides
        if (row[f"{name}_verdict"], row[f"{name}_level"] or "", row[f"{name}_territory"]) != arrived[name][pk]
        or (row[f"{name}_now"] or row[name]) != _word(now[name][pk])
    ]
    moves = Counter((_word(arrived["before"][pk]), _word(arrived["after"][pk])) for pk in arrived["before"])
    told = {(move["before"], move["after"]): move["leads"] for move in report["counts"]["moves"]}
    return {
        "leads": report["leads"],
        "replayed": len(arrived["before"]),
        "apart": len(theirs),
        "differ": len(kept),
        "changed": report["changed"],
        "wrong": sorted(set(wrong))[:10],
        "absent": sorted(differ ^ set(kept))[:10],
        "moves": told == dict(moves),
        "checks": report["counts"]["checks"],
    }


def review_one_by_one(edition_id: int) -> dict[str, Any]:
    """The criteria review counted again from the rows, and the figures that are otherwise (none, it is hoped)."""
    review = review_of(EVERYBODY, edition_id)
    as_of = require_current().as_of
    leads = [
        lead
        for lead in Lead.objects.filter(edition=edition_id, recorded_at__lte=as_of)
        .exclude(status__in=["not_a_lead", "service_request"])
        .select_related("opportunity")
        if lead.verdict
    ]
    zone = ZoneInfo(the_company().time_zone)
    today = as_of.astimezone(zone).date()
    wrong, figures = [], 0
    for one in review.criteria:
        for shown in one.figures:
            chosen = [lead for lead in leads if _answered(lead, one.level, one.name) == shown.answer.value]
            chosen = [lead for lead in chosen if lead.delivered_at and shown.delivered_level in (None, lead.level)]
            worked = [lead for lead in chosen if lead.first_attempt_at or lead.answered_at]
            answered = [lead for lead in worked if lead.answered_at]
            mine = [len(chosen), len(worked), len(answered), sum(not lead.rejection_reason for lead in answered)]
            its = [shown.delivered, shown.worked, shown.accepted.n, shown.hits["accepted"]]
            for outcome, days in (("opportunity", 90), ("won", 180)):
                since = [lead for lead in worked if (today - _day(lead.delivered_at, zone)).days >= days]
                mine += [len(since), sum(_came(lead, outcome, days, zone) for lead in since)]
                its += [getattr(shown, outcome).n, shown.hits[outcome]]
            figures += len(mine)
            if mine != its:
                wrong.append([one.key, shown.answer.value, shown.delivered_level, mine, its])
    return {"judged": [review.judged, len(leads)], "figures": figures, "wrong": wrong[:5]}


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _came(lead: Lead, outcome: str, days: int, zone: ZoneInfo) -> bool:
    """Whether it became an opportunity, or was won, in so many days from its delivery."""
    delivered = _day(lead.delivered_at, zone)
    if outcome == "opportunity":
        return lead.converted_at is not None and (_day(lead.converted_at, zone) - delivered).days <= days
    sale = lead.opportunity
    return sale is not None and sale.outcome == "won" and (sale.closed_on - delivered).days <= days


def _answered(lead: Lead, level: str, name: str) -> str | None:
    for each in lead.judgement["levels"]:
        if each["level"] == level:
            return next((answer for answer, key in KNOWN.items() if name in each[key]), None)
    return None


def _without(found: dict[int, Any], theirs: set[int]) -> dict[int, Any]:
    """Leads that editions of their own countries judge are not compared by those of the company."""
    return {pk: each for pk, each in found.items() if pk not in theirs}


def _word(found: tuple[str, str, str | None]) -> str:
    return " ".join(filter(None, found[:2]))


def of_the_demo() -> str:
    """The edition in force against the one proposed, and the review of the one in force, as JSON."""
    current = Edition.objects.get(state="in_force", scope="company")
    proposed = Edition.objects.filter(state="proposed").order_by("pk").last()
    other = proposed or Edition.objects.filter(state="superseded").first()
    assert other is not None
    told = {"effect": effect_one_by_one(current.pk, other.pk), "review": review_one_by_one(current.pk)}
    return json.dumps(told)
