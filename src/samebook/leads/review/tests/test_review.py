"""The review against a count over the rows of the records that uses neither the snapshot nor the Book's judge."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from samebook.agreement.queries import in_force
from samebook.book import compile_book, read_book
from samebook.buying.models import Opportunity
from samebook.company.tests.cast import day_of
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.judgements import as_json
from samebook.leads.models import Lead
from samebook.leads.review.actions import draft_without
from samebook.leads.review.queries import leads_behind, review_of
from samebook.leads.review.rules import Answer
from samebook.leads.tests.company import BOOK
from samebook.leads.tests.conftest import client_of
from samebook.numbers.estimates import wilson
from samebook.numbers.snapshot.store import snapshots_folder
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
KNOWN = {
    "A.market": lambda known: known["lead.country"] in ("DE", "AT", "GB", "SE"),
    "A.money": lambda known: None if known["lead.budget"] is None else known["lead.budget"] >= 50_000,
    "A.timing": lambda known: None if known["lead.project_start"] is None else known["lead.project_start"].year < 2027,
    "B.market": lambda known: known["lead.country"] in ("DE", "AT", "GB", "SE"),
    "B.money": lambda known: None if known["lead.budget"] is None else known["lead.budget"] >= 20_000,
}
"""The criteria of ``BOOK``, written again in Python."""


def lead_of(chance, edition, book, number, *, odds):
    """A judged lead with an end by chance; where ``odds`` says so, better when A.timing was false."""
    age = chance.choice([5, 100, 200, 300])
    received = NOW - timedelta(days=age, hours=2)
    known = {
        "lead.country": chance.choices(["DE", "FR"], [9, 1])[0],
        "lead.budget": chance.choice([None, 10_000, 30_000, 60_000]),
        "lead.project_start": chance.choice([None, date(2020, 1, 1), date(2040, 1, 1)]),
        "lead.received_on": received.date(),
        "lead.received_at": received,
    }
    judgement = book.judge(known)
    lead = Lead(
        id=number, origin="import", received_at=received, recorded_at=received, edition=edition, judged_at=received,
        verdict=str(judgement.verdict), level=judgement.level or "", judgement=as_json(judgement), status="nurture",
    )  # fmt: skip
    if judgement.verdict == "deliver":
        lead.owner_id, lead.delivered_at, lead.status = edition.author_id, received, "delivered"
        late = KNOWN["A.timing"](known) is False
        _end(chance, lead, odds[late])
    return lead, known


def _end(chance, lead, accepted):
    if chance.random() < 0.1:
        return  # nobody worked it
    lead.first_attempt_at = lead.delivered_at + timedelta(hours=1)
    if chance.random() < 0.1:
        return  # not answered yet
    lead.answered_at = lead.delivered_at + timedelta(days=1)
    if chance.random() > accepted:
        lead.status, lead.rejected_at = "rejected", lead.answered_at
        lead.rejection_reason = chance.choice(["no_budget", "wrong_person"])
        return
    lead.status = "accepted"
    if chance.random() < 0.5:
        lead.converted_at = min(lead.delivered_at + timedelta(days=chance.choice([30, 90, 91, 120])), NOW)
        won = chance.random() < 0.5
        closed = (lead.converted_at + timedelta(days=20)).date()
        if closed <= NOW.date():
            lead.opportunity = Opportunity.objects.create(
                name="Pumps", stage="offer", opened_on=lead.converted_at.date(), created_at=NOW,
                outcome="won" if won else "lost", closed_on=closed,
            )  # fmt: skip


@pytest.fixture
def made(cast, settings, tmp_path):
    """``made(odds)``: 600 leads by a seeded chance, and a snapshot of them."""

    def make(odds=(0.6, 0.6), count=600):
        settings.SAMEBOOK_SNAPSHOTS = tmp_path
        current = in_force(NOW)
        chance = random.Random(11)
        found = [lead_of(chance, current.edition, current.book, n, odds=odds) for n in range(1, count + 1)]
        Lead.objects.bulk_create([lead for lead, _ in found])
        Lead.objects.filter(pk=1).update(status="not_a_lead")
        take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC))
        return current.edition, {lead.pk: known for lead, known in found}

    return make


def counted(known, key, answer, level=None):
    """Plain counting over the rows: delivered, not worked, and per outcome (hits, of)."""
    found = Counter()
    for lead in Lead.objects.exclude(status="not_a_lead").exclude(delivered_at=None).select_related("opportunity"):
        said = {True: Answer.TRUE, False: Answer.FALSE, None: Answer.UNKNOWN}[KNOWN[key](known[lead.pk])]
        if said != answer or (level and lead.level != level):
            continue
        found["delivered"] += 1
        if not lead.first_attempt_at and not lead.answered_at:
            found["not_worked"] += 1
            continue
        if lead.answered_at:
            found["accepted_of"] += 1
            found["accepted"] += lead.rejection_reason == ""
            found[lead.rejection_reason] += lead.rejection_reason != ""
        delivered_on = day_of(lead.delivered_at)
        followed = (day_of(NOW) - delivered_on).days
        if followed >= 90:
            found["opportunity_of"] += 1
            found["opportunity"] += bool(lead.converted_at) and (day_of(lead.converted_at) - delivered_on).days <= 90
        if followed >= 180:
            found["won_of"] += 1
            won = lead.opportunity if lead.opportunity and lead.opportunity.outcome == "won" else None
            found["won"] += bool(won) and (won.closed_on - delivered_on).days <= 180
    return found


def test_every_figure_is_that_of_a_plain_count(cast, made):
    edition, known = made()
    review = review_of(cast.marketing, edition.pk)
    assert review.judged == 599
    varied = 0
    for one in review.criteria:
        for figures in one.figures:
            wanted = counted(known, one.key, figures.answer, figures.delivered_level)
            got = (figures.delivered, figures.not_worked, *figures.hits.values())
            assert got == tuple(
                wanted[name] for name in ("delivered", "not_worked", "accepted", "opportunity", "won")
            ), (one.key, figures.answer, figures.delivered_level)
            for name in ("accepted", "opportunity", "won"):
                assert getattr(figures, name) == wilson(wanted[name], wanted[f"{name}_of"])
            assert dict(figures.reasons) == {
                reason: wanted[reason] for reason in ("no_budget", "wrong_person") if wanted[reason]
            }
            varied += figures.delivered_level is not None
    assert varied >= 4, "A's criteria vary among the leads delivered at B"


@pytest.mark.parametrize("key", list(KNOWN))
def test_what_hangs_on_a_criterion_is_what_a_book_without_it_judges_otherwise(cast, made, key):
    edition, known = made()
    level, _, name = key.partition(".")
    lines, inside = [], ""
    for line in BOOK.splitlines(keepends=True):
        inside = line.strip()[-1] if line.strip().startswith("- level") else inside
        if not (inside == level and line.strip().startswith(f"{name}:")):
            lines.append(line)
    book, shorter = in_force(NOW).book, compile_book(read_book("".join(lines))[0])
    verdicts = [
        ((a.verdict, a.level), (b.verdict, b.level))
        for pk, each in known.items()
        if pk != 1
        for a, b in [(book.judge(each), shorter.judge(each))]
    ]
    wanted = sum(a != b for a, b in verdicts)
    found = review_of(cast.manager, edition.pk).criterion(key).decides
    assert (found.n, found.flips) == (599, wanted)
    assert found.to_deliver == sum(a[0] != "deliver" and b[0] == "deliver" for a, b in verdicts)
    total, ids = leads_behind(cast.manager, edition.pk, key=key, answer="", outcome="decides")
    assert total == wanted
    assert len(ids) == min(total, 200)


def test_without_a_difference_nothing_is_proposed_and_no_draft_is_made(cast, made):
    edition, _ = made((0.6, 0.6))
    review = review_of(cast.marketing, edition.pk)
    assert review.tested >= 3
    assert [one.key for one in review.criteria if one.may_go] == []
    within = r"Among leads delivered at the same level \(B\), no difference beyond what chance gives .* is proposed\.$"
    with pytest.raises(Refused, match=within):
        draft_without(cast.marketing, edition.pk, criterion="A.timing", at=NOW)


def test_a_criterion_that_holds_back_the_better_leads_becomes_a_draft_in_one_click(cast, made):
    edition, _ = made((0.2, 0.95))
    client = client_of(cast.marketing)
    page = client.get(reverse("leads:review")).content.decode()
    assert page.count("Make a draft without it") == 1
    answer = client.post(reverse("leads:review_draft"), {"edition": edition.pk, "criterion": "A.timing"})
    draft = type(edition).objects.order_by("-pk").first()
    assert answer.url == reverse("agreement:edition", args=[draft.pk])
    assert (draft.state, draft.based_on_id, draft.author_id) == ("draft", edition.pk, cast.marketing.id)
    book, problems = read_book(draft.text)
    assert not problems
    assert [one.name for one in book.qualification[0].criteria] == ["market", "money"]
    [_, reason] = draft.text.split("# Without “timing”", 1)
    assert "where it was false" in reason
    assert [line for line in draft.text.splitlines() if not line.strip().startswith("#")] == [
        line for line in edition.text.splitlines() if "timing:" not in line
    ]


def test_a_criterion_that_sales_vouches_for_stays(cast, made):
    edition, _ = made((0.95, 0.2))
    timing = review_of(cast.marketing, edition.pk).criterion("A.timing")
    assert timing.better_when_true
    assert not timing.may_go


def test_how_a_lead_ended_does_not_say_that_it_was_worked(cast, made):
    """Deals that a file closes for leads of which no attempt is known would else be won every time."""
    edition, _ = made()
    before = review_of(cast.marketing, edition.pk).criterion("B.money").figures[0]
    idle = Lead.objects.filter(
        status="delivered", first_attempt_at=None, level="B", received_at__lt=NOW - timedelta(150)
    )
    closed = list(idle.values_list("pk", flat=True))
    assert len(closed) > 5
    for lead in idle:
        lead.converted_at = lead.delivered_at + timedelta(days=3)
        lead.status = "converted"
        lead.save()
    take_snapshot(connection, registry, snapshots_folder(), at=datetime.now(UTC))
    after = review_of(cast.marketing, edition.pk).criterion("B.money").figures[0]
    assert (after.worked, after.opportunity) == (before.worked, before.opportunity)


def test_a_superseded_edition_is_not_changed(cast, made):
    edition, _ = made((0.2, 0.95))
    type(edition).objects.filter(pk=edition.pk).update(state="superseded", in_force_until=NOW)
    with pytest.raises(Refused) as refused:
        draft_without(cast.marketing, edition.pk, criterion="A.timing", at=NOW)
    assert refused.value.code == "leads.not_in_force"


def test_the_leads_behind_a_figure_are_those_it_counts(cast, made):
    edition, known = made()
    for answer in Answer:
        wanted = counted(known, "A.money", answer, "B")
        for outcome, n in (
            ("", wanted["delivered"] - wanted["not_worked"]), ("accepted", wanted["accepted"]),
            ("not_worked", wanted["not_worked"]),
        ):  # fmt: skip
            told = {"key": "A.money", "answer": answer, "delivered_level": "B", "outcome": outcome}
            total, ids = leads_behind(cast.marketing, edition.pk, **told)
            assert total == n
            assert all(KNOWN["A.money"](known[pk]) is {"true": True, "false": False}.get(answer) for pk in ids)
    for told in ({"key": "A.nobody", "answer": "true"}, {"key": "A.money", "answer": "maybe"}):
        with pytest.raises(Missing):
            leads_behind(cast.marketing, edition.pk, **told)


def test_a_rep_reviews_nothing_and_a_file_says_what_it_is(cast, made):
    edition, _ = made(count=60)
    assert client_of(cast.rep).get(reverse("leads:review")).status_code == 403
    client = client_of(cast.manager)
    sheet = client.get(reverse("leads:review_file", args=["csv"]), {"edition": edition.pk}).content.decode("utf-8-sig")
    assert sheet.splitlines()[0].startswith("Criterion,Answer,Delivered at,Delivered,Not worked")
    assert sheet.count("\r\nA.money,") >= 3
    book = client.get(reverse("leads:review_file", args=["xlsx"]), {"edition": edition.pk})
    assert book.content[:2] == b"PK"
    for query in ({"edition": "9" * 30}, {"edition": "x"}, {"edition": "999999"}):
        assert client.get(reverse("leads:review"), query).status_code == 404


def test_before_the_first_snapshot_the_page_says_so(cast, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    answer = client_of(cast.marketing).get(reverse("leads:review"))
    assert answer.status_code == 503
    assert "being prepared" in answer.content.decode()
