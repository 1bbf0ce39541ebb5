import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from samebook.jobs.models import Job
from samebook.ui.paging import COUNT_LIMIT, order_of, page_of

pytestmark = pytest.mark.django_db

START = datetime(2027, 5, 3, 8, tzinfo=UTC)
ORDERS = {
    "asked": ("asked_at", "id"),
    "total": ("total", "id"),
    "total, asked": ("total", "-asked_at", "id"),
}


@pytest.fixture
def jobs(db: None) -> list[Job]:
    """Twenty-three jobs; times and totals repeat, and every fourth total is unknown."""
    return Job.objects.bulk_create(
        Job(
            kind="k",
            total=None if i % 4 == 0 else i % 3,
            run_after=START,
            asked_at=START + timedelta(hours=i // 5),
            asked_by="test",
        )
        for i in range(23)
    )


def query(**values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("sort", ["asked", "-asked", "total", "-total", "total, asked", "-total, asked"])
def test_walking_there_and_back_shows_every_row_once_with_unknowns_last(jobs: list[Job], sort: str) -> None:
    order = order_of(sort, ORDERS, default="asked")
    pages, asked = [], query()
    while True:
        page = page_of(Job.objects.all(), order, asked, size=5)
        pages.append([job.pk for job in page.rows])
        if not page.after:
            break
        asked = query(after=page.after)
    walked = [pk for rows in pages for pk in rows]
    assert sorted(walked) == sorted(job.pk for job in jobs)
    assert walked == [job.pk for job in sorted(jobs, key=_in_python(order))]
    back = [pages[-1]]
    while page.before:
        page = page_of(Job.objects.all(), order, query(before=page.before), size=5)
        back.append([job.pk for job in page.rows])
    assert back[::-1] == pages


def _in_python(order):
    def key(job):
        parts = []
        for column in order:
            value = getattr(job, column.lstrip("-"))
            number = value.timestamp() if isinstance(value, datetime) else value
            unknown = number is None
            parts.append((unknown, 0 if unknown else -number if column.startswith("-") else number))
        return parts

    return key


@pytest.mark.parametrize(
    "bad",
    [
        "%%%",
        "é",
        "W10",
        cursor("not a date", 1),
        cursor("2027-05-03T08:00:00", 1),
        cursor("0001-01-01T00:00:00+14:00", 1),
        cursor("2027-05-03T08:00:00+00:00", 10**30),
        cursor("2027-05-03T08:00:00+00:00", "9" * 5000),
        cursor("2027-05-03T08:00:00+00:00", {"a": 1}),
        cursor(["2027"], 1),
        cursor("2027-05-03T08:00:00+00:00"),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_damaged_cursor_gives_the_first_page(jobs: list[Job], bad: str) -> None:
    first = page_of(Job.objects.all(), ("asked_at", "id"), query(), size=5)
    assert page_of(Job.objects.all(), ("asked_at", "id"), query(after=bad), size=5) == first
    assert page_of(Job.objects.all(), ("asked_at", "id"), query(before=bad), size=5).rows == first.rows


@pytest.mark.parametrize("text", ["\x00", "\ud800", "k" * 5000])
def test_text_that_no_column_holds_gives_the_first_page(jobs: list[Job], text: str) -> None:
    page = page_of(Job.objects.all(), ("kind", "id"), query(after=cursor(text, 1)), size=5)
    assert len(page.rows) == 5
    assert not page.before


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (None, ("-asked_at", "-id")),
        ("total", ("total", "id")),
        ("-total, asked", ("-total", "asked_at", "-id")),
        ("kind; drop", ("-asked_at", "-id")),
        ("--total", ("-asked_at", "-id")),
    ],
)
def test_only_allowed_orders_are_taken(asked: str | None, order: tuple[str, ...]) -> None:
    assert order_of(asked, ORDERS, default="-asked") == order


def test_a_long_list_is_counted_up_to_a_limit(django_assert_num_queries) -> None:
    Job.objects.bulk_create(
        Job(kind="k", run_after=START, asked_at=START, asked_by="test") for _ in range(COUNT_LIMIT + 50)
    )
    with django_assert_num_queries(2):
        page = page_of(Job.objects.all(), ("id",), query(), size=50)
    assert page.count_text == "1,000+"
    assert page.count == COUNT_LIMIT + 1
