"""The same request has its effect once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from samebook.exchange.idempotency import forget, key_of, once_each
from samebook.exchange.models import IdempotencyKey, ImportedRow
from samebook.jobs.turn import write
from samebook.kernel.refusals import Refused

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def once(token_id, name, body, act, *, at):
    """One request alone: a list of one."""
    with write():
        [answer] = once_each([key_of(token_id, name, body)], lambda _: [act()], at=at)
    return answer


def effect(name="x"):
    row = ImportedRow.objects.create(target="effect", identity=f"{name}-{ImportedRow.objects.count()}")
    return 201, {"id": row.pk}


@pytest.mark.django_db
def test_the_second_time_gives_the_first_answer():
    first = once(1, "key", b"body", effect, at=AT)
    second = once(1, "key", b"body", effect, at=AT)
    assert (first.repeated, second.repeated) == (False, True)
    assert (first.status, first.data) == (second.status, second.data)
    assert ImportedRow.objects.count() == 1
    assert not once(2, "key", b"body", effect, at=AT).repeated


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused():
    once(1, "key", b"body", effect, at=AT)
    refused = once(1, "key", b"other", effect, at=AT)
    assert isinstance(refused, Refused)
    assert refused.code == "api.key_reused"
    assert ImportedRow.objects.count() == 1


@pytest.mark.django_db
def test_a_request_that_failed_may_be_sent_again():
    def fail():
        effect()
        raise Refused("leads.wrong", "Wrong.")

    with pytest.raises(Refused):
        once(1, "key", b"body", fail, at=AT)
    assert ImportedRow.objects.count() == 0
    assert once(1, "key", b"body", effect, at=AT).status == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 101, "a\x00", "é", "a\nb"])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(Refused):
        once(1, key, b"body", effect, at=AT)


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days():
    once(1, "old", b"body", effect, at=AT - timedelta(days=31))
    once(1, "new", b"body", effect, at=AT)
    forget(at=AT)
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_eight_equal_requests_at_once_have_one_effect():
    answers, gate = [], threading.Barrier(8)

    def send():
        gate.wait()
        try:
            answers.append(once(1, "key", b"body", effect, at=AT))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert sum(not answer.repeated for answer in answers) == 1
    assert len({answer.data["id"] for answer in answers}) == 1
    assert ImportedRow.objects.count() == 1
