"""Requests that send leads at the same time are taken in as one list: one transaction, one flush to disk for all.

A flush takes milliseconds and only one writes at a time, so leads sent one by one would wait for each other's. One
thread takes in what all who wait have sent; a single request waits for nobody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import close_old_connections, connection, connections

from samebook.exchange.idempotency import Answer, Key, once_each
from samebook.jobs.away import is_away
from samebook.jobs.together import Together
from samebook.journal.transactions import writing
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.arrivals import LeadArrival, TakenIn

MOST = 40
"""Leads of several requests in one transaction, so that it stays within 50 ms."""
LINGER = 0.005
"""Seconds; about the time that some clients and this process need for their next requests."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request.

    Attributes:
        at: When it came.
        key: What it is known by when it comes again; None when it has no ``Idempotency-Key``.
        answer: Makes the status and the data to answer of what became of its leads.
    """

    actor: Actor
    arrivals: Sequence[LeadArrival]
    at: datetime
    key: Key | None
    answer: Callable[[list[TakenIn]], tuple[int, Any]]


def hand_in(sent: Sent) -> Answer:
    """Take in the leads of one request, together with those of others that wait; it has its own answer.

    Raises:
        Refused: As ``take_in``; ``api.key_reused``.
    """
    if connection.in_atomic_block:  # the caller wants it to be part of its own transaction
        [answer] = take_in_each([sent])
    else:
        answer = _line.ask(sent, size=len(sent.arrivals))
    if isinstance(answer, Refused):
        raise answer
    return answer


def take_in_each(requests: Sequence[Sent]) -> list[Answer | Refused]:
    """Take in the leads of several requests in one transaction, as if one had come after the other."""
    answers: dict[int, Answer | Refused] = {}
    with writing():
        waiting = list(range(len(requests)))
        while waiting:
            now, waiting = _apart(requests, waiting)
            answers |= zip(now, _take_in([requests[position] for position in now]), strict=True)
    return [answers[position] for position in range(len(requests))]


def _apart(requests: Sequence[Sent], waiting: Sequence[int]) -> tuple[list[int], list[int]]:
    """Those that can be one list, and those that repeat a key or an external id of theirs and must find it kept."""
    now: list[int] = []
    later: list[int] = []
    claimed: set[object] = set()
    for position in waiting:
        claims = set(_claims(requests[position]))
        if claims & claimed:
            later.append(position)
        else:
            now.append(position)
        claimed |= claims
    return now, later


def _claims(sent: Sent) -> Iterator[object]:
    if sent.key is not None:
        yield sent.key.token_id, sent.key.name
    for arrival in sent.arrivals:
        if arrival.external_id:
            yield arrival.external_id


def _take_in(requests: Sequence[Sent]) -> list[Answer | Refused]:
    at = max(sent.at for sent in requests)

    def act(fresh: list[int]) -> list[tuple[int, Any]]:
        done: list[tuple[int, Any]] = []
        for _, group in groupby((requests[position] for position in fresh), key=lambda sent: sent.actor.label):
            together = list(group)
            arrivals = [arrival for sent in together for arrival in sent.arrivals]
            taken = iter(take_in(together[0].actor, arrivals, at=at, origin="api"))
            done += [sent.answer([next(taken) for _ in sent.arrivals]) for sent in together]
        return done

    return once_each([sent.key for sent in requests], act, at=at)


def _take_in_line(requests: Sequence[Sent]) -> list[Answer | Refused]:
    close_old_connections()
    return take_in_each(requests)


_line: Together[Sent, Answer | Refused] = Together(
    _take_in_line, most=MOST, linger=LINGER, leave=connections.close_all, undone=lambda failure: not is_away(failure)
)
