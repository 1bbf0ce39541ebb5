"""A small demo company, built by the command line in a process of its own: alive, sealed, simulated, and true."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from samebook.web.demo.place import held_in
from tests.homes import PATIENCE, OwnHome

UNTIL = "2026-11-20"
ARGUMENTS = ["--scale", "0.05", "--seed", "7", "--until", UNTIL]

LOOK = """
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
import numpy as np
from samebook.agreement.models import CounterProposal, Edition
from samebook.agreement.queries import waiting_for
from samebook.company.models import Company, User
from samebook.company.queries import actor_for
from samebook.jobs.models import Job, Mail
from samebook.journal.models import Entry
from samebook.journal.verify import verify
from samebook.kernel.access import Actor
from samebook.groups.models import MemberRole
from samebook.launches.models import Launch
from samebook.leads.models import Lead, Poll
from samebook.numbers.evaluate import evaluate
from samebook.numbers.survival import cumulative_incidence
from samebook.plays.effects.models import Lot
from samebook.plays.models import PlayRun, PlayVersion
from samebook.stalls.models import Proposal, Stall

until = datetime(2026, 11, 20, 15, tzinfo=UTC)

def rate(name):
    row = evaluate(name, actor=Actor.system("test")).rows[0]
    return [row.n, row.estimate.value, row.estimate.low, row.estimate.high]

followed, ended = [], []
for lead in Lead.objects.filter(delivered_at__isnull=False, answered_at__isnull=False).exclude(
    status__in=["not_a_lead", "service_request"]
):
    followed.append(((lead.converted_at or until) - lead.delivered_at) / timedelta(days=1))
    ended.append(1 if lead.converted_at else 0)
curve = cumulative_incidence(np.array(followed), np.array(ended), np.ones(len(ended), dtype=int))
found = {days: curve.at(days) for days in (30, 60, 90)}
manager = User.objects.get(email__startswith="friederike")
verified = verify()
print(json.dumps({
    "company": list(Company.objects.values_list("name", "simulated")),
    "statuses": Counter(Lead.objects.values_list("status", flat=True)),
    "origins": sorted(set(Entry.objects.values_list("origin", flat=True))),
    "later": sorted(set(Entry.objects.filter(happened_at__gt=until).values_list("code", flat=True))),
    "countered": [list(row) for row in CounterProposal.objects.values_list("clause", "state")],
    "editions": list(Edition.objects.order_by("id").values_list("state", flat=True)),
    "judged_by": sorted(set(Lead.objects.exclude(edition=None).values_list("edition__number", flat=True))),
    "scopes": {
        scope: sorted(set(Lead.objects.filter(edition__scope=scope).values_list("country", flat=True)))
        for scope in set(Edition.objects.exclude(scope="company").values_list("scope", flat=True))
    },
    "to_sign": waiting_for(actor_for(manager)).count(),
    "mail": [Mail.objects.count(), Mail.objects.filter(sent_at=None, created_at__lt=until - timedelta(days=1)).count()],
    "jobs": Job.objects.exclude(state="done").count(),
    "polls": [
        [poll.word, poll.closed_at is not None, poll.answers.count(),
         [len(job.report["pairs"]) for job in Job.objects.filter(pk=poll.job_id or 0)]]
        for poll in Poll.objects.order_by("pk")
    ],
    "verified": [verified.sound, verified.waiting, Entry.objects.count()],
    "accepted": rate("accepted"),
    "on_time": rate("follow_up_on_time"),
    "stalls": {
        "ended_by": Counter(Stall.objects.exclude(closed_at=None).values_list("ended_by", flat=True)),
        "causes": sorted(set(Stall.objects.values_list("cause", flat=True))),
        "waiting": PlayRun.objects.filter(
            stall__isnull=False, stall__closed_at=None, started_at=None, ended_at=None, offered_at__isnull=False
        ).count(),
        "used": PlayRun.objects.exclude(approved_at=None).count(),
        "overlap": sum(
            1 for stall in Stall.objects.exclude(closed_at=None)
            if Stall.objects.filter(
                opportunity=stall.opportunity_id, opened_at__lt=stall.closed_at, closed_at__gt=stall.opened_at
            ).exclude(pk=stall.pk).exists()
        ),
        "proposed": Proposal.objects.filter(answer="open").count(),
    },
    "plays": sorted(PlayVersion.objects.filter(state="approved").values_list("play__name", flat=True)),
    "drawn": [[lot.play.name, lot.stalls.count() > 0] for lot in Lot.objects.order_by("pk")],
    "members": Counter(MemberRole.objects.values_list("role", flat=True)),
    "launches": [
        [one.state, one.signatures.count(), one.trainings.get().acknowledged.count()]
        for one in Launch.objects.order_by("pk")
    ],
    "curve": {days: [one.n, one.value, one.low, one.high] for days, one in found.items()},
}))
"""


def command(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "SAMEBOOK_", "DATABASE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "samebook", "demo", *arguments],
        env=kept | {"SAMEBOOK_HOME": str(home)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answer(home: Path, *arguments: str, code: int = 0) -> Any:
    process = command(home, "--json", *arguments)
    out, err = process.communicate(timeout=4 * PATIENCE)
    assert process.returncode == code, err
    return json.loads(err if code else out)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("demo") / "home"
    return home, answer(home, *ARGUMENTS)


@pytest.fixture(scope="module")
def seen(built: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    """What the records of the small company say."""
    own = OwnHome(built[0])
    found: dict[str, Any] = json.loads(own.run(LOOK))
    return found


@pytest.fixture(scope="module")
def truth(built: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((built[0] / "truth.json").read_text("utf-8"))
    return kept


def test_the_product_let_people_do_all_they_wanted(built: tuple[Path, dict[str, Any]]) -> None:
    home, report = built
    assert report["built"]
    assert report["refused"] == {}
    assert report["counts"]["leads"] > 300
    assert not list(home.parent.glob(".*"))


def test_it_is_simulated_and_says_so_in_every_entry(seen: dict[str, Any]) -> None:
    assert seen["company"] == [["Tarnvik Pumps", True]]
    assert seen["origins"] == ["simulated"]


def test_everything_happened_in_the_time_of_the_simulation(seen: dict[str, Any]) -> None:
    assert seen["later"] == []


def test_leads_are_at_every_stage(seen: dict[str, Any]) -> None:
    expected = {"nurture", "accepted", "rejected", "converted", "not_a_lead", "service_request"}
    assert expected <= set(seen["statuses"])


def test_editions_of_the_company_and_of_france_have_judged_and_one_waits_for_the_sales_manager(
    seen: dict[str, Any],
) -> None:
    assert seen["editions"] == ["superseded", "in_force", "in_force", "proposed"]
    assert seen["judged_by"] == [1, 2, 3]
    assert seen["scopes"] == {"country FR": ["FR"]}
    assert seen["to_sign"] == 1
    assert seen["countered"] == [["qualification.A.money", "open"]]


def test_the_journal_is_sealed_and_holds(seen: dict[str, Any]) -> None:
    is_sound, waiting, entries = seen["verified"]
    assert is_sound
    assert waiting == 0
    assert entries > 2_000


def test_no_old_mail_waits_to_be_sent(seen: dict[str, Any]) -> None:
    written, waiting = seen["mail"]
    assert written > 0
    assert waiting == 0
    assert seen["jobs"] == 0


def test_one_poll_is_closed_with_its_spread_and_one_waits_for_answers(seen: dict[str, Any]) -> None:
    assert seen["polls"] == [["Good account", True, 7, [21]], ["Ready for sales", False, 0, []]]


def test_sales_stall_one_cause_after_the_other_and_plays_are_used(seen: dict[str, Any], truth: dict[str, Any]) -> None:
    stalls = seen["stalls"]
    assert set(stalls["causes"]) <= set(truth["declared"]["stalls"]["causes"])
    assert {"answered", "play"} <= set(stalls["ended_by"]) <= {"answered", "play", "moved_on", "lost"}
    assert stalls["used"] > 3
    assert stalls["overlap"] == 0, "a sale stands still for one cause at a time here, so that no day counts twice"
    assert "Evidence for a figure" in seen["plays"]
    assert seen["drawn"] == [["Evidence for a figure", True]]


def test_groups_and_a_launch_are_there_to_be_looked_at(seen: dict[str, Any]) -> None:
    assert {"champion", "staller", "decision_maker"} <= set(seen["members"])
    assert seen["members"]["staller"] >= seen["members"]["decision_maker"]
    assert seen["launches"] == [["planned", 1, 9]]


def test_acceptance_in_the_records_is_what_is_true(seen: dict[str, Any], truth: dict[str, Any]) -> None:
    n, _, low, high = seen["accepted"]
    true = truth["expected"]["accepted"]["all"]
    assert n == true["n"] > 100
    assert low < true["expected"] < high


def test_follow_up_on_time_in_the_records_is_what_is_true(seen: dict[str, Any], truth: dict[str, Any]) -> None:
    n, _, low, high = seen["on_time"]
    true = truth["expected"]["follow_up_on_time"]["all"]
    assert abs(n - true["n"]) <= 5
    assert low < true["expected"] < high


@pytest.mark.parametrize("days", ["30", "60", "90"])
def test_the_conversion_curve_of_the_records_is_the_true_one(
    seen: dict[str, Any], truth: dict[str, Any], days: str
) -> None:
    n, _, low, high = seen["curve"][days]
    assert n > 50
    assert low < truth["expected"]["conversion_curve"][days]["expected"] < high


def test_the_difference_in_effect_and_the_criteria_review_are_right_of_every_single_lead(
    built: tuple[Path, dict[str, Any]],
) -> None:
    code = "from samebook.leads.effect.tests import one_by_one; print(one_by_one.of_the_demo())"
    told = json.loads(OwnHome(built[0]).run(code))
    effect, review = told["effect"], told["review"]
    assert effect["leads"] == effect["replayed"] > 300
    assert effect["apart"] > 0, "an edition of its own judges France"
    assert effect["differ"] >= effect["changed"] > 0
    assert (effect["wrong"], effect["absent"], effect["moves"]) == ([], [], True)
    judged = effect["checks"]["before"]
    assert judged["judged"] == judged["same"] > 0
    assert review["judged"][0] == review["judged"][1] > 0
    assert review["figures"] > 100
    assert review["wrong"] == []


def test_a_second_run_keeps_the_company_and_its_logins(built: tuple[Path, dict[str, Any]]) -> None:
    home, _ = built
    logins = (home / "demo-logins.txt").read_text("utf-8")
    assert answer(home, "--seed", "8") == {"home": str(home), "built": False}
    assert (home / "demo-logins.txt").read_text("utf-8") == logins
    out, _ = command(home).communicate(timeout=PATIENCE)
    assert logins.split("\n\n", maxsplit=1)[0] in out
    assert "simulated" in out


def test_the_logins_are_one_for_each_role(built: tuple[Path, dict[str, Any]]) -> None:
    home, _ = built
    shown = (home / "demo-logins.txt").read_text("utf-8").split("\n\n", maxsplit=1)[0]
    roles = [line[:18].strip() for line in shown.splitlines()]
    assert sorted(roles) == sorted(
        ["Rep", "Administrator", "Sales manager", "Telesales", "Marketing", "Partner manager", "Executive"]
    )
    assert (home / "demo-logins.txt").stat().st_mode & 0o777 == 0o600


def test_a_killed_build_leaves_no_home_and_the_next_one_begins_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = command(home, "--scale", "0.02", "--until", UNTIL)
    site = tmp_path / ".home.building"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and held_in(site).what != "demo":
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert held_in(site).what == "demo", "it was killed in the midst of building"
    assert not home.exists()
    report = answer(home, "--scale", "0.01", "--until", UNTIL)
    assert report["built"]
    assert report["refused"] == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_an_end_in_the_future_is_refused(tmp_path: Path) -> None:
    refused = answer(tmp_path / "home", "--until", "2199-01-01", code=1)
    assert refused["code"] == "demo.until_ahead"
    assert list(tmp_path.iterdir()) == []


def test_another_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"SAMEBOOK_HOME": str(tmp_path / "home"), "DATABASE_URL": "postgresql://somewhere/else"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "samebook", "demo", "--json"],
        env=kept | environment, text=True, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "demo.other_database"
