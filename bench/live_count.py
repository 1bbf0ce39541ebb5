"""The count beside a condition while it is written, over a million leads; and the making of the table it counts on."""

import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from bench import million
from bench.report import Figure
from bench.timing import percentile, shown, times

LEADS, FEW = 1_000_000, 20_000
EACH = 10
CONDITIONS = {
    "one number": "lead.budget >= 50000",
    "a list and a number": "account.industry in ('chemicals', 'food') and account.employees > 200",
    "accounts alone": "account.country = 'DE' and account.employees between 50 and 500",
    "text": "lower(person.title) like '%head%' and lower(lead.source) like '%web%'",
    "dates": "lead.project_start <= lead.received_on + interval '6' month",
    "unknowns": "lead.need is not null and coalesce(lead.country, account.country) in ('DE', 'AT', 'FR')",
    "division": "lead.budget / account.employees > 100 or lead.budget * 2 - 1000 > 90000",
    "sixty rows": " or ".join(f"account.employees = {number} and lead.budget > {number}" for number in range(60)),
}
HOSTILE = " or ".join(
    f"lower(person.title) like '%{n}%a%e%o%i%' and lower(lead.source) like '%{n}%'" for n in range(99)
)


def measure(*, small: bool) -> Iterator[Figure]:
    """In the home of a million leads: the table made, then every condition counted in turn."""
    count = FEW if small else LEADS
    house = million.ready(count)
    from samebook.leads.effect import table as kept

    began = time.perf_counter()
    table = kept._build(datetime.now(UTC), kept._marks())
    taken = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = " and ".join(f"{path.stat().st_size / 1e6:.1f} MB" for path in (table.path, table.now))
    yield Figure(
        f"the table of {count:,} leads, made from the records (a job)",
        f"{shown(taken)}, {peak:,.0f} MB of memory at most",
        f"files of {sizes}",
        numbers={"seconds": taken, "peak": peak},
    )
    yield from _counts(house.marketing, table, count, small=small)
    yield _page(house.marketing, count, small=small)
    yield _hostile(house.marketing, table)


def _counts(actor: Any, table: Any, count: int, *, small: bool) -> Iterator[Figure]:
    from samebook.leads.counting.answering import a_year_before, counted

    today = datetime.now(UTC).date()
    for label, since in (("all", date(1970, 1, 1)), ("the last 12 months", a_year_before(today))):
        taken: dict[str, list[float]] = {}
        of = 0
        for name, expression in _read(CONDITIONS).items():
            for _ in range(EACH):
                began = time.perf_counter()
                found = counted(actor, expression, table, since=since, longest=30)
                taken.setdefault(name, []).append(time.perf_counter() - began)
                of = found.of
        every = [seconds for each in taken.values() for seconds in each]
        slowest = max(taken, key=lambda name: percentile(taken[name], 50))
        p95 = percentile(every, 95)
        yield Figure(
            f"live count over {label} of {count:,} leads ({of:,} counted), {len(CONDITIONS)} conditions × {EACH}",
            f"p50 {shown(percentile(every, 50))}, p95 {shown(p95)}, worst {shown(max(every))}",
            f"bare scan {_scan(table)}; slowest: {slowest}, p50 {shown(percentile(taken[slowest], 50))}",
            "≤ 300 ms",
            None if small else p95 <= 0.3,
            {"taken": taken, "of": of},
        )


def _page(actor: Any, count: int, *, small: bool) -> Figure:
    """The whole request of the form, from the click to the answer, with signing in, names and the template."""
    from django.test import Client
    from django.urls import reverse

    from bench import homes
    from samebook.agreement.actions import draft_edition
    from samebook.company.models import User

    draft = draft_edition(actor, text=homes.STARTER.read_text("utf-8"), at=datetime.now(UTC))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    url = f"{reverse('agreement:form_builder', args=[draft.pk, 'segments', '+'])}?part=count"
    taken = []
    for _ in range(EACH if not small else 2):
        for text in list(CONDITIONS.values())[:5]:
            began = time.perf_counter()
            answer = client.post(url, {"c-mode": "text", "c-text": text})
            taken.append(time.perf_counter() - began)
            assert b"in the last 12 months" in answer.content, answer.content.decode()
    p95 = percentile(taken, 95)
    return Figure(
        f"the form's request for it, last 12 months of {count:,} leads ({len(taken)} requests)",
        f"p50 {shown(percentile(taken, 50))}, p95 {shown(p95)}, worst {shown(max(taken))}",
        "with names of examples",
        "≤ 300 ms",
        None if small else p95 <= 0.3,
        {"taken": taken},
    )


def _hostile(actor: Any, table: Any) -> Figure:
    """A condition made to take long: over within its time, one way or the other."""
    from samebook.leads.counting.answering import counted
    from samebook.leads.counting.warm import LONGEST, Broken

    [expression] = _read({"hostile": HOSTILE}).values()
    began = time.perf_counter()
    try:
        counted(actor, expression, table, since=None)
        ended = "counted"
    except Broken as broken:
        ended = broken.code
    taken = time.perf_counter() - began
    return Figure(
        f"a hostile condition ({len(HOSTILE):,} characters of like)",
        f"{ended} after {shown(taken)}",
        f"given up after {LONGEST} s",
        numbers={"seconds": taken},
    )


def _scan(table: Any) -> str:
    import duckdb

    session = duckdb.connect()
    statement = 'SELECT sum("lead.budget:decimal"), count("account.industry:text") FROM read_parquet($path)'
    return str(times(lambda: session.execute(statement, {"path": str(table.now)}).fetchall(), repeat=5))


def _read(texts: dict[str, str]) -> dict[str, Any]:
    from samebook.agreement.queries import in_force
    from samebook.book.parsing import parse_condition

    current = in_force(datetime.now(UTC))
    assert current is not None
    found = {}
    for name, text in texts.items():
        expression, problems = parse_condition(text, current.book.fields, _none, lambda offset: (1, offset + 1))
        assert expression is not None, problems
        found[name] = expression
    return found


def _none(name: str) -> None:
    raise KeyError([])
