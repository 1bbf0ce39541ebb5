"""What a count leaves that was stopped half-way: nothing that is shown, and nothing that stays."""

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samebook.segments import grounds, jobs
from samebook.segments.actions import make_segment
from samebook.segments.definitions import definition_for, definitions_for
from samebook.segments.generations import generations
from samebook.segments.queries import counts_for, every_member, newest_stamp
from samebook.segments.terms import Kind
from samebook.segments.tests.people import EVERYBODY

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
BOOKS = {"plants", "big_plants", "not_big", "engineers", "at_home", "funded"}


class Killed(BaseException):
    """The worker's end at this very line."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def shown() -> set[str]:
    """The segments that have a count and members that can be read."""
    found = definitions_for(EVERYBODY, at=NOW)
    counts = counts_for(EVERYBODY, found)
    return {each.key for each in found if each.key in counts and list(every_member(EVERYBODY, each))}


@pytest.fixture
def half_done(people, monkeypatch):
    """A second full count, stopped after its members stood and before its counts did."""
    jobs.count_segments(at=NOW - timedelta(hours=2))
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_keep", killed)
        with pytest.raises(Killed):
            jobs.count_segments(at=NOW - timedelta(hours=1))
    assert len(generations()) == 2
    return people


def test_a_private_segment_that_is_kept_after_a_killed_count_hides_no_other(half_done):
    row = make_segment(half_done.marketing, name="mine", condition="account.employees > 5", at=NOW)
    key = f"private-{row.pk}"
    jobs.count_segments(at=NOW, only=[key])
    assert shown() == BOOKS | {key}
    assert [each.stamp for each in generations()] == [newest_stamp()]


def test_a_full_count_after_a_killed_one_compares_with_the_last_that_was_finished(half_done):
    before = newest_stamp()
    jobs.count_segments(at=NOW)
    assert [each.stamp for each in generations()][1:] == [before]
    plants = definition_for(EVERYBODY, "plants", at=NOW)
    last = counts_for(EVERYBODY, [plants])["plants"].last
    assert (last.added, last.left, last.redefined) == (0, 0, False)


def test_what_a_killed_process_left_goes_with_the_next_count(people, settings):
    home = Path(settings.SAMEBOOK_SEGMENTS)
    program = """
import os, signal, sys, tempfile
from pathlib import Path
for parent, prefix, name in ((sys.argv[1], ".building-", "person.staged"),
                             (sys.argv[1] + "/members", ".counting-", "engineers.parquet")):
    os.makedirs(parent, exist_ok=True)
    (Path(tempfile.mkdtemp(prefix=prefix, dir=parent)) / name).write_bytes(b"somebody")
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", program, str(home)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len([*home.rglob("person.staged"), *home.rglob("engineers.parquet")]) == 2
    jobs.count_segments(at=NOW)
    private = make_segment(people.marketing, name="mine", condition="account.employees > 5", at=NOW)
    assert not [path for path in home.rglob("*") if path.name.startswith(".") or path.suffix == ".staged"]
    (home / ".building-left").mkdir()
    jobs.count_segments(at=NOW, only=[f"private-{private.pk}"])
    assert not (home / ".building-left").exists(), "a count of one segment sweeps, too"


def test_whatever_a_count_writes_is_its_owners_alone_from_the_first_byte(people, settings, monkeypatch):
    seen: list[tuple[str, int]] = []
    home = Path(settings.SAMEBOOK_SEGMENTS)

    def looked(*_: object) -> None:
        seen.extend((path.name, stat.S_IMODE(path.stat().st_mode)) for path in home.rglob("*") if path.is_file())

    monkeypatch.setattr("samebook.segments.counting.compare", looked)
    join = grounds.build.__globals__["_join"]
    monkeypatch.setitem(grounds.build.__globals__, "_join", lambda *told: (looked(), join(*told)))
    mask = os.umask(0o022)
    try:
        jobs.count_segments(at=NOW)
        assert os.umask(0o022) == 0o022, "the mask is as it was"
    finally:
        os.umask(mask)
    looked()
    names = {name for name, _ in seen}
    assert {"person.staged", "manifest.json", "engineers.parquet", "person.parquet"} <= names
    assert {mode for _, mode in seen} == {0o600}
    assert grounds.kept_ground(Kind.ACCOUNT) is not None
