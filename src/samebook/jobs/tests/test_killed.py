"""Real processes: what happens to a job when its worker is killed, and when several workers want the same."""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.homes import OwnHome

KIND = """
import os, signal, sys, threading, time
from datetime import UTC, datetime, timedelta
from samebook.jobs import progress, rules, worker
from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job, Mail
from samebook.jobs.registry import handler
from samebook.jobs.turn import write
from samebook.kernel.access import Actor

def rows(arguments, progress):
    # Each row leaves one mail in the same transaction as the checkpoint: a row done twice or never is seen.
    is_first = not progress.checkpoint
    for row in range(progress.checkpoint.get("row", 0), arguments["rows"]):
        with write():
            Mail.objects.create(to="a@b.example", subject=str(row), text="", kind="row", created_at=datetime.now(UTC))
            if is_first and row == arguments.get("killed_in"):
                os.kill(os.getpid(), signal.SIGKILL)
            progress.advance(row + 1, arguments["rows"], checkpoint={"row": row + 1})
    return {"rows": arguments["rows"]}

handler("test.rows")(rows)
"""
ASK = KIND + "ask_for(Actor.system('test'), 'test.rows', {'rows': 60, 'killed_in': 5}, at=datetime.now(UTC))"
SHORT_LEASE = KIND + "progress.LEASE = worker.LEASE = timedelta(seconds=2)\n"
WORK = SHORT_LEASE + "worker.work(threading.Event())"
WORK_TO_THE_END = """
stopping = threading.Event()

def watch():
    end = time.monotonic() + 600
    while Job.objects.exclude(state__in=["done", "failed"]).exists() and time.monotonic() < end:
        time.sleep(0.2)
    stopping.set()

threading.Thread(target=watch).start()
worker.work(stopping)
"""
STATE = "list(Job.objects.values_list('state', 'done', 'tries', 'failure')[0])"
ROWS = "sorted(int(s) for s in Mail.objects.values_list('subject', flat=True))"


def test_a_job_whose_worker_is_killed_is_finished_by_another_with_no_row_lost_or_doubled(own_home: "OwnHome") -> None:
    own_home.run(ASK)
    first = own_home.start(WORK)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert own_home.ask(STATE, using=KIND)[:2] == ["running", 5]
    assert own_home.ask(ROWS, using=KIND) == list(range(5)), "the row in which it was killed is undone"
    own_home.run(SHORT_LEASE + WORK_TO_THE_END)
    assert own_home.ask(STATE, using=KIND)[:2] == ["done", 60]
    assert own_home.ask(ROWS, using=KIND) == list(range(60))


def test_no_job_goes_to_two_workers(own_home: "OwnHome") -> None:
    own_home.run(
        KIND + "for _ in range(30): ask_for(Actor.system('t'), 'test.rows', {'rows': 2}, at=datetime.now(UTC))"
    )
    running = [own_home.start(KIND + WORK_TO_THE_END) for _ in range(3)]
    for process in running:
        own_home.finish(process)
    assert own_home.ask("sorted(set(Job.objects.values_list('state', 'tries')))", using=KIND) == [["done", 1]]
    assert own_home.ask(ROWS, using=KIND) == sorted([0, 1] * 30)
