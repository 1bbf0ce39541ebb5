"""How long the command takes to answer, beside Python alone."""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.report import Figure
from bench.timing import Times, times

BOOK = Path(__file__).resolve().parent.parent / "src/samebook/book/starters/industrial_maker.yaml"
FIELDS = ("account.industry", "account.employees", "lead.country", "lead.budget", "lead.project_start", "lead.need")
REPEAT = 7


def measure(*, small: bool) -> Iterator[Figure]:
    """``samebook --help`` and ``samebook judge`` on ten rows."""
    samebook = str(Path(sys.executable).parent / "samebook")
    with tempfile.TemporaryDirectory(prefix="samebook-bench-") as folder:
        records = Path(folder) / "records.csv"
        _write(records)
        bare = _timed([sys.executable, "-c", "pass"])
        help_ = _timed([samebook, "--help"])
        judge = _timed([samebook, "judge", "--book", str(BOOK), "--records", str(records)])
    beside = f"python -c pass {bare}"
    yield _figure("samebook --help", help_, beside, 0.3, bare)
    yield _figure("samebook judge, 10 rows", judge, beside, 0.6, bare)


def _write(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for number in range(10):
            writer.writerow(["chemicals", 40 + 30 * number, "DE", 10_000 * number, "2027-03-01", "new_plant"])


def _timed(command: Sequence[str]) -> Times:
    return times(lambda: subprocess.run(command, check=True, capture_output=True), repeat=REPEAT)


def _figure(what: str, taken: Times, beside: str, goal: float, bare: Times) -> Figure:
    numbers = {"seconds": taken.seconds, "bare": bare.seconds}
    return Figure(what, f"median {taken}", beside, f"≤ {goal:g} s", taken.median <= goal, numbers)
