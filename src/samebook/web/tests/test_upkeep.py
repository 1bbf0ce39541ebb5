"""What an administrator and a partner manager find on Today: from what there is, and said so where there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from samebook.exchange.models import Upload
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job, Mail
from samebook.journal.verifying import KIND as VERIFY
from samebook.leads.models import Lead
from samebook.leads.terms import Status
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.tests.cast import Cast
from samebook.web.upkeep import tasks_for

pytestmark = pytest.mark.django_db


def said(cast: Cast) -> list[str]:
    return [task.what for task in tasks_for(cast.actor("administrator"), datetime.now(UTC))]


def today(cast: Cast, who: str) -> str:
    answer = cast.client(who).get(reverse("web:today"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def quiet(cast: Cast, settings) -> Cast:
    """A company in which nothing waits."""
    settings.EMAIL_HOST = "mail.velden.example"
    verified(sound=True)
    return cast


def ended(kind: str, state: str, *, ago: timedelta = timedelta(hours=1), **values) -> Job:
    at = datetime.now(UTC) - ago
    return Job.objects.create(
        kind=kind, state=state, asked_by="system:test", asked_at=at, run_after=at, ended_at=at, **values
    )


def verified(*, sound: bool, ago: timedelta = timedelta(hours=1)) -> None:
    ended(VERIFY, "done", ago=ago, report={"sound": sound})


def mail(failure: str, **values) -> Mail:
    at = datetime.now(UTC)
    return Mail.objects.create(
        to="a@b.example", subject="s", text="t", kind="k", created_at=at, failure=failure, **values
    )


def test_where_nothing_waits_the_page_says_what_was_looked_at(quiet: Cast) -> None:
    assert said(quiet) == []
    html = today(quiet, "administrator")
    assert "All is in order." in html
    assert "Looked at:" in html


def test_a_job_that_failed_stands_there_until_it_is_taken_up_again(quiet: Cast) -> None:
    job = ended("snapshot.refresh", "failed", failure="The disk was full.")
    ended("snapshot.refresh", "failed", ago=timedelta(days=20), failure="long ago")
    assert said(quiet) == ["Snapshot for the numbers failed"]
    html = today(quiet, "administrator")
    assert "The disk was full." in html
    assert reverse("settings:jobs") in html.partition("What needs an administrator")[2]
    Job.objects.filter(pk=job.pk).update(state="waiting", ended_at=None)
    assert said(quiet) == []


def test_an_import_with_refused_rows_is_told_with_its_page_and_a_dry_run_is_not(quiet: Cast) -> None:
    now = datetime.now(UTC)
    job = ended("exchange.import", "done", report={"rows": 9, "refused": {"a": 2, "b": 1}})
    held = {"target": "leads", "asked_by": f"user:{quiet['marketing'].pk}", "uploaded_at": now, "encoding": "utf-8",
            "delimiter": ",", "rows": 9}  # fmt: skip
    upload = Upload.objects.create(folder="a", file_name="fair.csv", job_id=job.pk, **held)
    Upload.objects.create(folder="b", file_name="tried.csv", tried_by=job.pk, **held)
    assert said(quiet) == ["The import of fair.csv refused 3 of 9 rows"]
    assert reverse("web:import", args=[upload.pk]) in today(quiet, "administrator")


def test_mail_that_could_not_be_sent_is_told_with_the_reason(quiet: Cast) -> None:
    mail("")
    mail("gone", sent_at=datetime.now(UTC))
    assert said(quiet) == []
    mail("550 No such user")
    assert said(quiet) == ["1 mail could not be sent"]
    assert "550 No such user" in today(quiet, "administrator")


def test_without_a_mail_server_it_is_said_that_mails_reach_nobody(quiet: Cast, settings) -> None:
    settings.EMAIL_HOST = ""
    assert said(quiet) == ["No mail server is set"]


def test_a_rep_without_a_territory_is_named(quiet: Cast) -> None:
    quiet["rep"].territories.clear()
    quiet["outsider"].territories.clear()
    quiet["outsider"].is_active = False
    quiet["outsider"].save()
    assert said(quiet) == ["Rosa Lindqvist is a rep without a territory"]
    assert reverse("settings:user", args=[quiet["rep"].pk]) in today(quiet, "administrator")


@pytest.mark.parametrize(
    ("sound", "ago", "words"),
    [
        (False, timedelta(hours=1), "The journal does not hold"),
        (True, timedelta(days=40), "The journal was last verified on"),
        (None, timedelta(0), "The journal was never verified"),
    ],
)
def test_a_journal_that_was_changed_or_not_looked_at_is_told(quiet: Cast, sound, ago, words) -> None:
    Job.objects.all().delete()
    if sound is not None:
        verified(sound=sound, ago=ago)
    [told] = said(quiet)
    assert told.startswith(words)


def test_leads_that_found_no_rep_are_counted_with_the_list_of_them(quiet: Cast) -> None:
    now = datetime.now(UTC)
    for _ in range(2):
        Lead.objects.create(origin="person", status=Status.UNROUTED, received_at=now, recorded_at=now)
    assert said(quiet) == ["2 leads meet the criteria and found no rep"]
    assert reverse("leads:table") + "?status=unrouted" in today(quiet, "administrator")


def test_numbers_that_stand_still_are_told(quiet: Cast, settings, tmp_path) -> None:
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC) - timedelta(hours=3))
    assert said(quiet) == []
    take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC) - timedelta(hours=30))
    [told] = said(quiet)
    assert told.startswith("The numbers stand at ")


def test_what_is_broken_stands_first_and_is_marked_by_a_word(quiet: Cast, settings) -> None:
    settings.EMAIL_HOST = ""
    ask_for(quiet.actor("administrator"), "leads.judge_again", {}, at=datetime.now(UTC))
    Job.objects.filter(kind="leads.judge_again").update(state="failed", ended_at=datetime.now(UTC), failure="x")
    assert said(quiet) == ["Judging leads again failed", "No mail server is set"]
    assert today(quiet, "administrator").count('class="badge wrong"') == 1


def test_nobody_else_is_shown_what_needs_an_administrator(quiet: Cast) -> None:
    for who in ("rep", "marketing", "sales_manager", "telesales", "executive", "partner_manager"):
        assert "What needs an administrator" not in today(quiet, who)


def test_a_partner_manager_is_told_what_comes_here_and_where_to_read_meanwhile(quiet: Cast) -> None:
    html = today(quiet, "partner_manager").partition("<main")[2]
    assert "keeps no partners yet" in html
    assert "Nothing waits for you" not in html
    for place in ("agreement:book", "numbers:list"):
        assert f'href="{reverse(place)}"' in html
        assert quiet.client("partner_manager").get(reverse(place)).status_code in (200, 503)
