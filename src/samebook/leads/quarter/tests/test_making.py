"""A sheet against a plain count over the rows of the records."""

from datetime import date, timedelta

import pytest
from django.db import connection

from samebook.agreement.actions import comment_on, draft_edition
from samebook.agreement.models import Edition
from samebook.book import content_hash
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.models import Lead
from samebook.leads.quarter.making import make
from samebook.leads.quarter.rules import NOT_YET, OTHERWISE
from samebook.leads.quarter.tests.conftest import AS_OF, BERLIN, CHANGE, QUARTER, text
from samebook.numbers.estimates import rate_ratio
from samebook.numbers.snapshot.store import snapshots_folder
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
PERIOD = Period(QUARTER, date(2026, 4, 1))
BEFORE = Period(date(2025, 10, 1), QUARTER)


@pytest.fixture
def sheet(cast, leads):
    return make(cast.marketing, leads[1].pk, PERIOD, at=AS_OF)


def clause(sheet, name):
    return next(each for part in sheet.parts for each in part.clauses if each.name == name)


def row(found, start, table=0):
    return next(each for each in found.tables[table].rows if each[0].startswith(start))


def part(sheet, title):
    return next(each for each in sheet.parts if each.title == title)


def delivered(level, period=PERIOD, edition=None, codes=("dach", "uk")):
    return [
        lead
        for lead in Lead.objects.exclude(status="not_a_lead").exclude(delivered_at=None).select_related("territory")
        if lead.level == level
        and lead.delivered_at.astimezone(BERLIN).date() in period
        and lead.territory.code in codes
        and (edition is None or lead.edition_id == edition.pk)
    ]


def test_a_clause_that_did_not_change_is_counted_over_both_editions_and_compared(sheet, leads):
    now, before = delivered("B"), delivered("B", BEFORE)
    assert len(now) > 60
    assert len(before) > 60
    found = row(clause(sheet, "qualification.B"), "Delivered")
    # 1 January to 21 March 09:00 UTC, against 11 October 00:00 to 31 December
    minutes = [(AS_OF - AS_OF.replace(month=1, day=1, hour=0) + timedelta(hours=1)) / timedelta(minutes=1)]
    minutes.append(82 * 1440)
    ratio = rate_ratio(len(now), minutes[0], len(before), minutes[1] + 60)  # the clocks went back in October
    assert found[1] == f"{len(now):,}"
    assert found[3] == f"{len(before):,}"
    assert found[4] == f"× {ratio.value:.2f} a day ({ratio.low:.2f} to {ratio.high:.2f})"


def test_a_clause_that_changed_is_counted_from_its_edition_on_and_not_compared(sheet, leads):
    found = clause(sheet, "qualification.A.money")
    assert found.says.startswith("The lead's budget is at least 40,000")
    judged = Lead.objects.filter(edition=leads[1]).exclude(status="not_a_lead").count()
    assert found.found[0].startswith(f"Of {judged:,} leads judged that came in the quarter")
    assert found.found[0].endswith(f"not compared: {OTHERWISE}.")
    level = row(clause(sheet, "qualification.A"), "Delivered")
    assert level[1:] == (f"{len(delivered('A', edition=leads[1])):,}", "", "", OTHERWISE)
    places = clause(sheet, "qualification.A").tables[1]
    assert row(clause(sheet, "qualification.A"), "All", 1)[-1] == f"{len(delivered('A')):,}", "by whichever edition"
    assert places.columns == ("Territory", "January", "February", "March", "Quarter")


def test_deliveries_are_split_by_territory_and_month(sheet):
    found = row(clause(sheet, "qualification.B"), "United Kingdom", 1)
    wanted = [
        sum(lead.delivered_at.astimezone(BERLIN).month == month for lead in delivered("B", codes=("uk",)))
        for month in (1, 2, 3)
    ]
    assert found[1:] == (*(f"{each:,}" for each in wanted), f"{sum(wanted):,}")


@pytest.mark.parametrize(("answer", "known"), [("True", "met"), ("False", "false"), ("Unknown", "unknown")])
def test_acceptance_and_reasons_by_answer_are_those_counted_by_hand(sheet, answer, known):
    """A.timing said the same in both editions."""
    chosen = []
    for lead in Lead.objects.exclude(status="not_a_lead").exclude(delivered_at=None):
        level = next(each for each in lead.judgement["levels"] if each["level"] == "A")
        if "timing" in level[known] and lead.received_at.astimezone(BERLIN).date() in PERIOD:
            chosen.append(lead)
    worked = [lead for lead in chosen if lead.first_attempt_at]
    answered = [lead for lead in worked if lead.answered_at]
    accepted = [lead for lead in answered if not lead.rejection_reason]
    found = row(clause(sheet, "qualification.A.timing"), answer)
    assert found[1:3] == (f"{len(chosen)}", f"{len(chosen) - len(worked)}")
    assert found[3].startswith(f"{len(accepted) / len(answered) * 100:.1f} % of {len(answered)}")
    refused = sum(lead.rejection_reason == "no_budget" for lead in worked)
    assert f"no budget {refused}" in found[7]


def test_follow_up_is_kept_and_late_as_the_rows_say(sheet):
    ended = [lead for lead in delivered("B") if lead.first_attempt_at or lead.first_attempt_due_at < AS_OF]
    kept = [lead for lead in ended if lead.first_attempt_at and lead.first_attempt_at <= lead.first_attempt_due_at]
    found = clause(sheet, "follow_up.B")
    assert row(found, "First attempt on time")[1] == f"{len(kept) / len(ended) * 100:.1f} % of {len(ended)}"
    assert row(found, "First attempts late")[1] == f"{len(ended) - len(kept)}"
    assert row(found, "Half attempted")[1] == "0.8 hours", "20, 50 or 90 minutes, and some never: 50"
    with pytest.raises(StopIteration):
        row(found, "Accepted or rejected")  # the Book sets no time for it at B


def test_the_queue_is_counted_by_lead_however_often_one_was_asked(sheet):
    asked = list(Lead.objects.filter(verdict="ask", status="ask").order_by("pk"))[::3]
    asked = [lead for lead in asked if (lead.received_at + timedelta(hours=1)).astimezone(BERLIN).date() in PERIOD]
    answered = sum(lead.pk % 2 for lead in asked)
    found = clause(sheet, "ask")
    assert row(found, "Asked")[1] == f"{len(asked)}"
    assert row(found, "Answered")[1] == f"{answered}"
    assert row(found, "Never answered")[1] == f"{len(asked) - answered}"
    assert found.found[0].startswith(f"{Lead.objects.filter(status='ask').count()} waited")


def test_reasons_and_what_was_set_aside_are_counted(sheet):
    rejected = [
        lead for lead in Lead.objects.exclude(rejected_at=None) if lead.rejected_at.astimezone(BERLIN).date() in PERIOD
    ]
    used = sum(lead.rejection_reason == "no_budget" for lead in rejected)
    reasons = part(sheet, "Reasons for rejection")
    assert row(reasons.clauses[0], "No budget: The money is not there.")[1:3] == (
        f"{used}",
        f"{used / len(rejected) * 100:.1f} % of {len(rejected)}",
    )
    assert reasons.covers == {"rejection_reasons.no_budget", "rejection_reasons.wrong_person"}
    spam = [
        lead
        for lead in Lead.objects.filter(status="not_a_lead")
        if lead.received_at.astimezone(BERLIN).date() in PERIOD
    ]
    assert row(part(sheet, "What is no lead").clauses[0], "Spam")[1] == f"{len(spam)}"
    assert dict(sheet.head)["Of these set aside"] == f"{len(spam)}"


def test_each_month_of_a_promise_and_each_edition_has_its_line(sheet, leads):
    rows = clause(sheet, "promises.marketing").tables[0].rows
    monthly = [each for each in rows if each[0].startswith("30 leads of level B")]
    assert [(each[1], each[2]) for each in monthly] == [
        ("1 Jan to 31 Jan 2026", "1"), ("1 Feb to 15 Feb 2026", "1"), ("15 Feb to 28 Feb 2026", "2"),
        ("1 Mar to 31 Mar 2026", "2"),
    ]  # fmt: skip
    january = Period(QUARTER, date(2026, 2, 1))
    assert monthly[0][3:5] == ("30", f"{len(delivered('B', january))}")
    quarterly = [each for each in rows if each[0].startswith("6 leads of level A a quarter in DACH")]
    assert [each[4] for each in quarterly] == [
        f"{len(delivered('A', edition=edition, codes=('dach',)))}" for edition in leads
    ]
    sales = clause(sheet, "promises.sales").tables[0].rows
    assert {each[0] for each in sales} >= {"A reason with each rejection"}


def test_what_changed_and_what_was_said_stand_on_it(cast, leads):
    draft = draft_edition(cast.marketing, text=text(45_000), at=AS_OF - timedelta(days=9))
    when = AS_OF - timedelta(days=8)
    comment_on(cast.manager, draft.pk, clause="qualification.A.money", text="Still too little.", at=when)
    sheet = make(cast.marketing, leads[1].pk, PERIOD, at=AS_OF)
    [changed] = sheet.changed
    assert (changed.label, changed.day) == ("Edition 2", f"{CHANGE - timedelta(minutes=1):%-d %b %Y}")
    assert "Sales: Max" in changed.signed
    assert [each.label.partition(":")[0] for each in changed.changes] == ["Level A, money"]
    [said] = sheet.said
    assert (said.label, said.side, said.text, said.stands) == ("Level A, money", "sales", "Still too little.", "open")
    executive = Actor(None, "user:0", cast.administrator.roles, sees_all=True)
    unheard = make(executive, leads[1].pk, PERIOD, at=AS_OF)
    assert (unheard.talked, unheard.said) == (False, ())


def test_a_quarter_in_which_a_clause_said_otherwise_says_so_instead_of_nought(cast, leads):
    sheet = make(cast.marketing, leads[1].pk, BEFORE, at=AS_OF)
    assert row(clause(sheet, "qualification.A"), "Delivered")[1:] == ("", "", "", NOT_YET)
    assert clause(sheet, "qualification.A.money").found == ("No lead that came in the quarter was judged by it.",)
    assert row(clause(sheet, "qualification.B"), "Delivered")[1] == f"{len(delivered('B', BEFORE))}"


def test_each_clause_is_spoken_of_or_named_as_one_that_the_quarter_is_silent_about(sheet, leads):
    from samebook.agreement.clauses import clauses_of, label_of

    spoken = {each.name for each in sheet.parts for each in each.clauses} | {
        name for each in sheet.parts for name in each.covers
    }
    silent = {label for label, _ in sheet.silent}
    names = [name for name in clauses_of(leads[1].text) if name not in ("title", "scope", "calendar")]
    leaves = [name for name in names if not any(other.startswith(f"{name}.") for other in names)]
    assert "qualification.A.money" in leaves
    for name in leaves:
        assert (name in spoken) != (label_of(name) in silent), name
    assert clause(sheet, "qualification.B.money").because == "Below it no pump pays."
    assert clause(sheet, "promises.marketing").because == "Sales can work thirty."


def test_a_reps_sheet_counts_the_leads_of_their_territory_and_no_promise_of_the_company(cast, leads):
    sheet = make(cast.outsider, leads[1].pk, PERIOD, at=AS_OF)
    assert sheet.places == ("United Kingdom",)
    assert row(clause(sheet, "qualification.B"), "Delivered")[1] == f"{len(delivered('B', codes=('uk',)))}"
    table = clause(sheet, "qualification.B").tables[1]
    assert [each[0] for each in table.rows] == ["United Kingdom"]
    assert clause(sheet, "promises.marketing").tables == ()
    nobody = Actor(cast.rep.id, cast.rep.label, cast.rep.roles, frozenset())
    assert dict(make(nobody, leads[1].pk, PERIOD, at=AS_OF).head)["Leads that came"] == "0"


def test_the_leads_of_a_countrys_own_edition_are_on_its_own_sheet(cast, leads):
    british = text(40_000).replace("samebook: 1\n", "samebook: 1\nscope: country GB\n")
    before = make(cast.marketing, leads[1].pk, PERIOD, at=AS_OF)
    edition = leads[1]
    edition.pk, edition.number, edition.scope, edition.text = None, 3, "country GB", british
    edition.content_hash = content_hash(british)
    edition.save()
    theirs = Lead.objects.filter(edition__number=2, country="", territory__code="uk")
    moved = theirs.count()
    theirs.update(edition=edition)
    take_snapshot(connection, registry, snapshots_folder(), at=AS_OF + timedelta(seconds=1))
    editions = Edition.objects.filter(state="in_force").order_by("number")
    company, britain = (make(cast.marketing, each.pk, PERIOD, at=AS_OF) for each in editions)
    came = [int(dict(each.head)["Leads that came"].replace(",", "")) for each in (before, company, britain)]
    assert moved > 20
    assert came == [came[0], came[0] - moved, moved]
    assert [each[0] for each in clause(britain, "qualification.B").tables[1].rows] == ["United Kingdom"]
    assert clause(britain, "known_person").found == ("Counted for the company as a whole only.",)


def test_an_edition_that_was_never_in_force_and_a_quarter_without_numbers_are_refused(cast, leads):
    draft = draft_edition(cast.marketing, text=text(45_000), at=AS_OF)
    ahead = Period(date(2026, 4, 1), date(2026, 7, 1))
    for edition, period, code in (
        (draft.pk, PERIOD, "quarter.not_in_force"),
        (leads[1].pk, ahead, "quarter.ahead"),
    ):
        with pytest.raises(Refused) as refused:
            make(cast.marketing, edition, period, at=AS_OF)
        assert refused.value.code == code
    with pytest.raises(Missing):
        make(cast.marketing, 9**9, PERIOD, at=AS_OF)
    with pytest.raises(Refused):
        make(Actor(1, "user:1", frozenset()), leads[1].pk, PERIOD, at=AS_OF)
