"""``samebook serve``: one command that keeps the web server, the job worker and the ticker running."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE = 8.0
"""Seconds that children get to end before they are killed."""
STEADY = 60.0
"""A child that ran for so long is sound again: its next crash is answered at once."""
LONGEST_WAIT = 30.0

Say = Callable[[str], None]


@dataclass(slots=True)
class Child:
    """One kind of process that is to run; ``crashes`` in a row decide how long its next start waits."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    crashes: int = 0
    start_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, and the whole child can be killed as a group.
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 (our own module)
        self.began = time.monotonic()

    def crashed(self) -> int | None:
        """The exit code when it has ended since the last look; the time of its next start is set."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        now = time.monotonic()
        self.crashes = 1 if now - self.began > STEADY else self.crashes + 1
        self.start_at = now + min(0.5 * 2 ** (self.crashes - 1), LONGEST_WAIT)
        self.process = None
        return code

    def signal(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


@dataclass(slots=True)
class Supervisor:
    """Starts its children, restarts whichever crashes, and ends them all when asked to."""

    children: list[Child]
    say: Say
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, announce: Callable[[], bool]) -> None:
        """Keep the children running until asked to stop; ``announce`` is asked until it has said its word."""
        announced = False
        while not self.stopping.is_set():
            for child in self.children:
                self._look_after(child)
            announced = announced or announce()
            self.stopping.wait(0.2)
        self.end()

    def end(self) -> None:
        """Ask all children to end, and kill those that have not within the time of grace."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"The {child.name} did not end in time and is killed.")
                child.signal(signal.SIGKILL)
                child.process.wait()

    def _look_after(self, child: Child) -> None:
        code = child.crashed()
        if code is not None:
            wait = child.start_at - time.monotonic()
            self.say(f"The {child.name} ended with code {code}; it starts again in {max(wait, 0):.1f} s.")
        if child.process is None and time.monotonic() >= child.start_at:
            child.start()


def serve(*, host: str = "127.0.0.1", port: int = 8000, workers: int = 1, say: Say = print) -> int:
    """Serve this home until stopped by SIGTERM or Ctrl-C.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        workers: Web processes; more than one only on PostgreSQL.
        say: Where to tell the operator.

    Returns:
        The exit code: 0 when stopped, 1 when it could not begin.
    """
    in_use = why_not_free(host, port)
    if in_use:
        say(in_use)
        return 1
    os.environ.setdefault("SAMEBOOK_BASE_URL", f"http://{_for_url(host)}:{port}")
    module = [sys.executable, "-m", "samebook.config.processes"]
    if subprocess.run([*module, "prepare"], check=False).returncode:  # noqa: S603 (our own module)
        say("Samebook could not prepare its home; what went wrong stands above.")
        return 1
    supervisor = Supervisor(
        [
            Child("web server", [*module, "web", host, str(port), str(workers)]),
            Child("job worker", [*module, "work"]),
            Child("ticker", [*module, "tick"]),
        ],
        say,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    supervisor.run(lambda: _announce(host, port, say))
    return 0


def why_not_free(host: str, port: int) -> str:
    """Why the port cannot be had, in words for the operator; empty when it can.

    The web server shares its port among its processes, so without this look two servers would share one unnoticed.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        return f"Port {port} needs rights that this user does not have; choose one above 1023 with --port."
    except OSError as error:
        return f"Cannot listen on {host}, port {port}: {error.strerror or error}. Choose another with --port."
    return ""


def _announce(host: str, port: int, say: Say) -> bool:
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (asked for by the operator)
    try:
        socket.create_connection((reach, port), timeout=0.5).close()
    except OSError:
        return False
    say(f"Samebook is at http://{_for_url(reach)}:{port}/ (stop with Ctrl-C).")
    return True


def _for_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
