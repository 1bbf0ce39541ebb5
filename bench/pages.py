"""Server time of pages at a million leads, in process after warming up; beside the bare SQL of the list."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench import million
from bench.report import Figure
from bench.timing import percentile, shown

LEADS, FEW = 1_000_000, 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page.

    Attributes:
        who: ``marketing``, ``rep``, ``manager``.
        paths: Addresses asked one after the other.
        goal: Milliseconds of p95; None where the issue names none.
        most_queries: What the issue allows.
    """

    what: str
    who: str
    paths: tuple[str, ...]
    goal: float | None = None
    most_queries: int | None = None


def measure(*, small: bool) -> Iterator[Figure]:
    """Each kind of page, some dozens of times, in a process that was begun like the server's."""
    from samebook.config.warm import warm

    house = million.ready(FEW if small else LEADS)
    warm()
    clients = sign_in(house)
    repeat = 10 if small else 60
    bare = _bare(repeat)
    for page in pages(clients, deep=5 if small else 40):
        yield _figure(page, clients[page.who], repeat, bare, small=small)


def sign_in(house: Any) -> dict[str, Any]:
    """A signed-in client for each role."""
    from django.test import Client

    from samebook.company.models import User

    clients = {}
    for name, actor in (("marketing", house.marketing), ("manager", house.manager), ("rep", house.reps[0])):
        clients[name] = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        clients[name].force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return clients


def pages(clients: dict[str, Any], *, deep: int) -> list[Page]:
    """What is measured; deep pages are found by turning them."""
    from samebook.accounts.models import Account
    from samebook.leads.models import Lead

    leads = [f"/leads/{pk}" for pk in _some(Lead.objects.order_by("-id"), 40)]
    own = [f"/leads/{pk}" for pk in _some(Lead.objects.filter(owner=_user(clients["rep"])).order_by("-id"), 40)]
    accounts = [f"/accounts/{pk}" for pk in _some(Account.objects.order_by("id"), 40)]
    turned = _turned(clients["marketing"], "/leads/table", deep)
    turned_b = _turned(clients["marketing"], "/leads/table?level=B", deep)
    table = "/leads/table"
    listed = [
        Page("leads, newest", "marketing", (table,), 70),
        Page("leads, status nurture", "marketing", (f"{table}?status=nurture",), 70),
        Page("leads, status delivered", "marketing", (f"{table}?status=delivered",), 70),
        Page("leads, level A", "marketing", (f"{table}?level=A",), 70),
        Page("leads, verdict ask", "marketing", (f"{table}?verdict=ask",), 70),
        Page("leads, source fair", "marketing", (f"{table}?source=fair",), 70),
        Page("leads, a source of none", "marketing", (f"{table}?source=nobody",), 70),
        Page("leads, of one rep", "marketing", (f"{table}?owner={_user(clients['rep'])}",), 70),
        Page("leads, rep and rejected", "marketing", (f"{table}?owner={_user(clients['rep'])}&status=rejected",), 70),
        Page("leads, two years ago", "marketing", (f"{table}?received_until={_days_ago(700)}",), 70),
        Page("leads, by what is due", "marketing", (f"{table}?sort=due",), 70),
        Page(f"leads, pages 2 to {deep}", "marketing", turned, 70),
        Page(f"leads, level B, pages 2 to {deep}", "marketing", turned_b, 70),
        Page("leads, a rep's own", "rep", (table,), 70),
        Page("leads, a rep's rejected", "rep", (f"{table}?status=rejected",), 70),
    ]
    return [
        *listed,
        Page("board", "marketing", ("/leads/board",), 130),
        Page("board of a rep", "rep", ("/leads/board",), 130),
        Page("one lead", "marketing", tuple(leads), 30, 15),
        Page("one lead, its rep", "rep", tuple(own), 30, 15),
        Page("Today, marketing", "marketing", ("/today",)),
        Page("Today, sales manager", "manager", ("/today",)),
        Page("Today, rep", "rep", ("/today",)),
        Page("inbox, rep", "rep", ("/leads/",)),
        Page("accounts", "marketing", ("/accounts/",)),
        Page("accounts, by name", "marketing", ("/accounts/?q=muller+firm+12",)),
        Page("accounts, customers in France", "marketing", ("/accounts/?customer=yes&country=FR",)),
        Page("accounts of a rep", "rep", ("/accounts/",)),
        Page("one account", "marketing", tuple(accounts)),
        Page("people", "marketing", ("/people/",)),
        Page("search, a name", "marketing", ("/search?q=dupont+firm+1003",)),
        Page("search, an address", "marketing", ("/search?q=anna.person77",)),
    ]


def timed(client: Any, paths: tuple[str, ...], repeat: int) -> list[float]:
    """Seconds of each request, after warming up."""
    turning = itertools.cycle(paths)
    for _ in range(min(5, repeat)):
        _get(client, next(turning))
    taken = []
    for _ in range(repeat):
        path = next(turning)
        began = time.perf_counter()
        _get(client, path)
        taken.append(time.perf_counter() - began)
    return taken


def _get(client: Any, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response


def _figure(page: Page, client: Any, repeat: int, bare: dict[str, float], *, small: bool) -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = timed(client, page.paths, repeat)
    counts = []
    for path in page.paths[:10]:
        with CaptureQueriesContext(connection) as queries:
            _get(client, path)
        counts.append(len(queries))
    p50, p95 = percentile(taken, 50), percentile(taken, 95)
    goal = f"p95 ≤ {page.goal:g} ms" if page.goal else ""
    within = page.goal is None or p95 * 1000 <= page.goal
    if page.most_queries:
        goal += f", ≤ {page.most_queries} queries"
        within = within and max(counts) <= page.most_queries
    few = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    return Figure(
        page.what,
        f"p95 {shown(p95)}, p50 {shown(p50)}, {few} queries",
        f"bare SQL of the newest 50: {shown(bare['list'])}" if page.what.startswith("leads") else "",
        goal,
        None if small or page.goal is None else within,
        {"p50": p50, "p95": p95, "worst": max(taken), "queries": counts, "repeat": repeat, "paths": len(page.paths)},
    )


def _bare(repeat: int) -> dict[str, float]:
    """The list's main query and its capped count, without Django's objects."""
    from django.db import connection

    from samebook.leads import worklists
    from samebook.leads.models import Lead

    query = worklists.listed(Lead.objects.all()).order_by("-received_at", "-id")[:51]
    sql, parameters = query.query.sql_with_params()

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            cursor.fetchall()
            cursor.execute("SELECT COUNT(*) FROM (SELECT 1 FROM leads_lead LIMIT 1001)")
            cursor.fetchall()

    return {"list": p95_of(ask, repeat)}


def p95_of(act: Callable[[], None], repeat: int) -> float:
    taken = []
    for _ in range(repeat + 5):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return percentile(taken[5:], 95)


def _some(rows: Any, count: int) -> list[int]:
    """Ids from all over the table."""
    newest = rows.values_list("pk", flat=True)
    total = newest.count()
    return [newest[position] for position in range(0, total, max(total // count, 1))][:count]


def _turned(client: Any, path: str, pages: int) -> tuple[str, ...]:
    found = []
    for _ in range(pages - 1):
        text = _get(client, path).content.decode()
        cursor = re.search(r"[?&](?:amp;)?after=([\w-]+)", text)
        assert cursor is not None, f"{path} has no further page"
        stem = re.sub(r"[?&]after=[\w-]+", "", path)
        path = f"{stem}{'&' if '?' in stem else '?'}after={cursor[1]}"
        found.append(path)
    return tuple(found)


def _user(client: Any) -> int:
    return int(client.session["_auth_user_id"])


def _days_ago(days: int) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
