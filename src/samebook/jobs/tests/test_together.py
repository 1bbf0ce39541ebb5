"""Several threads, one list; each its own answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from samebook.jobs.together import Together

PATIENCE = 120.0
"""Seconds after which something must be broken."""


class Work:
    """Doubles numbers, a list at a time; the first list waits until the line behind it is as long as the test wants."""

    def __init__(self, behind=0, most=100):
        self.lists, self.behind = [], behind
        self.line = Together(self.act, most=most)
        self.full = threading.Event()

    def act(self, numbers):
        self.lists.append(sorted(numbers))
        if len(self.lists) == 1 and self.behind:
            assert self.full.wait(PATIENCE)
        if -1 in numbers:
            raise ValueError("no number")
        return [2 * number for number in numbers]

    def ask_all(self, numbers, size=1):
        """The first alone; the others while it is at work."""
        with ThreadPoolExecutor(len(numbers)) as pool:
            asked = [pool.submit(self.line.ask, numbers[0], size=size)]
            while not self.lists:
                pass
            asked += [pool.submit(self.line.ask, number, size=size) for number in numbers[1:]]
            while len(self.line._line) < self.behind:
                pass
            self.full.set()
        return asked


def test_one_alone_waits_for_nobody():
    work = Work()
    assert work.line.ask(4) == 8
    assert work.lists == [[4]]


def test_who_comes_meanwhile_is_done_as_one_list_and_each_has_its_own_answer():
    work = Work(behind=4)
    asked = work.ask_all([1, 2, 3, 4, 5])
    assert [each.result() for each in asked] == [2, 4, 6, 8, 10]
    assert work.lists == [[1], [2, 3, 4, 5]]


def test_one_that_fails_harms_no_other():
    work = Work(behind=3)
    asked = work.ask_all([1, 2, -1, 4])
    with pytest.raises(ValueError, match="no number"):
        asked.pop(2).result()
    assert [each.result() for each in asked] == [2, 4, 8]
    assert work.line.ask(7) == 14


def test_a_list_is_no_longer_than_it_may_be_but_one_alone_may():
    work = Work(behind=4, most=4)
    assert [each.result() for each in work.ask_all([1, 2, 3, 4, 5], size=2)] == [2, 4, 6, 8, 10]
    assert [len(each) for each in work.lists] == [1, 2, 2]
    assert work.line.ask(9, size=50) == 18


def test_a_process_that_is_told_to_end_leaves_nobody_waiting():
    def act(numbers):
        raise KeyboardInterrupt

    line = Together(act, most=9)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            line.ask(1)


def test_those_who_were_just_answered_together_are_waited_for():
    work = Work()
    work.line._linger, work.line._last, work.line._ended = PATIENCE, 1, time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work.line.ask, 4)
        while not work.line._line:
            pass
        assert (pool.submit(work.line.ask, 5).result(), first.result()) == (10, 8)
    assert work.lists == [[4, 5]]


def test_who_was_answered_alone_waits_for_nobody_again():
    work = Work()
    work.line._linger = PATIENCE
    began = time.monotonic()
    assert (work.line.ask(1), work.line.ask(2)) == (2, 4)
    assert time.monotonic() - began < PATIENCE / 2


def test_the_same_thread_does_every_list_and_leaves_when_nobody_comes():
    workers, left = [], threading.Event()

    def act(numbers):
        workers.append(threading.current_thread())
        return numbers

    line = Together(act, most=9, idle=PATIENCE, leave=left.set)
    assert [line.ask(1), line.ask(2)] == [1, 2]
    assert workers[0] is workers[1] is not threading.current_thread()
    line._idle = 0.05
    line.ask(0)
    assert left.wait(PATIENCE)
    assert line.ask(3) == 3
    assert workers[-1] is not workers[0]


def test_a_thread_that_cannot_start_fails_who_asked_and_holds_nobody_up(monkeypatch):
    work = Work()

    def no_thread(thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as short_of_threads:
        short_of_threads.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(RuntimeError, match="new thread"):
            work.line.ask(1)
    assert work.line.ask(2) == 4
    assert work.lists == [[2]]
