"""A standalone Spark cluster for one run of tests: a master and two workers, processes of their own, thrown away.

``python -m tests.cluster.standalone -- COMMAND…`` runs a command with ``SAMEBOOK_TEST_SPARK`` naming it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.ports import free_port

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 600
"""Seconds until the workers must have come."""


class NoSpark(Exception):  # noqa: N818 (an answer, not an error)
    """Java or pyspark is not on this machine."""


@dataclass
class Cluster:
    """A running cluster; processes are ended by their ids."""

    folder: Path
    port: int = 0
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"spark://{HOST}:{self.port}"

    def start_master(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self._start("master", "master.Master", "--host", HOST, "--port", str(self.port), "--webui-port", "0")
        self._wait_for("master", "I have been elected leader")

    def start_worker(self, name: str) -> None:
        work = self.folder / f"work-{name}"
        self._start(
            name, "worker.Worker", "--host", HOST, "--webui-port", "0", "-c", "1", "-m", "2g", "-d", str(work), self.url
        )  # fmt: skip
        self._wait_for(name, "Successfully registered with master")

    def kill(self, name: str) -> None:
        """As a power cut would: a process and its executors, without a word to anybody."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def pause(self, name: str) -> None:
        """Hold a process and its executors where they are."""
        os.killpg(self.processes[name].pid, signal.SIGSTOP)

    def close(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _start(self, name: str, kind: str, *arguments: str) -> None:
        home = spark_home()
        env = {
            **os.environ,
            "SPARK_LOCAL_IP": HOST,
            "SPARK_HOME": str(home),
            "SPARK_NO_DAEMONIZE": "1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "PYSPARK_PYTHON": sys.executable,
        }
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=env,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 (it calls the kernel and nothing else)
            )

    def _wait_for(self, name: str, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self.log(name).read_text("utf-8", "replace")
            if words in text:
                return
            if self.processes[name].poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"Spark's {name} did not start:\n{self.log(name).read_text('utf-8', 'replace')[-3000:]}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A master and two workers with a core and 2 GB each.

    Raises:
        NoSpark: Java or pyspark is nowhere to be found.
    """
    spark_home()
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise NoSpark("Java (Debian: apt-get install openjdk-17-jre-headless)")
    folder = Path(tempfile.mkdtemp(prefix="samebook-spark-"))
    made = Cluster(folder)
    try:
        made.start_master()
        for number in range(1, WORKERS + 1):
            made.start_worker(f"worker-{number}")
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def _die_with_parent() -> None:
    """A run that is killed leaves nothing behind: Linux ends the process with the thread that began it."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def spark_home() -> Path:
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise NoSpark("pyspark (make .venv/.cluster)")
    return Path(found.origin).parent


def main() -> int:
    """Run the command after ``--`` beside a cluster; its exit code."""
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        sys.exit("usage: python -m tests.cluster.standalone -- COMMAND…")
    try:
        with cluster() as made:
            env = os.environ | {"SAMEBOOK_TEST_SPARK": made.url, "SPARK_LOCAL_IP": HOST}
            return subprocess.run(sys.argv[2:], env=env, check=False).returncode
    except NoSpark as missing:
        if os.environ.get("CI"):
            sys.exit(f"{missing} is missing; in CI the tests run on Spark too.")
        print(f"Skipped on Spark: {missing} is missing here.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
