"""What a closed poll shows of the records to whom, and what the journal keeps of polls."""

from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.jobs.models import Job
from samebook.journal.models import Entry
from samebook.leads.meaning.comparing import ROW
from samebook.leads.meaning.polling import close_poll
from samebook.leads.meaning.results import records_page, rows_file, votes_group
from samebook.leads.meaning.terms import Counted
from samebook.leads.meaning.tests.test_comparing import BIG, SERVED, browser, run_jobs
from samebook.leads.meaning.tests.test_polls import answered, opened
from samebook.segments.grounds import build

pytestmark = pytest.mark.django_db


def test_a_rep_finds_their_own_accounts_in_a_closed_poll_and_no_others(cast, records):
    poll = opened(cast)
    answered(cast.rep, poll, condition=BIG)
    answered(cast.manager, poll, condition=SERVED)
    build(at=datetime.now(UTC))
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    run_jobs()
    job = Job.objects.get(kind="leads.poll")
    assert job.state == "done", job.failure
    kept = pq.read_table(rows_file(job.pk))
    assert kept.column_names == [*ROW, "votes", "unknown"]
    assert {row["record_id"]: (row["owner_id"], row["territory_id"]) for row in kept.to_pylist()} == {
        row.pk: (row.owner_id, row.territory_id) for row in Account.objects.all()
    }
    found = {}
    for actor in (cast.rep, cast.outsider, cast.manager):
        pages = [votes_group(str(number), 2) for number in range(3)]
        found[actor.id] = {
            row.id
            for group in pages
            if group is not None
            for row in records_page(actor, job.pk, Counted.ACCOUNT, group, "votes", size=100).rows
        }
        assert found[actor.id] == set(accounts_for(actor).values_list("pk", flat=True))
    assert found[cast.rep.id] != found[cast.outsider.id]
    assert browser(cast.rep).get(f"/book/meanings/polls/{poll.pk}?group=nobody").status_code == 200


def test_the_journal_keeps_no_word_that_a_poll_asks_about(cast):
    poll = opened(cast, word="Erika Mustermann")
    answered(cast.rep, poll)
    answered(cast.rep, poll, condition="account.employees > 7")
    close_poll(cast.marketing, poll.pk, at=datetime.now(UTC))
    entries = {entry.code: entry for entry in Entry.objects.filter(code__startswith="leads.poll.")}
    assert set(entries) == {f"leads.poll.{verb}" for verb in ("opened", "answered", "changed", "closed")}
    assert all(entry.record_id == poll.pk and "Mustermann" not in str(entry.detail) for entry in entries.values())
    page = browser(cast.manager).get("/journal/").content.decode()
    assert "Poll on what a word means opened, 5 asked" in page
    assert f'href="/book/meanings/polls/{poll.pk}"' in page, "who may open the poll reads its word there"
    assert "Mustermann" not in page
