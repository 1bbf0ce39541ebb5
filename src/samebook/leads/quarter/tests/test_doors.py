"""Asked for on the page, made by the job, opened by whom it is for."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from samebook.company.models import User
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.journal.models import Entry
from samebook.kernel.access import Role
from samebook.kernel.refusals import Missing, Refused
from samebook.leads.quarter import results
from samebook.leads.quarter.actions import ask_sheet
from samebook.leads.quarter.places import folder, paper_file, sheet_file
from samebook.leads.quarter.results import paper_of, read_sheet, sheet_for, sheets_for
from samebook.leads.quarter.tests.conftest import QUARTER
from samebook.leads.tests.conftest import client_of

pytestmark = pytest.mark.django_db


def run_jobs() -> None:
    while job := claim("test", at=datetime.now(UTC) + timedelta(seconds=1)):
        do(job)


def made(actor, edition) -> Job:
    job = ask_sheet(actor, edition.pk, QUARTER, at=datetime.now(UTC))
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.failure
    return job


def taken_out(client, job) -> bytes:
    return b"".join(client.get(reverse("leads:quarter_paper", args=[job.pk])).streaming_content)


def test_a_sheet_is_asked_for_made_read_and_downloaded(cast, leads):
    client = client_of(cast.marketing)
    begin = reverse("leads:quarter")
    page = client.get(begin).content.decode()
    assert "Q1 FY 2026 (1 Jan to 31 Mar 2026)" in page
    assert "Q4 FY 2025" in page
    assert "Q3 FY 2025" not in page, "no edition was in force then"
    answer = client.post(begin, {"edition": leads[1].pk, "quarter": "2026-01-01"})
    job = Job.objects.get(kind="leads.quarter")
    address = reverse("leads:quarter_sheet", args=[job.pk])
    assert answer.url == address
    assert "it goes on" in client.get(address).content.decode()
    assert client.get(reverse("leads:quarter_paper", args=[job.pk])).status_code == 404
    run_jobs()
    page = client.get(address).content.decode()
    for words in ("Quarterly review, Q1 FY 2026", "Levels and criteria", "Level A, money", "Edition 2 took force on",
                  "What the quarter says nothing of", "How this is reckoned", "PDF/UA-1"):  # fmt: skip
        assert words in page, words
    paper = client.get(reverse("leads:quarter_paper", args=[job.pk]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    assert paper["Content-Type"] == "application/pdf"
    named = paper["Content-Disposition"]
    assert "review-q1-fy-2026-edition-2-" in named
    assert Entry.objects.filter(code="leads.quarter.asked").count() == 1
    assert client.get(begin).content.decode().count('class="row"') == 1


def test_files_are_open_to_their_owner_only_and_hold_the_same_as_the_page(cast, leads):
    job = made(cast.marketing, leads[1])
    name = job.report["name"]
    for path in (sheet_file(name), paper_file(name)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert folder().stat().st_mode & 0o777 == 0o700
    assert {path.name for path in folder().iterdir()} == {f"{name}.json", f"{name}.pdf"}, "no part is left"
    assert read_sheet(job) == json.loads(sheet_file(name).read_text("utf-8"))


def test_a_sheet_is_opened_by_whom_it_is_for(cast, leads):
    whole, uk, dach = (made(actor, leads[1]) for actor in (cast.marketing, cast.outsider, cast.rep))
    executive = made(cast.telesales, leads[1])

    def opens(actor):
        return {job.pk for job in sheets_for(actor)}

    assert opens(cast.manager) == opens(cast.marketing) == {whole.pk, uk.pk, dach.pk, executive.pk}
    assert opens(cast.telesales) == {uk.pk, dach.pk, executive.pk}, "what the departments discussed is theirs"
    assert opens(cast.outsider) == {uk.pk}
    assert opens(cast.rep) == {dach.pk}
    assert opens(cast.teammate) == set(), "made by another"
    for actor in (cast.outsider, cast.telesales):
        with pytest.raises(Missing):
            sheet_for(actor, whole.pk)
        for name in ("quarter_sheet", "quarter_progress", "quarter_paper"):
            assert client_of(actor).get(reverse(f"leads:{name}", args=[whole.pk])).status_code == 404
    page = client_of(cast.outsider).get(reverse("leads:quarter_sheet", args=[uk.pk])).content.decode()
    assert "Only these territories are counted" in page
    assert '<th scope="row">United Kingdom</th>' in page
    assert '<th scope="row">DACH</th>' not in page


def test_a_rep_who_lost_a_territory_no_longer_opens_what_was_counted_in_it(cast, leads):
    job = made(cast.outsider, leads[1])
    User.objects.get(pk=cast.outsider.id).territories.clear()
    assert client_of(cast.outsider).get(reverse("leads:quarter_paper", args=[job.pk])).status_code == 404


def test_who_left_the_departments_opens_no_sheet_with_what_they_discussed_not_even_their_own(cast, leads):
    from samebook.company.queries import actor_for

    own = made(cast.marketing, leads[1])
    plain = made(cast.telesales, leads[1])
    with assigned(cast.marketing, Role.EXECUTIVE) as user:
        assert {job.pk for job in sheets_for(actor_for(user))} == {plain.pk}
        assert client_of(cast.marketing).get(reverse("leads:quarter_paper", args=[own.pk])).status_code == 404
    with assigned(cast.marketing, Role.REP) as user:
        assert not sheets_for(actor_for(user)).exists()


@contextmanager
def assigned(actor, role):
    """A user in another role for a while."""
    held = User.objects.get(pk=actor.id).user_roles
    before = held.get().role
    held.update(role=role)
    yield User.objects.get(pk=actor.id)
    held.update(role=before)


def test_only_the_newest_sheets_keep_their_files(cast, leads, monkeypatch):
    monkeypatch.setattr(results, "KEPT", 2)
    first, *newer = (made(cast.marketing, leads[1]) for _ in range(3))
    kept = {f"{job.report['name']}.{ending}" for job in newer for ending in ("json", "pdf")}
    assert {path.name for path in folder().iterdir()} == kept
    client = client_of(cast.marketing)
    assert client.get(reverse("leads:quarter_sheet", args=[first.pk])).status_code == 409
    assert client.get(reverse("leads:quarter_paper", args=[first.pk])).status_code == 409
    assert taken_out(client, newer[0]).startswith(b"%PDF-")
    assert set(first.report) == {"name", "talked", "standard", "places"}, "what stays of it: no words of anybody"


def test_the_journal_says_who_took_out_what_the_departments_discussed(cast, leads):
    talked, plain = made(cast.marketing, leads[1]), made(cast.telesales, leads[1])
    client = client_of(cast.manager)
    for job in (talked, plain):
        client.get(reverse("leads:quarter_sheet", args=[job.pk]))
        assert taken_out(client, job).startswith(b"%PDF-")
    [entry] = Entry.objects.filter(code="leads.quarter.exported")
    assert (entry.actor, entry.edition_id) == (cast.manager.label, leads[1].pk)
    assert entry.detail == {"edition": "Edition 2", "quarter": "Q1 FY 2026"}
    paper_file(talked.report["name"]).unlink()
    assert client.get(reverse("leads:quarter_paper", args=[talked.pk])).status_code == 409
    assert Entry.objects.filter(code="leads.quarter.exported").count() == 1


def test_a_sheet_whose_file_is_gone_says_so(cast, leads):
    job = made(cast.marketing, leads[1])
    paper_file(job.report["name"]).unlink()
    with pytest.raises(Refused, match="make it again"):
        paper_of(job)
    sheet_file(job.report["name"]).write_text("{")
    answer = client_of(cast.marketing).get(reverse("leads:quarter_sheet", args=[job.pk]))
    assert answer.status_code == 409
    assert "make it again" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"quarter": "2026-02-01"}, "Select a valid choice"),
        ({"quarter": "x" * 5_000}, "Select a valid choice"),
        ({"edition": "9" * 40}, "Select a valid choice"),
        ({"edition": ""}, "Choose one."),
    ],
    ids=["no quarter", "long", "no edition", "none"],
)
def test_a_choice_that_is_none_is_said_at_its_field(cast, leads, said, words):
    answer = client_of(cast.manager).post(
        reverse("leads:quarter"), {"edition": leads[1].pk, "quarter": "2026-01-01"} | said
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.filter(kind="leads.quarter").exists()


def test_a_job_that_cannot_be_done_says_why_in_its_page(cast, leads, settings, tmp_path):
    (tmp_path / "none").mkdir()
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "none"
    job = ask_sheet(cast.marketing, leads[1].pk, QUARTER, at=datetime.now(UTC))
    run_jobs()
    page = client_of(cast.marketing).get(reverse("leads:quarter_sheet", args=[job.pk])).content.decode()
    assert "No snapshot has been taken yet" in page


def test_an_administrator_reads_what_the_work_is_called(cast, leads):
    made(cast.marketing, leads[1])
    page = client_of(cast.administrator).get(reverse("settings:jobs")).content.decode()
    assert "Quarterly review sheet" in page
