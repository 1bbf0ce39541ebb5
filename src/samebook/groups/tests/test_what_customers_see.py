"""Role labels, stances and notes stay inside: no mail, no signed link and no public form shows any of them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from samebook.company.actions import create_token
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import day_of
from samebook.groups import actions
from samebook.groups.models import Contact
from samebook.jobs.models import Mail
from samebook.leads.actions import accept_lead, announce_deliveries, convert_lead, log_attempt
from samebook.leads.mails import link
from samebook.leads.tests.company import BOOK, founded
from samebook.leads.tests.conftest import client_of, taken

__all__ = ["taken"]
pytestmark = pytest.mark.django_db
ROLES = """roles:
  brakeman: {label: Zqlabelstalls, means: Zqmeans., kind: stalls}
  chief: {label: Zqlabeldecides, means: Takes it., kind: decides, required: true}
"""
INSIDE = ("Zqlabel", "Zqmeans", "Zqevidence", "Zqneeds", "Zqnote", "brakeman")


@pytest.fixture
def cast(db: None):
    return founded(BOOK + ROLES, at=datetime.now(UTC) - timedelta(days=60))


@pytest.fixture
def group(cast, taken):
    """A lead that was reached on its second day and became a sale, with its person in a role of the Book."""
    lead, now = taken(budget="30000"), datetime.now(UTC)
    rep = actor_for(User.objects.get(pk=lead.owner_id))
    accept_lead(rep, lead.pk, at=now)
    for outcome in ("not_reached", "reached"):
        log_attempt(rep, lead.pk, channel="phone", outcome=outcome, happened_at=now, at=now)
    one = convert_lead(rep, lead.pk, name="Two pumps", opened_on=day_of(now), at=now)
    here = {"person_id": lead.person_id, "decision": "start_project", "at": now}
    actions.set_roles(rep, one.pk, roles=["brakeman"], **here)
    actions.say_stance(rep, one.pk, stance="against", evidence="Zqevidence", word="own", **here)
    actions.say_needs(rep, one.pk, needs="Zqneeds", **here)
    actions.note_contact(rep, one.pk, person_id=lead.person_id, happened_at=now, way="call", note="Zqnote", at=now)
    return one, lead


def test_a_contact_with_the_lead_comes_along_to_the_sale(group) -> None:
    one, lead = group
    kept = Contact.objects.filter(opportunity=one, person=lead.person_id, note="").values_list("way", flat=True)
    assert list(kept) == ["call"], "the attempt that reached them, not the one that did not"


def test_nothing_that_leaves_the_house_says_what_is_thought_of_anybody(cast, group, taken) -> None:
    one, lead = group
    inside = client_of(cast.manager).get(f"{reverse('groups:group', args=[one.pk])}?person={lead.person_id}")
    seen = ("Zqlabelstalls", "Zqlabeldecides", "Zqevidence", "Zqneeds", "Zqnote")
    assert not [word for word in seen if word not in inside.content.decode()]
    again = taken(budget="30000", number=7)
    announce_deliveries(at=datetime.now(UTC))
    mails = [f"{mail.subject} {mail.text} {mail.html} {mail.headers}" for mail in Mail.objects.all()]
    assert mails
    cache.clear()
    _, secret = create_token(cast.administrator, name="Website", scope="form", at=datetime.now(UTC))
    pages = [f"/leads/form/{secret}", reverse("web:login")]
    pages += [urlsplit(link(lead.pk, lead.owner_id, purpose)).path for purpose in ("accept", "reject", "log")]
    pages += [urlsplit(link(again.pk, again.owner_id, purpose)).path for purpose in ("accept", "reject", "log")]
    shown = [Client(raise_request_exception=False).get(page).content.decode() for page in pages]
    assert "How much is set aside for this project?" in shown[0]
    for text in (*mails, *shown):
        assert not [word for word in INSIDE if word in text]
