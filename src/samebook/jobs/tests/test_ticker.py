import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from samebook.jobs import ticker
from samebook.jobs.ticker import Task, every, tasks, tick

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tasks() -> Iterator[None]:
    before = dict(ticker._tasks)
    ticker._tasks.clear()
    yield
    ticker._tasks.clear()
    ticker._tasks.update(before)


def test_each_task_runs_at_its_own_even_interval_with_the_time_it_is_told() -> None:
    ran: list[tuple[str, datetime]] = []
    every(2, "quick")(lambda at: ran.append(("quick", at)))
    every(5, "slow")(lambda at: ran.append(("slow", at)))
    declared, now, quick_at, slow_at = tasks(), 100.0, [], []
    while now < 120.5:
        ran.clear()
        due = tick(declared, now=now, at=AT)
        quick_at += [now for name, _ in ran if name == "quick"]
        slow_at += [now for name, _ in ran if name == "slow"]
        assert all(at == AT for _, at in ran)
        now = due
    assert quick_at == pytest.approx([100 + 2 * n for n in range(11)])
    assert slow_at == pytest.approx([100 + 5 * n for n in range(5)])


def test_a_task_that_is_called_late_keeps_its_spacing_and_makes_up_for_nothing() -> None:
    ran: list[datetime] = []
    task = Task("t", 10, ran.append)
    tick([task], now=100, at=AT)
    tick([task], now=103, at=AT)
    assert len(ran) == 1
    assert tick([task], now=137, at=AT) == pytest.approx(140)
    assert len(ran) == 2


def test_a_task_that_fails_stops_no_other_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def fail(at: datetime) -> None:
        ran.append("fails")
        raise ZeroDivisionError("the cause")

    every(1, "fails")(fail)
    every(1, "works")(lambda at: ran.append("works"))
    declared = tasks()
    tick(declared, now=100, at=AT)
    tick(declared, now=101, at=AT)
    assert ran == ["fails", "works"] * 2
    assert "“fails” failed" in caplog.text
    assert "the cause" in caplog.text


def test_a_task_that_takes_longer_than_its_interval_is_named(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        tick([Task("sleepy", 0.01, lambda at: threading.Event().wait(0.05))], now=100, at=AT)
    assert "“sleepy” took" in caplog.text


def test_declaring_a_name_again_replaces_the_task() -> None:
    every(1, "same")(lambda at: None)
    every(9, "same")(lambda at: None)
    assert [task.seconds for task in tasks()] == [9]


def test_the_ticker_ends_soon_after_it_is_asked_to() -> None:
    stopping, ran = threading.Event(), list[datetime]()

    def once(at: datetime) -> None:
        ran.append(at)
        stopping.set()

    every(3600, "once")(once)
    thread = threading.Thread(target=ticker.run, args=(stopping,))
    thread.start()
    thread.join(120)
    assert not thread.is_alive()
    assert len(ran) == 1
