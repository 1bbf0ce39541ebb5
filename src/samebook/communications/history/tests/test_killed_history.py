"""An importer that is killed at any moment: the next one goes on, and no row is lost, doubled or seen too soon.

One process makes Django ready and forks the importers, each a process that is killed by a signal.
"""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.homes import OwnHome

ROWS = 5_000
IMPORTERS = """
import itertools, json, os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import pyarrow as pa, pyarrow.parquet as pq
from django.db import connections
from samebook.communications.history import actions, running
from samebook.communications.history.choosing import Choices
from samebook.company.tests.cast import found
from samebook.journal.models import Entry
from samebook.kernel.access import Actor
from samebook.numbers.history import importing, known, placing, staging
from samebook.numbers.models import HistoryImport

path, rows = Path(sys.argv[1]), int(sys.argv[2])
importing.PART_ROWS, importing.FEWEST, importing.MOST = 2_000, 1_000, 1_000
POINTS = {
    "while a part is written": (staging.Writer, "add", 2, False),
    "between two parts": (staging.Writer, "finish", 2, True),
    "while rows are told apart": (known._Buckets, "tell", 30, False),
    "while files are placed": (placing, "_place", 2, True),
    "before it is seen": (actions, "finish", 1, False),
    "when it is seen": (actions, "finish", 1, True),
}

def begin():
    found()
    first = datetime(2026, 1, 1, tzinfo=UTC)
    said = [(f"T{n}", first + timedelta(hours=n % 1500)) for n in range(rows)] * 2
    pq.write_table(pa.table({"id": [row[0] for row in said], "time": [row[1] for row in said]}), path)

def deadly(place, name, times, after):
    honest, numbers = getattr(place, name), itertools.count(1)  # threads call it too, each with its own number
    def call(*args, **kwargs):
        number = next(numbers)
        if number == times and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = honest(*args, **kwargs)
        if number == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    setattr(place, name, call)

def bring():
    running.run(Actor.system("import"), running.planned("touches", [path], Choices()))

def look():
    done = HistoryImport.objects.filter(state="done")
    seen = [file for one in done for file in one.published]
    ids = [i for file in seen for i in pq.read_table(placing.history_folder() / file["name"])["touch_id"].to_pylist()]
    states = list(HistoryImport.objects.order_by("id").values_list("state", flat=True))
    entries = Entry.objects.filter(code="communications.history.imported").count()
    print(json.dumps([len(ids), len(set(ids)), states, entries]), flush=True)

def child(*tasks):
    connections.close_all()
    number = os.fork()
    if number == 0:
        try:
            for task in tasks:
                task()
            os._exit(0)
        except BaseException as problem:
            print(json.dumps(str(problem)), flush=True)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])

assert child(begin) == 0
for name, point in POINTS.items():
    print(json.dumps([name, child(lambda: deadly(*point), bring)]), flush=True)
    if name == "before it is seen":
        child(look)
child(look)
assert child(bring, look) == 0
"""


def test_killed_at_every_point_in_turn_it_goes_on_and_ends_as_if_nothing_had_been(own_home: "OwnHome") -> None:
    path = own_home.folder / "touches.parquet"
    told = [json.loads(line) for line in own_home.run(IMPORTERS, str(path), str(ROWS)).splitlines()]
    killed = [one for one in told if len(one) == 2]
    assert len(killed) == 6
    assert {status for _, status in killed} == {-9}, killed
    before, when, again = [one for one in told if len(one) == 4]
    assert before == [0, 0, ["running"], 0], "nothing half done is seen"
    assert when == [ROWS, ROWS, ["done"], 1]
    assert again == [ROWS, ROWS, ["done", "done"], 2]
    history = own_home.folder / "history"
    assert not list((history / ".work").iterdir())
    assert {path.name.partition("-")[0] for path in history.glob("touches/month*/*")} == {"1"}
