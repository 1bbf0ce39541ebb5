"""A worker that is killed in the midst of an import: another goes on, and no row is lost or doubled."""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.homes import OwnHome

ROWS = 1_500
USING = """
import os, signal, sys, threading, time
from datetime import UTC, datetime, timedelta
from samebook.accounts.models import Account, Fact
from samebook.exchange.models import ImportedRow, Upload
from samebook.exchange import uploads
from samebook.jobs import progress, rules, worker
from samebook.jobs.models import Job
from samebook.journal.models import Entry
"""
SEND = (
    USING
    + f"""
from samebook.exchange.drafting import Choice, mapping_text
from samebook.web.importing.actions import send_file, start_import
from samebook.web.tests.cast import assemble
cast = assemble()
at = datetime.now(UTC)
lines = ["Name;Staff"] + [f"Firm {{n}} GmbH;{{'many' if n % 100 == 0 else n}}" for n in range(1, {ROWS} + 1)]
actor = cast.actor("marketing")
sent = send_file(actor, target="accounts", file_name="firms.csv", chunks=["\\n".join(lines).encode()], at=at)
columns = {{"Name": Choice("name"), "Staff": Choice("employees")}}
read_so = dict(encoding=sent.encoding, delimiter=sent.delimiter)
text = mapping_text("accounts", columns, file=read_so, zone="Europe/Berlin")
start_import(actor, sent.pk, mapping=text, dry_run=False, at=at)
print(actor.label)
"""
)
SHORT_LEASE = USING + "progress.LEASE = worker.LEASE = timedelta(seconds=2)\n"
KILLED = """
from samebook.exchange import importing
importing.LARGEST_BATCH = importing.FIRST_BATCH = 20
settle, batches = importing._settle, []
def deadly(rows, outcomes):
    batches.append(rows)
    settle(rows, outcomes)
    if len(batches) == 10:
        os.kill(os.getpid(), signal.SIGKILL)
importing._settle = deadly
worker.work(threading.Event())
"""
TO_THE_END = """
stopping = threading.Event()
def watch():
    end = time.monotonic() + 600
    while Job.objects.exclude(state__in=["done", "failed"]).exists() and time.monotonic() < end:
        time.sleep(0.2)
    stopping.set()
threading.Thread(target=watch).start()
worker.work(stopping)
"""
STATE = "list(Job.objects.values_list('state', 'done')[0])"


def test_a_killed_import_goes_on_where_it_stopped_as_the_same_user(own_home: "OwnHome") -> None:
    label = own_home.run(SEND).strip()
    first = own_home.start(SHORT_LEASE + KILLED)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    state, done = own_home.ask(STATE, using=USING)
    assert state == "running"
    assert 0 < done < ROWS, "it was killed in the midst of a batch"
    here = own_home.ask("[Account.objects.count(), ImportedRow.objects.count()]", using=USING)
    assert here[0] == here[1] == done - done // 100, "what was counted is what is there"

    own_home.run(SHORT_LEASE + TO_THE_END)
    state, done = own_home.ask(STATE, using=USING)
    assert (state, done) == ("done", ROWS)
    report = own_home.ask("Job.objects.get().report", using=USING)
    wrong = ROWS // 100
    assert (report["rows"], report["created"], sum(report["refused"].values())) == (ROWS, ROWS - wrong, wrong)
    names = own_home.ask("sorted(Account.objects.values_list('employees', flat=True))", using=USING)
    assert names == [n for n in range(1, ROWS + 1) if n % 100]
    refused = own_home.ask("(uploads.folder_of(Upload.objects.get().folder) / 'refused.csv').read_text()", using=USING)
    assert [line.split(",")[0] for line in refused.splitlines()[1:]] == [
        f"Firm {n}00 GmbH" for n in range(1, wrong + 1)
    ]
    actors = own_home.ask(
        "list(Entry.objects.filter(code='accounts.account.added').values_list('actor', flat=True).distinct())",
        using=USING,
    )
    assert actors == [label]
