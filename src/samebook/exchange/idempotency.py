"""A request that is sent twice has its effect once, and gets the same answer."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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


def once(token_id: int, key: str, body: bytes, act: Callable[[], tuple[int, Any]], *, at: datetime) -> Answer:
    """Do what a request asks, unless the same request was done before.

    The key is taken first, in the transaction in which ``act`` writes: of eight equal requests at once one acts, and
    the others wait for its commit and give its answer. When ``act`` raises, the key is free again.

    Args:
        key: What the client sent as ``Idempotency-Key``.
        act: Does it; returns the status and the JSON data to answer. Its actions join the transaction.

    Raises:
        Refused: ``api.key_reused`` (422), the key came with another body before; ``api.bad_key``.
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise Refused("api.bad_key", "An Idempotency-Key has 1 to 100 printable ASCII characters.", "Idempotency-Key")
    digest = hashlib.sha256(body).hexdigest()
    with write():
        mine = IdempotencyKey(token_id=token_id, key=key, body_hash=digest, created_at=at)
        IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
        held = IdempotencyKey.objects.select_for_update().get(token_id=token_id, key=key)
        if held.body_hash != digest:
            why = "This Idempotency-Key came with another body before; use a new one for a new request."
            raise Refused("api.key_reused", why, "Idempotency-Key")
        if held.status is not None:
            return Answer(held.status, held.answer, repeated=True)
        status, data = act()
        IdempotencyKey.objects.filter(pk=held.pk).update(status=status, answer=data)
        return Answer(status, data)


def forget(*, at: datetime) -> int:
    """Forget answers older than 30 days, a thousand at a time; how many were forgotten."""
    gone = 0
    while True:
        old = list(IdempotencyKey.objects.filter(created_at__lt=at - KEPT).values_list("pk", flat=True)[:1_000])
        if not old:
            return gone
        with write():
            gone += IdempotencyKey.objects.filter(pk__in=old).delete()[0]
