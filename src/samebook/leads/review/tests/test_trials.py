"""Thresholds of a Book tried on its own leads: values read, moves planted, a draft made by one click."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from samebook.agreement.models import Edition
from samebook.agreement.queries import in_force
from samebook.book import compile_book, read_book
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.judgements import as_json
from samebook.leads.models import Lead
from samebook.leads.review.actions import ask_trial, draft_threshold
from samebook.leads.review.movable import movables
from samebook.leads.review.surgery import with_condition
from samebook.leads.review.trying import try_thresholds
from samebook.leads.tests.company import BOOK
from samebook.leads.tests.conftest import client_of
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

NOW = datetime.now(UTC)


TEXT = """\
samebook: 1
title: T
fields:
  lead.budget: {type: decimal, unit: EUR}
  lead.seats: {type: integer}
  lead.start: {type: date}
qualification:
  - level: A
    criteria:
      one: {when: "CONDITION"}
"""


def compiled(condition):
    book, problems = read_book(TEXT.replace("CONDITION", condition))
    assert book is not None, problems
    return compile_book(book)


@pytest.mark.parametrize(
    ("condition", "bar", "told", "moved"),
    [
        ("lead.budget >= 60000", 60000, "60,000 EUR", "lead.budget >= 45000"),
        ("lead.budget > 60000.5", Decimal("60000.5"), "60,000.5 EUR", "lead.budget > 45000"),
        ("lead.seats < 12", 12, "12", "lead.seats < 45000"),
        ("lead.seats * 2 >= 12", 12, "12", "lead.seats * 2 >= 45000"),
        ("lead.start - lead.received_on <= 90", 90, "90 days", "lead.start - lead.received_on <= 45000"),
        ("lead.start <= lead.received_on + interval '6' month", 6, "6 months",
         "lead.start <= lead.received_on + interval '45000' month"),
        ("lead.start >= lead.received_on + interval '1' week", 1, "1 week",
         "lead.start >= lead.received_on + interval '45000' week"),
    ],
)  # fmt: skip
def test_one_comparison_has_a_threshold_that_can_be_moved(condition, bar, told, moved):
    [found] = movables(compiled(condition))
    assert found.bar == bar
    assert found.told(found.bar) == told
    assert found.moved_to(45000) == moved
    assert found.moved_to(found.bar) == condition


@pytest.mark.parametrize(
    "condition",
    [
        "lead.budget >= 60000 or lead.seats > 5",
        "lead.budget = 60000",
        "lead.budget >= lead.seats",
        "not lead.budget >= 60000",
        "lead.country = 'DE'",
        "lead.budget + 60000 >= 60000",
        "lead.start >= date '2026-01-01'",
        "lead.start <= lead.received_on - interval '6' month",
    ],
)
def test_what_is_no_single_comparison_or_whose_number_is_not_alone_is_left_alone(condition):
    assert movables(compiled(condition)) == []


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_a_stretch_is_the_bar_at_which_the_book_itself_changes_its_mind(operator, unit):
    chance = random.Random(4)
    books = {bar: compiled(f"lead.start {operator} lead.received_on + interval '{bar}' {unit}") for bar in range(1, 9)}
    [movable] = movables(books[4])
    for _ in range(300):
        received = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
        reach = {"day": 12, "week": 70, "month": 300, "year": 3_400}[unit]
        record = {"lead.start": received + timedelta(days=chance.randrange(-20, reach)), "lead.received_on": received}
        value = movable.value(record)
        for bar, book in books.items():
            verdict = book.judge(record).verdict == "deliver"
            assert (value is not None and movable.passes(value, bar)) == verdict, (record, value, bar)


def test_the_text_says_the_new_threshold_and_why_and_is_otherwise_the_same():
    changed = with_condition(BOOK, "A", "money", "lead.budget >= 40000", because="Because of the evidence.")
    before, after = BOOK.splitlines(), changed.splitlines()
    assert [line for line in after if "# Because of the evidence." in line] == ["      # Because of the evidence."]
    kept = [line for line in after if "evidence" not in line]
    assert [(a, b) for a, b in zip(before, kept, strict=True) if a != b] == [
        (
            "      money: {when: lead.budget >= 50000, otherwise: Budget too small}",
            "      money: {when: lead.budget >= 40000, otherwise: Budget too small}",
        )
    ]
    for level, name in (("A", "nobody"), ("Z", "money")):
        with pytest.raises(Refused):
            with_condition(BOOK, level, name, "lead.budget >= 40000", because="x")
    with pytest.raises(Refused):
        with_condition(BOOK, "A", "money", "lead.budget >= >", because="x")


def lead_of(chance, edition, book, number, share):
    received = NOW - timedelta(days=chance.choice([20, 100]), hours=2)
    known = {
        "lead.country": "DE",
        "lead.budget": chance.randrange(10_000, 100_000),
        "lead.project_start": chance.choice([None, received.date(), date(2040, 1, 1)]),
        "lead.received_on": received.date(),
        "lead.received_at": received,
    }
    judgement = book.judge(known)
    facts = {"lead.budget": str(known["lead.budget"])}
    if known["lead.project_start"]:
        facts["lead.project_start"] = known["lead.project_start"].isoformat()
    lead = Lead(
        id=number, origin="import", country="DE", received_at=received, recorded_at=received, edition=edition,
        judged_at=received, verdict=str(judgement.verdict), level=judgement.level or "", facts=facts,
        judgement=as_json(judgement), status="nurture",
    )  # fmt: skip
    if judgement.verdict == "deliver":
        lead.owner_id, lead.delivered_at = edition.author_id, received
        lead.answered_at = lead.first_attempt_at = received + timedelta(hours=1)
        taken = chance.random() < share(known["lead.budget"])
        lead.status = "accepted" if taken else "rejected"
        lead.rejection_reason = "" if taken else "no_budget"
        lead.rejected_at = None if taken else lead.answered_at
    return lead


@pytest.fixture
def made(cast, settings, tmp_path):
    """``made(share)``: 1,500 leads whose acceptance hangs on the budget, and a snapshot of them."""

    def make(share):
        settings.SAMEBOOK_SNAPSHOTS, settings.SAMEBOOK_EFFECT = tmp_path / "s", tmp_path / "e"
        settings.SAMEBOOK_SNAPSHOTS.mkdir()
        current, chance = in_force(NOW), random.Random(21)
        leads = [lead_of(chance, current.edition, current.book, n, share) for n in range(1, 1_501)]
        Lead.objects.bulk_create(leads)
        take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=datetime.now(UTC))
        return current.edition

    return make


def told(report, key):
    return next(each for each in report["criteria"] if each["key"] == key)


@pytest.mark.django_db
def test_bands_and_sides_are_those_counted_by_hand(cast, made):
    edition = made(lambda budget: 0.5)
    report = try_thresholds(cast.marketing, edition.pk, at=datetime.now(UTC))
    money = told(report, "A.money")
    delivered = list(Lead.objects.exclude(delivered_at=None))
    assert report["leads"] == len(delivered)
    assert money["left_out"] == 0
    assert sum(band["n"] for band in money["bands"]) == len(delivered)
    for band in money["bands"]:
        low = int(band["from"].split(" ")[0].replace(",", "")) if band["from"] else 0
        high = int(band["to"].split(" ")[0].replace(",", "")) if band["to"] else 10**9
        inside = [lead for lead in delivered if low <= int(lead.facts["lead.budget"]) < high]
        assert band["n"] == len(inside), band
        assert band["accepted"]["value"] == pytest.approx(
            sum(lead.status == "accepted" for lead in inside) / len(inside)
        )
    looser = next(each for each in money["tried"] if (each["move"], each["outcome"]) == ("looser", "accepted"))
    fail = [lead for lead in delivered if int(lead.facts["lead.budget"]) < 50_000]
    cut = int(looser["cut"].split(" ")[0].replace(",", ""))
    assert looser["level"] == "B"
    assert looser["n"] == len(fail)
    above = [lead for lead in fail if int(lead.facts["lead.budget"]) >= cut]
    assert looser["above"] == [sum(lead.status == "accepted" for lead in above), len(above)]
    assert looser["below"][1] == len(fail) - len(above)


@pytest.mark.django_db
def test_where_the_budget_says_nothing_nothing_is_proposed(cast, made):
    edition = made(lambda budget: 0.5)
    report = try_thresholds(cast.manager, edition.pk, at=datetime.now(UTC))
    assert [each["key"] for each in report["criteria"]] == ["A.money", "A.timing", "B.money"]
    assert [each["key"] for each in report["criteria"] if each["proposal"]] == []


@pytest.mark.django_db
def test_a_planted_threshold_becomes_a_draft_in_one_click(cast, made):
    edition = made(lambda budget: 0.3 if budget < 35_000 else 0.75)
    client = client_of(cast.marketing)
    answer = client.post(reverse("leads:thresholds_begin"), {"edition": edition.pk})
    job = Job.objects.get(kind="leads.thresholds")
    assert answer.url == reverse("leads:thresholds", args=[job.pk])
    assert "it goes on" in client.get(answer.url).content.decode()
    while taken := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(taken)
    page = client.get(answer.url).content.decode()
    job.refresh_from_db()
    found = told(job.report, "A.money")["proposal"]
    assert 30_000 <= int(found["bar"].split(" ")[0].replace(",", "")) <= 40_000
    assert f"Make a draft with {found['bar']}" in page
    assert "The last trial" in client.get(reverse("leads:review")).content.decode()
    answer = client.post(reverse("leads:thresholds_draft", args=[job.pk]), {"criterion": "A.money"})
    draft = Edition.objects.order_by("-pk").first()
    assert answer.url == reverse("agreement:edition", args=[draft.pk])
    book, problems = read_book(draft.text)
    assert not problems
    assert book.qualification[0].criteria[1].when.text == found["when"]
    reason = " ".join(line.strip(" #") for line in draft.text.splitlines() if line.strip().startswith("#"))
    assert f"50,000 EUR moved to {found['bar']}: Of the leads delivered at level B that fail now" in reason
    with pytest.raises(Refused):
        draft_threshold(cast.marketing, job.pk, criterion="A.timing", at=NOW)
    with pytest.raises(Missing):
        draft_threshold(cast.marketing, job.pk, criterion="A.nobody", at=NOW)
    with pytest.raises(Refused):
        draft_threshold(cast.telesales, job.pk, criterion="A.money", at=NOW)
    Edition.objects.filter(pk=edition.pk).update(state="superseded", in_force_until=NOW)
    with pytest.raises(Refused) as refused:
        draft_threshold(cast.marketing, job.pk, criterion="A.money", at=NOW)
    assert refused.value.code == "leads.not_in_force"
    assert "Make a draft with" not in client.get(reverse("leads:thresholds", args=[job.pk])).content.decode()


@pytest.mark.django_db
def test_a_rep_tries_nothing(cast):
    with pytest.raises(Refused):
        ask_trial(cast.rep, 1, at=NOW)
