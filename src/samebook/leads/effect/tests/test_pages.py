"""From the edition's page to the leads by name: asked, run as a job, shown, filtered, exported."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from samebook.agreement.actions import change_draft, draft_edition
from samebook.agreement.models import Edition
from samebook.company.models import User
from samebook.company.tests.cast import today
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.effect.results import KIND, rows_file
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, arrival

pytestmark = pytest.mark.django_db

STRICTER = BOOK.replace("title: Test agreement", "title: Stricter").replace(">= 20000", ">= 40000")


def browser(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return client


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


@pytest.fixture
def leads(cast):
    """Five leads with budgets from 10,000 to 50,000: delivered at level B from 20,000 on, by the stricter draft two."""
    at = datetime.now(UTC) - timedelta(days=10)
    for number in range(1, 6):
        said = {"email": f"p{number}@firm{number}.example", "name": f"Person {number}", "company": f"Firm {number}"}
        take_in(cast.marketing, [arrival(at=at, fields={"lead.budget": f"{number}0000"}, **said)], at=at, origin="form")
    return list(Lead.objects.order_by("pk"))


@pytest.fixture
def draft(cast):
    return draft_edition(cast.marketing, text=STRICTER, at=datetime.now(UTC))


def asked(cast, draft, **changed) -> dict[str, object]:
    days = {"start": today(-30), "end": today()}
    return {"before": Edition.objects.get(number=1).pk, "after": draft.pk, **days} | changed


def compared(cast, draft, actor=None) -> Job:
    answer = browser(actor or cast.marketing).post("/leads/effect", asked(cast, draft))
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return Job.objects.filter(kind=KIND).latest("pk")


def test_the_edition_in_force_and_the_last_ninety_days_stand_in_the_form(cast, draft):
    page = browser(cast.manager).get(f"/leads/effect?after={draft.pk}").content.decode()
    assert f'<option value="{draft.pk}" selected>' in page
    assert f'<option value="{Edition.objects.get(number=1).pk}" selected>' in page
    assert str(today(-89)) in page


def test_a_comparison_runs_as_a_job_and_shows_the_leads_by_name(cast, leads, draft):
    client = browser(cast.marketing)
    answer = client.post("/leads/effect", asked(cast, draft))
    assert "Comparison" in client.get(answer["Location"]).content.decode(), "it says that it waits"
    run_jobs()
    job = Job.objects.get(kind=KIND)
    assert (job.state, job.report["leads"], job.report["changed"]) == ("done", 5, 2), job.failure
    page = client.get(answer["Location"]).content.decode()
    for lead in leads:
        shown = f'href="/leads/{lead.pk}">{lead}' in page
        assert shown == (str(lead) in ("Person 2", "Person 3")), lead
    assert "By the second: money of level B false" in page
    entry = Entry.objects.get(code="leads.effect.compared")
    assert (entry.actor, entry.detail["after"]) == (cast.marketing.label, "Stricter")


def test_leads_are_narrowed_to_one_move_and_paged_by_their_id(cast, leads, draft):
    job = compared(cast, draft)
    client = browser(cast.marketing)
    [moved] = client.get(f"/leads/effect/{job.pk}?from=deliver B&to=nurture&last={leads[1].pk}").context["leads"].rows
    assert moved.lead == leads[2]
    assert not client.get(f"/leads/effect/{job.pk}?from=deliver A&to=nurture").context["leads"].rows
    for odd in ("?last=-1", "?last=99999999999999999999", "?from='&to=;", "?later=x", "?by=nobody", "?last=abc"):
        assert client.get(f"/leads/effect/{job.pk}{odd}").status_code == 200, odd


def test_the_files_hold_the_same_leads_and_say_what_was_compared(cast, leads, draft):
    from openpyxl import load_workbook

    job = compared(cast, draft)
    client = browser(cast.marketing)
    text = b"".join(client.get(f"/leads/effect/{job.pk}/leads.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Who"] for row in rows] == ["Person 2", "Person 3"]
    assert rows[0]["Second text"] == "In nurture"
    book = load_workbook(io.BytesIO(client.get(f"/leads/effect/{job.pk}/leads.xlsx").content))
    sheet = book["Leads that differ"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["Person 2", "Person 3"]
    told = {row[0].value: row[1].value for row in book["What was compared"].iter_rows(min_row=2)}
    assert told["Leads judged"] == 5
    assert draft.content_hash[:16] in told["Second text"]
    outcomes = [[cell.value for cell in row] for row in book["Outcomes"].iter_rows(min_row=2)]
    assert outcomes[0] == ["Delivered", 4, 2]
    levels = [row for row in outcomes if row[0].startswith("at level ")]
    assert [row[0] for row in levels] == ["at level A", "at level B"]
    assert [sum(row[place] for row in levels) for place in (1, 2)] == [4, 2]
    assert client.get(f"/leads/effect/{job.pk}/leads.pdf").status_code == 404


def test_the_journal_says_who_took_leads_out_as_a_file_and_which_without_their_names(cast, leads, draft):
    job = compared(cast, draft)
    client, first = browser(cast.manager), f"/leads/effect/{job.pk}/leads"
    client.get(f"/leads/effect/{job.pk}")
    assert not Entry.objects.filter(code="leads.effect.exported").exists(), "a page is no file"
    for address in (".csv", ".xlsx", ".csv?from=deliver B&to=nurture", ".csv?from=otto@mueller.example&to=x",
                    ".csv?later=after", ".csv?later=after&from=otto"):  # fmt: skip
        assert client.get(first + address).status_code == 200
    entries = Entry.objects.filter(code="leads.effect.exported").order_by("pk")
    assert {entry.actor for entry in entries} == {cast.manager.label}
    later = "those that Stricter would judge otherwise by what is known now"
    moved = "Delivered, level B before, in nurture after"
    rows = [entry.detail["rows"] for entry in entries]
    assert rows == ["all that differ", "all that differ", moved, "none", later, later]
    assert entries[0].detail | {"rows": ""} == {
        "before": job.arguments["labels"][0], "after": "Stricter", "start": job.arguments["start"],
        "end": job.arguments["end"], "rows": "",
    }  # fmt: skip
    assert client.get(first + ".pdf").status_code == 404
    rows_file(job.pk).unlink()
    assert client.get(first + ".xlsx").status_code == client.get(first + ".csv").status_code == 409
    assert entries.count() == 6, "nothing was taken out"


def test_a_rep_sees_their_own_comparison_and_nobody_elses(cast, leads, draft):
    whole = compared(cast, draft)
    assert browser(cast.rep).get(f"/leads/effect/{whole.pk}").status_code == 404
    own = compared(cast, draft, actor=cast.outsider)
    assert (own.state, own.report) == ("failed", {}), "no lead came to the rep of another country"
    page = browser(cast.outsider).get(f"/leads/effect/{own.pk}").content.decode()
    assert "No lead that you may see came between" in page
    assert browser(cast.manager).get(f"/leads/effect/{whole.pk}").status_code == 200, "the other side sees it too"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"after": ""}, "required"),
        ({"after": "77777"}, "valid choice"),
        ({"start": "2026-05-01", "end": "2026-04-01"}, "turn them round"),
        ({"start": "0001-01-01"}, "turn them round"),
        ({"start": "9999-12-31", "end": "9999-12-31"}, "turn them round"),
        ({"start": "1995-01-01"}, "are the most"),
        ({"start": "yesterday"}, "valid date"),
    ],
)
def test_what_cannot_be_compared_is_refused_at_its_field(cast, leads, draft, changed, said):
    page = browser(cast.marketing).post("/leads/effect", asked(cast, draft, **changed))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Job.objects.filter(kind=KIND).exists()


def test_the_same_text_and_a_text_with_problems_are_refused_in_words(cast, leads, draft):
    twin = draft_edition(cast.marketing, text=BOOK, at=datetime.now(UTC))
    broken = draft_edition(cast.marketing, text="samebook: 1\ntitle: Broken\n", at=datetime.now(UTC))
    client = browser(cast.marketing)
    assert "are the same text" in client.post("/leads/effect", asked(cast, twin)).content.decode()
    page = client.post("/leads/effect", asked(cast, broken)).content.decode()
    assert "cannot be judged by" in page
    assert "Mend its text" in page


def test_a_draft_that_was_changed_since_is_said_to_be(cast, leads, draft):
    job = compared(cast, draft)
    client = browser(cast.marketing)
    assert "has been changed since" not in client.get(f"/leads/effect/{job.pk}").content.decode()
    change_draft(cast.marketing, draft.pk, text=STRICTER.replace("40000", "45000"), at=datetime.now(UTC))
    assert "has been changed since" in client.get(f"/leads/effect/{job.pk}").content.decode()


def test_the_figures_stay_when_the_leads_are_no_longer_kept(cast, leads, draft):
    job = compared(cast, draft)
    rows_file(job.pk).unlink()
    client = browser(cast.marketing)
    page = client.get(f"/leads/effect/{job.pk}")
    assert page.status_code == 200
    assert "no longer kept" in page.content.decode()
    assert client.get(f"/leads/effect/{job.pk}/leads.csv").status_code == 409


def test_the_page_of_an_edition_leads_to_its_effect_and_names_the_last_one(cast, leads, draft):
    client = browser(cast.manager)
    page = client.get(f"/book/editions/{draft.pk}").content.decode()
    assert f'href="/leads/effect?after={draft.pk}"' in page
    job = compared(cast, draft)
    page = client.get(f"/book/editions/{draft.pk}").content.decode()
    assert f'<a href="/leads/effect/{job.pk}">2 of 5 leads</a> against Edition 1' in page
