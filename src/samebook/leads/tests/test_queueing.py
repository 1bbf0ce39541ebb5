"""Requests that arrive together are one transaction, and are answered as if they had come one after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samebook.exchange.idempotency import Answer, key_of
from samebook.exchange.models import IdempotencyKey
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads import queueing
from samebook.leads.models import Lead
from samebook.leads.queueing import Sent, hand_in, take_in_each
from samebook.leads.tests.company import MONDAY, arrival, founded


def sent(number, *, actor, key=None, body=b"body", answer=None, **said):
    one = arrival(email=f"p{number}@firm{number}.example", company=f"Firm {number}", **said)
    return Sent(
        actor, [one], MONDAY, key_of(1, key, body) if key else None,
        answer or (lambda taken: (201, [(each.outcome, each.lead_id) for each in taken])),
    )  # fmt: skip


@pytest.fixture
def actor():
    founded()
    return Actor(id=None, label="token:1", roles=frozenset({Role.MARKETING}), sees_all=True)


@pytest.mark.django_db
def test_each_request_of_a_list_has_the_answer_of_its_own_leads(actor):
    other = Actor(id=None, label="token:2", roles=frozenset({Role.MARKETING}), sees_all=True)
    requests = [sent(1, actor=actor), sent(2, actor=other, key="k"), sent(3, actor=actor)]
    answers = take_in_each(requests)
    for request, answer in zip(requests, answers, strict=True):
        [(outcome, lead_id)] = answer.data
        assert outcome == "created"
        assert Lead.objects.get(pk=lead_id).person.email == request.arrivals[0].who.email


@pytest.mark.django_db
def test_a_key_twice_in_one_list_acts_once_and_gives_the_same_answer(actor):
    first, again, reused = take_in_each([
        sent(1, actor=actor, key="k"), sent(1, actor=actor, key="k"), sent(2, actor=actor, key="k", body=b"other"),
    ])  # fmt: skip
    assert (first.repeated, again.repeated) == (False, True)
    assert [list(each) for each in again.data] == [list(each) for each in first.data]
    assert isinstance(reused, Refused)
    assert reused.code == "api.key_reused"
    assert (Lead.objects.count(), IdempotencyKey.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_external_id_twice_in_one_list_names_the_lead_that_is_here(actor):
    first, again = take_in_each([sent(1, actor=actor, external_id="x"), sent(2, actor=actor, external_id="x")])
    assert again.data == [("unchanged", first.data[0][1])]


@pytest.mark.django_db
def test_a_person_twice_in_one_list_joins(actor):
    first, again = take_in_each([sent(1, actor=actor), sent(1, actor=actor)])
    assert again.data == [("joined", first.data[0][1])]


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_harms_no_other_and_leaves_nothing(actor, monkeypatch):
    begun, full = threading.Event(), threading.Event()
    real = queueing.take_in

    def slow(*arguments, **named):
        begun.set()
        assert full.wait(120)
        return real(*arguments, **named)

    def broken(taken):
        raise RuntimeError("broken")

    def send(request):
        try:
            return hand_in(request)
        finally:
            connection.close()

    monkeypatch.setattr(queueing, "take_in", slow)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(send, sent(0, actor=actor))]
        assert begun.wait(120)
        more = (sent(1, actor=actor, key="a"), sent(2, actor=actor, key="b", answer=broken), sent(3, actor=actor))
        asked += [pool.submit(send, request) for request in more]
        while len(queueing._line._line) < 3:
            pass
        full.set()
    with pytest.raises(RuntimeError, match="broken"):
        asked[2].result()
    assert all(isinstance(each.result(), Answer) for each in (asked[0], asked[1], asked[3]))
    assert sorted(Lead.objects.values_list("person__email", flat=True)) == [
        "p0@firm0.example", "p1@firm1.example", "p3@firm3.example",
    ]  # fmt: skip
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["a"]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_requests(actor):
    def count(first, many):
        requests = [sent(number, actor=actor, key=f"k{number}") for number in range(first, first + many)]
        with CaptureQueriesContext(connection) as queries:
            take_in_each(requests)
        return len(queries)

    count(0, 1)
    few = count(100, 3)
    assert count(200, 30) == few
