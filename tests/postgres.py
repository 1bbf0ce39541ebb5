"""A PostgreSQL cluster for one run of tests: begun from nothing, thrown away.

Processes are killed in tests, machines are not: what is committed is left to the system to write, which takes a tenth
of the time off.

``python -m tests.postgres -- COMMAND…`` runs a command with ``DATABASE_URL`` naming it.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "error",
}


class NoPostgres(Exception):  # noqa: N818 (an answer, not an error)
    """PostgreSQL's programs are not on this machine."""


@contextmanager
def cluster(*, is_durable: bool = False) -> Iterator[str]:
    """A running cluster; yields the address of its database. It ends with the block.

    Args:
        is_durable: Whether a commit waits for the disk, as where its speed is measured.

    Raises:
        NoPostgres: ``initdb`` is nowhere to be found.
    """
    programs = programs_folder()
    folder = Path(tempfile.mkdtemp(prefix="samebook-postgres-"))
    user = _unprivileged(folder)
    port = free_port()
    try:
        _run(user, programs / "initdb", "-D", folder / "data", "-U", "samebook", "--encoding=UTF8", "--locale=C.UTF-8")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options += f" -c fsync={'on' if is_durable else 'off'} -c port={port} -c unix_socket_directories={folder}"
        _run(user, programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://samebook@127.0.0.1:{port}/postgres"
        finally:
            _run(user, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_folder() -> Path:
    """Where ``initdb`` and ``pg_ctl`` are: Debian's folder of the newest version, else the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    if found is None:
        raise NoPostgres("PostgreSQL (Debian: apt-get install postgresql)")
    return Path(found).resolve().parent


def _unprivileged(folder: Path) -> str | None:
    """The user that runs the cluster: PostgreSQL refuses root. None: the one who runs this."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return name
    raise NoPostgres("A user other than root to run PostgreSQL as")


def _run(user: str | None, *command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        extra_groups=[] if user else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name}: {done.stderr or done.stdout}")


def main() -> int:
    """Run the command after ``--`` beside a cluster; its exit code."""
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        sys.exit("usage: python -m tests.postgres -- COMMAND…")
    try:
        with cluster() as url:
            return subprocess.run(
                sys.argv[2:], env=os.environ | {"DATABASE_URL": url, "SAMEBOOK_TEST_CLUSTER": "1"}, check=False
            ).returncode
    except NoPostgres as missing:
        if os.environ.get("CI"):
            sys.exit(f"{missing} is missing; in CI the tests run on PostgreSQL too.")
        print(f"Skipped on PostgreSQL: {missing} is missing here.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
