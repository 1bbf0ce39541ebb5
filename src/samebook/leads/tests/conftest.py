from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from samebook.company.models import User
from samebook.kernel.access import Actor
from samebook.leads.actions import take_in
from samebook.leads.models import Lead
from samebook.leads.tests.company import Cast, arrival, founded

Taker = Callable[..., Lead]


@pytest.fixture
def cast(db: None) -> Cast:
    """The company of these tests, its edition in force for two months."""
    return founded(at=datetime.now(UTC) - timedelta(days=60))


@pytest.fixture
def taken(cast: Cast) -> Taker:
    """``taken(budget="80000", start="2027-01-01", country="DE")``: a lead that came in an hour ago."""

    def take(
        *, budget: str = "", start: str = "", number: int = 0, ago: timedelta = timedelta(hours=1), **said
    ) -> Lead:
        at = datetime.now(UTC) - ago
        fields = {"lead.budget": budget} if budget else {}
        fields |= {"lead.project_start": start} if start else {}
        who = {"email": f"otto{number}@mueller{number}.example", "company": f"Müller {number} GmbH"} if number else {}
        [answer] = take_in(cast.marketing, [arrival(at=at, fields=fields, **who, **said)], at=at, origin="form")
        return Lead.objects.get(pk=answer.lead_id)

    return take


@pytest.fixture
def delivered(taken: Taker) -> Lead:
    """A lead of level B with one of the two reps of the DACH territory."""
    return taken(budget="30000")


def client_of(actor: Actor) -> Client:
    """A browser in which the actor is signed in; a failure of the server comes as the page a user would get."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return client


def owner_of(lead: Lead) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(lead.owner, "django.contrib.auth.backends.ModelBackend")
    return client
