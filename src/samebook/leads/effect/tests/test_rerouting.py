"""Whom routing would choose for leads that nobody has, held against a hand-out written again in plain Python."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from samebook.accounts.models import Account
from samebook.agreement.models import Edition
from samebook.leads.effect import rerouting
from samebook.leads.effect.comparing import compare
from samebook.leads.effect.telling import rerouted
from samebook.leads.effect.tests.independent import replay
from samebook.leads.effect.tests.test_comparing import BOOK, EVERYBODY, OTHER, leads, side, whole
from samebook.leads.models import Lead

__all__ = ["leads", "whole"]
pytestmark = pytest.mark.django_db


def compared(whole, tmp_path):
    return compare(
        EVERYBODY, side(BOOK, "Edition 1"), side(OTHER, "Draft"), whole, at=datetime.now(UTC), rows_to=tmp_path / "rows"
    )


def counts(report, name):
    return {(row["territory"], row["rep"]): row["leads"] for row in report["rerouted"][name]["rows"]}


def test_each_lead_that_nobody_has_goes_to_its_accounts_owner_or_the_next_in_turn(cast, leads, whole, tmp_path):
    accounts = Lead.objects.filter(owner=None, country__in=["DE", "AT", "SE"]).values_list("account", flat=True)
    Account.objects.filter(pk__in=[pk for pk in accounts if pk and pk % 2]).update(owner_id=cast.outsider.id)
    report = compared(whole, tmp_path)
    free = {lead.pk: lead for lead in Lead.objects.filter(owner=None).select_related("account")}
    assert len(free) > 40
    teams = {"dach": [cast.rep.id, cast.teammate.id], "uk": [cast.outsider.id]}
    for name, text in (("before", BOOK), ("after", OTHER)):
        found = replay(side(text, name).book, moment="arrival")
        wanted, carried, newest, given = Counter(), Counter(), Counter(), 0
        zone_order = sorted(free.values(), key=lambda lead: (lead.received_at.date(), lead.pk))
        for lead in zone_order:
            verdict, _, code = found[lead.pk]
            if verdict != "deliver":
                continue
            rep = lead.account.owner_id if lead.account else None
            if rep is None and code in teams:
                rep = min(teams[code], key=lambda each: (carried[each], newest[each], each))
            wanted[code, rep] += 1
            if rep is not None:
                given += 1
                carried[rep] += 1
                newest[rep] = given
        assert counts(report, name) == dict(wanted)
        assert report["rerouted"][name]["leads"] == sum(wanted.values())
    assert sum(counts(report, "after").values()) > 10
    assert any(rep == cast.outsider.id and code != "uk" for code, rep in counts(report, "after")), "owners come first"


def test_leads_that_somebody_has_are_not_given_again(cast, leads, whole, tmp_path):
    report = compared(whole, tmp_path)
    found = replay(side(BOOK, "Edition 1").book, moment="arrival")
    free = Lead.objects.filter(owner=None).values_list("pk", flat=True)
    wanted = Counter((found[pk][2], None) for pk in free if found[pk][0] == "deliver")
    assert wanted[None, None] > 0
    assert counts(report, "before") == dict(wanted), "what no rule routes waits for a rep; the rest somebody has"


def test_too_many_are_told_by_territory_alone(cast, leads, whole, tmp_path, monkeypatch):
    told = counts(compared(whole, tmp_path), "after")
    monkeypatch.setattr(rerouting, "MOST_REPLAYED", 5)
    report = compared(whole, tmp_path)
    by_place = Counter()
    for (code, _), number in told.items():
        by_place[code, None] += number
    assert counts(report, "after") == dict(by_place)
    assert {rep for _, rep, *_ in rerouted(report)} == {"Too many to choose reps for"}


def test_the_page_and_the_older_reports(cast, leads, whole, tmp_path):
    report = compared(whole, tmp_path)
    assert {place for place, *_ in rerouted(report)} <= {"DACH", "Europe", "United Kingdom",
                                                          "No territory of the text's routing"}  # fmt: skip
    del report["rerouted"]
    assert rerouted(report) == []
    assert Edition.objects.count() == 1
