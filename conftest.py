"""What every test shares: a home of its own, the database asked for, and what to do when something is not there."""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["samebook.web.tests.browser"]
"""One browser for a worker's whole run: Playwright starts only once in a process."""

ROOT = Path(__file__).resolve().parent
IN_CI = bool(os.environ.get("CI"))
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "own_home"}
# Property tests take the same examples in every run and as long as a busy machine needs: nobody else's change goes red
# by luck. ``--hypothesis-profile default`` looks for new ones.
settings.register_profile(
    "steady", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What ``make test`` uses for its second run, on PostgreSQL."""
    parser.addoption("--records-only", action="store_true", help="only tests that use the database of records")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not touch records when asked to."""
    if not config.getoption("--records-only"):
        return
    kept = [item for item in items if uses_records(item)]
    config.hook.pytest_deselected(items=[item for item in items if not uses_records(item)])
    items[:] = kept


def pytest_unconfigure() -> None:
    """Take the run's home away, when the last worker has gone."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["SAMEBOOK_HOME"], ignore_errors=True)


def uses_records(item: pytest.Item) -> bool:
    """Whether a test reads or writes records, and so must pass on PostgreSQL as well.

    Pages in a browser are driven once: what they read and write is held on PostgreSQL by the tests of their actions and
    answers. One walk from a starter to an edition in force is driven on both.
    """
    if item.get_closest_marker("browser") and not item.get_closest_marker("on_both"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(DATABASE_FIXTURES)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin no test in the last minute of a day: a page would show the day after the one that the test asked for."""
    for zone in (ZoneInfo("Europe/Berlin"), UTC):  # the company's days, and the journal's
        now = datetime.now(zone)
        later = now + timedelta(minutes=1)
        if later.date() != now.date():
            time.sleep(60 - now.second)


def absent(what: str) -> None:
    """Fail in CI, where everything must run; skip elsewhere, and say what is missing."""
    if IN_CI:
        pytest.fail(f"{what} is missing; in CI every test runs.")
    pytest.skip(f"{what} is missing here.")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; only its absence skips a test in CI too."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not there.")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        absent("Chromium")
    return str(path)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server for tests that name it themselves; begun for this run when none is given."""
    given = os.environ.get("DATABASE_URL") or os.environ.get("SAMEBOOK_TEST_POSTGRES")
    if given:
        yield given
        return
    from tests.postgres import NoPostgres, cluster

    try:
        with cluster() as url:
            yield url
    except NoPostgres as missing:
        absent(str(missing))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from tests.homes import Homes

    homes = Homes(tmp_path_factory.mktemp("homes"), os.environ.get("DATABASE_URL", ""))
    yield homes
    homes.close()


@pytest.fixture
def own_home(_homes: Any) -> Any:
    """A home in processes of its own, on the kind of database that this run uses."""
    return _homes.make()


@pytest.fixture(autouse=True, scope="session")
def _takers_in_leave_soon() -> None:
    """The thread that takes leads in keeps its connection for a minute, and a test database outlives none."""
    from samebook.leads import queueing

    queueing._line._idle = 0.05


@pytest.fixture(autouse=True, scope="session")
def _counts_take_their_time() -> None:
    """What is counted while somebody writes is given up after a moment, which a busy machine may need to begin."""
    from samebook.leads.counting import warm

    warm.LONGEST = warm.PATIENCE = 60.0


@pytest.fixture(autouse=True, scope="session")
def _servers_may_be_slow() -> None:
    """A page gives a server of figures three seconds to answer, which a busy machine may need to begin."""
    from samebook.numbers.engines import postgres

    postgres.CONNECT_SECONDS = 60


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_the_guards() -> None:
    """Tests with real commits empty the tables afterwards, which the journal's guards would refuse."""
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def lifted(case: TransactionTestCase) -> None:
        from django.db import connection

        from samebook.board import guards as frozen
        from samebook.journal import guards, origins
        from samebook.launches import guards as signed

        origins.forget()
        every = (guards, frozen, signed)
        with connection.cursor() as cursor:
            for statement in (line for each in every for line in each.remove(connection.vendor)):
                cursor.execute(statement)
            empty(case)
            for statement in (line for each in every for line in each.install(connection.vendor)):
                cursor.execute(statement)

    TransactionTestCase._fixture_teardown = lifted  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """The real hasher at its least cost: what slows a thief's guesses would slow every test that hires somebody."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1
