"""What is told and done while PostgreSQL is away, which it is in these tests because they say so."""

import json
from types import SimpleNamespace

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from samebook.communications.models import Response
from samebook.jobs import away
from samebook.jobs.together import _Place
from samebook.kernel.access import Actor, Role
from samebook.leads import queueing
from samebook.leads.models import Lead
from samebook.leads.queueing import Sent
from samebook.leads.tests.company import MONDAY, arrival, founded

WORDS = "The database does not answer"


def lost(cause, kind=OperationalError):
    error = kind("the secret of the trace")
    error.__cause__ = cause
    return error


REFUSED = psycopg.OperationalError("connection refused")
CUT_OFF = psycopg.errors.AdminShutdown("terminating connection due to administrator command")


@pytest.fixture
def on_postgres(monkeypatch):
    monkeypatch.setattr(away, "connection", SimpleNamespace(vendor="postgresql"))


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (lost(REFUSED), True),
        (lost(CUT_OFF), True),
        (lost(psycopg.errors.CannotConnectNow("starting up")), True),
        (lost(psycopg.errors.TooManyConnections("too many clients")), True),
        (lost(psycopg.InterfaceError("the connection is closed"), InterfaceError), True),
        (lost(psycopg.errors.DeadlockDetected("deadlock")), False),
        (lost(psycopg.errors.DiskFull("no space")), False),
        (RuntimeError("ours"), False),
        (None, False),
    ],
)
def test_away_is_who_cannot_be_reached_and_no_other_fault(on_postgres, error, is_away):
    assert away.is_away(error) is is_away


def test_the_file_of_sqlite_is_never_away(monkeypatch):
    monkeypatch.setattr(away, "connection", SimpleNamespace(vendor="sqlite"))
    assert not away.is_away(lost(REFUSED))


def _asking(monkeypatch, error):
    """Both the sign of life and the API of opportunities find this instead of the database."""

    def fail(*_args, **_said):
        raise error

    monkeypatch.setattr("samebook.web.views.home.connection", SimpleNamespace(cursor=fail))
    monkeypatch.setattr("samebook.buying.callers.token_shown", fail)
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("cause", [REFUSED, CUT_OFF])
def test_a_page_a_part_and_the_api_say_that_the_database_does_not_answer(on_postgres, monkeypatch, cause):
    founded()
    client = _asking(monkeypatch, lost(cause))
    page = client.get("/healthz")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert WORDS in page.content.decode()
    part = client.get("/healthz", headers={"HX-Request": "true"})
    [notice] = json.loads(part["HX-Trigger"])["samebook:notices"]["notices"]
    assert (part.status_code, notice["text"].startswith(WORDS), notice["tone"]) == (503, True, "wrong")
    told = client.get("/api/v1/opportunities", headers={"Authorization": "Bearer x"})
    assert (told.status_code, told["Retry-After"], told.json()["code"]) == (503, "5", "api.away")
    assert told.json()["message"].startswith(WORDS)
    assert "secret of the trace" not in page.content.decode() + told.content.decode()


@pytest.mark.django_db
def test_another_fault_is_called_ours_and_a_program_gets_it_in_json(on_postgres, monkeypatch):
    founded()
    client = _asking(monkeypatch, RuntimeError("the secret of the trace"))
    page, told = client.get("/healthz"), client.get("/api/v1/opportunities", headers={"Authorization": "Bearer x"})
    assert (page.status_code, page.has_header("Retry-After"), told.status_code) == (500, False, 500)
    assert "Something broke on our side" in page.content.decode()
    assert told.json()["code"] == "api.broken"
    assert "secret of the trace" not in page.content.decode() + told.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("cause", [REFUSED, psycopg.errors.DeadlockDetected("deadlock")])
def test_leads_whose_commit_was_not_answered_are_not_taken_in_again(on_postgres, monkeypatch, cause):
    founded()
    actor = Actor(id=None, label="token:1", roles=frozenset({Role.MARKETING}), sees_all=True)
    places = [_Place(_sent(actor, number), 1) for number in (1, 2, 3)]
    take_in_each, calls = queueing.take_in_each, []

    def unanswered(requests):
        calls.append(len(requests))
        if len(requests) == 1:
            return take_in_each(requests)
        if cause is REFUSED:
            take_in_each(requests)  # it was kept, and the answer got lost
        raise lost(cause)

    monkeypatch.setattr(queueing, "take_in_each", unanswered)
    monkeypatch.setattr(queueing, "close_old_connections", lambda: None)  # it would close the test's own
    queueing._line._work(places)
    assert (Lead.objects.count(), Response.objects.count()) == (3, 3)
    is_unknown = cause is REFUSED
    assert calls == ([3] if is_unknown else [3, 1, 1, 1])
    assert [isinstance(place.failure, OperationalError) for place in places] == [is_unknown] * 3


def _sent(actor, number):
    one = arrival(email=f"p{number}@firm{number}.example", company=f"Firm {number}")
    return Sent(actor, [one], MONDAY, None, lambda taken: (201, [each.outcome for each in taken]))
