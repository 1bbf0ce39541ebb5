"""Several real processes and threads write one home at once: nothing is lost, and nobody starves."""

import json
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.homes import OwnHome

WRITE = """
import json, os, pathlib, sys, threading, time
from django.db import connections
from samebook.journal.actions import record
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor

actor, written, holds, processes = Actor.system(sys.argv[1]), [0, 0], [], int(sys.argv[2])
home = pathlib.Path(os.environ["SAMEBOOK_HOME"])
ready, enough = home / "ready", home / "enough"
for folder in (ready, enough):
    folder.mkdir(exist_ok=True)
(ready / sys.argv[1]).touch()
while len(list(ready.iterdir())) < processes:
    time.sleep(0.01)
end = time.monotonic() + 600

def write(which):
    try:
        while len(list(enough.iterdir())) < 2 * processes and time.monotonic() < end:
            with writing():
                began = time.perf_counter()
                record(actor, "test.lead.noted", ("lead", which), person_id=1, personal={"name": "Ann"})
            written[which] += 1
            holds.append(time.perf_counter() - began)
            if written[which] == 40:
                (enough / f"{sys.argv[1]}-{which}").touch()
    finally:
        connections.close_all()

threads = [threading.Thread(target=write, args=[which]) for which in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps([written, min(holds)]))
"""
"""Two threads write, from the moment on at which all processes are ready, until every thread of all has written 40."""
COUNTS = """
from django.db.models import Count
from samebook.journal.models import Entry, Personal, Waiting
from samebook.journal.sealing import seal
from samebook.journal.verify import verify
from datetime import UTC, datetime
"""


def test_writers_in_several_processes_lose_nothing_and_take_turns(own_home: "OwnHome") -> None:
    names = ["one", "two", "three", "four"]
    running = [own_home.start(WRITE, name, str(len(names))) for name in names]
    ends = [json.loads(own_home.finish(process)) for process in running]
    written = {f"system:{name}": sum(end[0]) for name, end in zip(names, ends, strict=True)}
    kept = own_home.ask("dict(Entry.objects.values_list('actor').annotate(n=Count('id')))", using=COUNTS)
    assert kept == written
    assert own_home.ask("Personal.objects.count()", using=COUNTS) == sum(written.values())
    assert min(min(end[0]) for end in ends) >= 40, f"somebody starved: {ends}"
    rows = own_home.ask("list(Entry.objects.order_by('id').values_list('actor', 'record_id', 'id'))", using=COUNTS)
    for writer in {(actor, which) for actor, which, _ in rows}:
        places = [place for actor, which, place in rows if (actor, which) == writer]
        between = median(after - before for before, after in pairwise(places))
        assert between < 5 * 2 * len(names), f"{writer} waits for {between} writes of others"
    assert max(end[1] for end in ends) < 0.25, "a write holds the turn for too long"
    sealed = "[seal(at=datetime.now(UTC)), verify().entries, verify().sound, Waiting.objects.count()]"
    assert own_home.ask(sealed, using=COUNTS) == [sum(written.values()), sum(written.values()), True, 0]


def test_a_writer_that_is_killed_in_the_midst_leaves_nothing_and_blocks_nobody(own_home: "OwnHome") -> None:
    killed = own_home.start(
        "import sys, time\n"
        "from samebook.journal.actions import record\n"
        "from samebook.journal.transactions import writing\n"
        "from samebook.kernel.access import Actor\n"
        "with writing():\n"
        "    record(Actor.system('killed'), 'test.a.b', ('lead', 1))\n"
        "    print('inside', flush=True)\n"
        "    time.sleep(60)\n"
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "inside\n"
    killed.kill()
    killed.communicate()
    assert min(json.loads(own_home.run(WRITE, "next", "1"))[0]) >= 40
    assert own_home.ask("Entry.objects.filter(actor='system:killed').count()", using=COUNTS) == 0
