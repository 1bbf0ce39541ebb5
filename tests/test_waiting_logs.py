"""Cases of real logs, with and without an act that begins late: the product's figures against plain Python's.

What happens to a case of a log is no play; the arithmetic is the same. In the help desk's log the act is the first
hand-over to somebody else, in the other one the first time that a problem is put to wait.
"""

import csv
import gzip
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from datetime import UTC, datetime
from math import prod, sqrt

import pytest

from samebook.kernel.access import Actor
from samebook.numbers.analyses import analyse
from tests.analyses.files import written

LEAST = 20
HORIZONS = (90, 60, 30, 14, 7)


def read(path) -> dict[str, list[tuple[datetime, str, str]]]:
    """Case → its events in order: instant, activity, who."""
    cases = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC).replace(tzinfo=None)
            cases[row["case:concept:name"]].append((at, row["concept:name"], row["org:resource"]))
    return {name: sorted(events, key=lambda event: event[0]) for name, events in sorted(cases.items())}


def handed_over(events):
    return next((at for at, _, who in events if who != events[0][2]), None)


def put_to_wait(events):
    return next((at for at, activity, _ in events if activity == "Accepted-Wait"), None)


LOGS = {"helpdesk_log": ("Resolve ticket", handed_over), "volvo_problems_log": ("Completed-Closed", put_to_wait)}


def cases_of(log, folder):
    """Opened, closed or not, begun or not, of each case that lasts."""
    end, act = LOGS[log]
    for events in read(folder / log / "events.csv.gz").values():
        ended = [at for at, activity, _ in events if activity == end]
        yield events[0][0], ended[-1] if ended else None, act(events), events[0][1]


def tick(minutes: int) -> int:
    return minutes // 60 if minutes < 20_160 else minutes // 1_440 * 24


def minutes_from(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


class Arm:
    """Entries and exits in hours, one by one; what is at risk is counted anew each time."""

    def __init__(self, stays) -> None:
        self.entries = sorted(entry for entry, _, _ in stays)
        self.exits = sorted(leaving for _, leaving, _ in stays)
        self.ends = Counter(leaving for _, leaving, is_end in stays if is_end)

    def at_risk(self, hour: float) -> int:
        return bisect_right(self.entries, hour) - bisect_left(self.exits, hour)

    def fewest(self, start: float, until: float) -> int:
        inside = {hour for hour in {*self.entries, *self.exits} if start < hour < until}
        return min(
            self.at_risk(hour)
            for hour in {start, until, *inside, *(hour + 0.5 for hour in inside if hour + 0.5 < until)}
        )

    def mean(self, start: float, until: float):
        """Area under the product limit from ``start`` to ``until``, and its variance by METHODS 7; in hours."""
        hours = [hour for hour in sorted(self.ends) if start <= hour < until]
        steps = [1 - self.ends[hour] / self.at_risk(hour) for hour in hours]
        borders = [start, *hours, until]
        areas = [prod(steps[:place]) * (borders[place + 1] - borders[place]) for place in range(len(hours) + 1)]
        variance = sum(
            sum(areas[place + 1 :]) ** 2
            * self.ends[hour]
            / (self.at_risk(hour) * (self.at_risk(hour) - self.ends[hour]))
            for place, hour in enumerate(hours)
        )
        return sum(areas), variance


def by_plain_python(cases, as_of):
    stays = {"with": [], "without": []}
    for opened, closed, begun, _ in cases:
        lasted = minutes_from(opened, closed or as_of)
        came = None if begun is None else minutes_from(opened, begun)
        if came is not None and came <= lasted:
            stays["with"].append((tick(max(came, 0)), tick(lasted), closed is not None))
            if came > 0:
                stays["without"].append((0, tick(came), False))
        else:
            stays["without"].append((0, tick(lasted), closed is not None))
    arms = {name: Arm(found) for name, found in stays.items()}
    moments = sorted({hour for arm in arms.values() for hour in (*arm.entries, *arm.exits)})
    start = next(hour for hour in moments if min(arm.at_risk(hour) for arm in arms.values()) >= LEAST)
    horizon = next(
        days for days in HORIZONS if all(arm.fewest(start, start + days * 24) >= LEAST for arm in arms.values())
    )
    means = {name: arm.mean(start, start + horizon * 24) for name, arm in arms.items()}
    saved = means["without"][0] - means["with"][0]
    error = sqrt(means["without"][1] + means["with"][1])
    return start / 24, horizon, {name: mean / 24 for name, (mean, _) in means.items()}, saved / 24, error / 24


@pytest.mark.parametrize("log", sorted(LOGS))
def test_cases_of_a_log_last_as_long_as_plain_python_says(shared_data, tmp_path, settings, log):
    cases = list(cases_of(log, shared_data))
    as_of = max(closed or opened for opened, closed, _, _ in cases)
    stalls = [
        {"stall_id": number, "territory_id": 1, "cause": cause, "opened_at": opened, "opened_on": opened.date(),
         "closed_at": closed, "ended_by": "answered" if closed else None}
        for number, (opened, closed, _, cause) in enumerate(cases, start=1)
    ]  # fmt: skip
    runs = [
        {"play_run_id": number, "stall_id": number, "territory_id": 1, "play": "The act", "started_at": begun}
        for number, (_, _, begun, _) in enumerate(cases, start=1)
        if begun
    ]
    written(tmp_path, {"stalls": stalls, "play_runs": runs}, at=as_of.replace(tzinfo=UTC))
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    result = analyse("stalls_with_plays", actor=Actor.system("test"))
    assert result.found.row_count == len(cases)
    found = next(line.cells for line in result.found.tables[-1].lines if line.heads[0] == "All")
    start, horizon, means, saved, error = by_plain_python(cases, as_of)
    assert (found["start"], found["horizon"]) == (pytest.approx(start), horizon)
    assert found["mean_with"] == pytest.approx(means["with"], abs=1e-9)
    assert found["mean_without"] == pytest.approx(means["without"], abs=1e-9)
    assert found["saved"] == pytest.approx(saved, abs=1e-9)
    assert (found["saved_high"] - found["saved_low"]) / 2 == pytest.approx(1.959963985 * error, abs=1e-6)
