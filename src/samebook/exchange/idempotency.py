"""The same request gets the same answer, however often and however parallel it is sent."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from samebook.exchange.models import IdempotencyKey
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused

KEPT = timedelta(days=30)
LONGEST_KEY = 100
Answer = tuple[int, Any]


def once(token_id: int, key: str, body: bytes, answer: Callable[[], Answer], *, at: datetime) -> Answer:
    """Answer a request, or give again the answer it got.

    The key is inserted first, in the transaction of the work itself: of parallel requests one inserts, the others wait
    for its commit and read what it stored. A refusal rolls back the key with the work.

    Args:
        key: The client's ``Idempotency-Key``; an empty one is no key, and the work is done each time.
        body: The request's body; another body under the same key is a mistake of the client.
        answer: Does the work; returns the status and a JSON value.

    Raises:
        Refused: ``api.key_reused``, ``api.key_long``.
    """
    if not key:
        return answer()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(
            "api.key_long", f"An Idempotency-Key has {LONGEST_KEY} printable characters at most.", "Idempotency-Key"
        )
    digest = hashlib.sha256(body).hexdigest()
    with write():
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(token_id=token_id, key=key, body_hash=digest, created_at=at)], ignore_conflicts=True
        )
        held = IdempotencyKey.objects.select_for_update().get(token_id=token_id, key=key)
        if held.body_hash != digest:
            raise Refused("api.key_reused", "This Idempotency-Key was sent with another body.", "Idempotency-Key")
        if held.status is not None:
            return held.status, held.answer
        status, value = answer()
        IdempotencyKey.objects.filter(pk=held.pk).update(status=status, answer=value)
    return status, value


def forget(*, at: datetime) -> int:
    """Drop keys older than 30 days. Returns how many."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()[0]
