"""Where a demo company lives: a home of its own, built beside its place and moved there when it is complete."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from samebook.kernel.refusals import Refused

DATABASE = "samebook.sqlite3"
LOGINS = "demo-logins.txt"
TRUTH = "truth.json"


@dataclass(frozen=True, slots=True)
class Held:
    """What a home holds: ``nothing``, a ``demo``, a ``real`` company, or something ``strange`` (then its name)."""

    what: str
    name: str = ""


def chosen_home() -> Path:
    """``SAMEBOOK_HOME``, which need not be there yet.

    Raises:
        Refused: ``demo.other_database``; a demo keeps its records in its own home.
    """
    if os.environ.get("DATABASE_URL"):
        message = "The demo company lives in the database of its own home; take DATABASE_URL out of the environment."
        raise Refused("demo.other_database", message)
    return Path(os.environ.get("SAMEBOOK_HOME", ".home")).expanduser().resolve()


def held_in(home: Path) -> Held:
    """Look into a home without changing anything in it."""
    if not home.exists():
        return Held("nothing")
    if not home.is_dir():
        return Held("strange", home.name)
    database = home / DATABASE
    if not database.exists():
        strange = sorted(path.name for path in home.iterdir())
        return Held("strange", strange[0]) if strange else Held("nothing")
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            row = connection.execute("SELECT name, simulated FROM company_company").fetchone()
    except sqlite3.Error:
        return Held("strange", DATABASE)
    if row is None:
        return Held("strange", DATABASE)
    return Held("demo" if row[1] else "real", str(row[0]))


def check_usable(home: Path, held: Held) -> None:
    """Refuse a home in which no demo may be begun.

    Raises:
        Refused: ``demo.real_company``, ``demo.home_not_empty``, ``demo.mount_point``.
    """
    if held.what == "real":
        message = f"{home} holds a real company, {held.name}; name another folder in SAMEBOOK_HOME for the demo."
        raise Refused("demo.real_company", message)
    if held.what == "strange":
        message = f"{home} holds {held.name} and no company; name an empty or new folder in SAMEBOOK_HOME."
        raise Refused("demo.home_not_empty", message)
    if held.what == "nothing" and home.is_mount():
        message = f"{home} is a mounted volume, which cannot be replaced; name a folder inside it in SAMEBOOK_HOME."
        raise Refused("demo.mount_point", message)


@contextmanager
def building_site(home: Path) -> Iterator[Path]:
    """An empty folder beside the home, which becomes the home when the block ends well and is removed otherwise.

    What a killed build left behind is removed by the next one; the lock falls free with its holder.

    Raises:
        Refused: ``demo.being_built``, by another process; ``demo.home_taken``, something was put there meanwhile.
    """
    site, lock = home.with_name(f".{home.name}.building"), home.with_name(f".{home.name}.building.lock")
    home.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as holder:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(
                "demo.being_built", f"Another process is building the demo for {home}; wait for it."
            ) from None
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(mode=0o700)
        try:
            yield site
            _move(site, home)
        finally:
            shutil.rmtree(site, ignore_errors=True)
            lock.unlink(missing_ok=True)


def _move(site: Path, home: Path) -> None:
    try:
        if home.exists():
            home.rmdir()
        site.rename(home)
    except OSError as error:
        message = f"The demo is built, but {home} could not be made: {error.strerror}. Choose another in SAMEBOOK_HOME."
        raise Refused("demo.home_taken", message) from None


def write_private(path: Path, text: str) -> None:
    """A file that only its owner reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address; names are not looked up."""
    from ipaddress import ip_address

    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(host: str) -> None:
    """A demo, whose logins lie about, is served to its own machine only; for ``samebook serve``.

    Raises:
        Refused: ``demo.loopback_only``.
    """
    if is_loopback(host) or os.environ.get("DATABASE_URL"):
        return
    if held_in(chosen_home()).what == "demo":
        message = f"This is a demo, which is served to this machine only; use --host 127.0.0.1 instead of {host}."
        raise Refused("demo.loopback_only", message)
