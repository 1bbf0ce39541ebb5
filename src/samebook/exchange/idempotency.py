"""A request that is sent twice has its effect once, and gets the same answer."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from samebook.exchange.models import IdempotencyKey
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused

KEPT = timedelta(days=30)
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; ``repeated`` when it had been answered before."""

    status: int
    data: Any
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What a request is known by when it comes again.

    Attributes:
        name: What the client sent as ``Idempotency-Key``.
        body_hash: Of what came with it.
    """

    token_id: int
    name: str
    body_hash: str


def key_of(token_id: int, name: str, body: bytes) -> Key:
    """The key of a request.

    Raises:
        Refused: ``api.bad_key``.
    """
    if not 0 < len(name) <= LONGEST_KEY or not name.isprintable() or not name.isascii():
        raise Refused("api.bad_key", "An Idempotency-Key has 1 to 100 printable ASCII characters.", "Idempotency-Key")
    return Key(token_id, name, hashlib.sha256(body).hexdigest())


def once_each(
    keys: Sequence[Key | None], act: Callable[[list[int]], Sequence[tuple[int, Any]]], *, at: datetime
) -> list[Answer | Refused]:
    """Do what requests ask, each unless the same request was done before. The caller runs a transaction.

    The keys are taken first, in the transaction in which ``act`` writes: of eight equal requests at once one acts, and
    the others wait for its commit and give its answer. When ``act`` raises, the keys are free again.

    Args:
        keys: Of each request, no two the same; None for one without, which is always done.
        act: Told the positions of those that are to be done, does them; returns for each the status and the JSON data
            to answer. Its actions join the transaction.

    Returns:
        One for each, in order; ``api.key_reused`` for one whose key came with another body before.
    """
    mine = _take([key for key in keys if key is not None], at)
    answers = [None if key is None or key in mine else _earlier(key) for key in keys]
    fresh = [position for position, answer in enumerate(answers) if answer is None]
    given = [Answer(status, data) for status, data in act(fresh)] if fresh else []
    _keep([(keys[position], answer) for position, answer in zip(fresh, given, strict=True)])
    done = iter(given)
    return [next(done) if answer is None else answer for answer in answers]


TAKE = "INSERT INTO exchange_idempotencykey (token_id, key, body_hash, created_at) VALUES"
KEEP = "UPDATE exchange_idempotencykey SET status = %s, answer = %s WHERE token_id = %s AND key = %s"


def _take(keys: list[Key], at: datetime) -> set[Key]:
    """The keys that nobody had; in one order everywhere, so that two lists on PostgreSQL never wait for each other."""
    if not keys:
        return set()
    moment = connection.ops.adapt_datetimefield_value(at)
    ordered = sorted(keys, key=lambda key: (key.token_id, key.name))
    rows = [value for key in ordered for value in (key.token_id, key.name, key.body_hash, moment)]
    marks = ", ".join(["(%s, %s, %s, %s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"{TAKE} {marks} ON CONFLICT DO NOTHING RETURNING token_id, key", rows)
        taken = set(cursor.fetchall())
    return {key for key in keys if (key.token_id, key.name) in taken}


def _earlier(key: Key) -> Answer | Refused:
    held = IdempotencyKey.objects.select_for_update().get(token_id=key.token_id, key=key.name)
    if held.body_hash != key.body_hash:
        why = "This Idempotency-Key came with another body before; use a new one for a new request."
        return Refused("api.key_reused", why, "Idempotency-Key")
    assert held.status is not None, "a key is committed with its answer"
    return Answer(held.status, held.answer, repeated=True)


def _keep(answered: Sequence[tuple[Key | None, Answer]]) -> None:
    field: Any = IdempotencyKey._meta.get_field("answer")
    rows = [
        (answer.status, field.get_db_prep_save(answer.data, connection), key.token_id, key.name)
        for key, answer in answered
        if key is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, rows)


def forget(*, at: datetime) -> int:
    """Forget answers older than 30 days, a thousand at a time; how many were forgotten."""
    gone = 0
    while True:
        old = list(IdempotencyKey.objects.filter(created_at__lt=at - KEPT).values_list("pk", flat=True)[:1_000])
        if not old:
            return gone
        with write():
            gone += IdempotencyKey.objects.filter(pk__in=old).delete()[0]
