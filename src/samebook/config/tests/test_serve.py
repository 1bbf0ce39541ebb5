"""The real command in real processes: begun, crashed, killed, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from samebook.config.serve import Child, why_not_free
from tests.homes import PATIENCE
from tests.ports import free_port

if TYPE_CHECKING:
    from tests.homes import OwnHome

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
SERVE = "from samebook.config.cli import serve; serve()"


class Served:
    def __init__(self, home: "OwnHome") -> None:
        self.home, self.port, self.lines = home, free_port(), list[str]()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "--port", str(self.port)],
            env=home.env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def pids(self, kind: str = "") -> set[int]:
        """Processes of this home that belong to ``samebook serve``, the supervisor left out."""
        return {
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if f"samebook.config.processes\0{kind}" in _text(entry / "cmdline")
            and f"SAMEBOOK_HOME={self.home.folder}\0" in _text(entry / "environ")
        }

    def all_run(self) -> bool:
        return self.answers() and len(self.pids("web")) >= 2 and bool(self.pids("work") and self.pids("tick"))


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.fixture
def served(own_home: "OwnHome") -> Iterator[Served]:
    it = Served(own_home)
    yield it
    if it.process.poll() is None:
        it.process.terminate()
        it.process.wait(PATIENCE)
    for pid in it.pids():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    it.reader.join()
    assert it.process.stdout is not None
    it.process.stdout.close()


def test_it_serves_restarts_what_crashes_and_ends_within_seconds_when_asked_to(served: Served) -> None:
    wait_for(served.all_run, "never up")
    wait_for(lambda: f"http://127.0.0.1:{served.port}/" in served.said, "its address was never said")

    for kind in ("work", "tick"):
        (old,) = served.pids(kind)
        os.kill(old, signal.SIGKILL)
        wait_for(lambda old=old, kind=kind: served.pids(kind) - {old}, f"{kind} was not started again")
    first_web = min(served.pids("web"))
    os.kill(first_web, signal.SIGKILL)
    wait_for(lambda: first_web not in served.pids("web") and served.all_run(), "the web server was not started again")
    wait_for(lambda: "web server ended with code -9" in served.said, "that the web server ended was never said")

    asked = time.monotonic()
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    assert time.monotonic() - asked < 90, "it waits for what should end at once"
    wait_for(lambda: not served.pids(), "something goes on after the end", 60)


def test_nothing_outlives_a_supervisor_that_is_killed(served: Served) -> None:
    wait_for(served.all_run, "never up")
    served.process.kill()
    served.process.wait(PATIENCE)
    wait_for(lambda: not served.pids(), f"still there: {served.pids()}")


def test_a_port_in_use_is_a_clear_message_and_exit_code_1(own_home: "OwnHome") -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = own_home.start(SERVE, "--port", str(taken.getsockname()[1]))
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "in use" in out
    assert "--port" in out
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["not a host", "203.0.113.1"])
def test_an_address_that_is_not_ours_is_said_to_be_so(host: str) -> None:
    assert "Cannot listen" in why_not_free(host, free_port())


def test_a_child_that_keeps_crashing_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("samebook.config.serve.time", SimpleNamespace(monotonic=lambda: now))
    child = Child("test", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    for _ in range(9):
        child.start()
        assert child.process is not None
        child.process.wait()
        assert child.crashed() == 3
        waits.append(child.start_at - now)
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits[-1] == 30.0
