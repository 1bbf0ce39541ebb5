from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from samebook.agreement.actions import draft_edition, propose_edition
from samebook.company.models import User, UserRole
from samebook.kernel.access import Role
from samebook.leads.actions import convert_lead, escalate_breaches
from samebook.leads.tests.company import BOOK
from samebook.leads.tests.conftest import cast, client_of, delivered, owner_of, taken
from samebook.web.tests.cast import assemble

__all__ = ["cast", "delivered", "taken"]

pytestmark = pytest.mark.django_db


def today(client):
    answer = client.get(reverse("web:today"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_rep_sees_their_leads_with_clocks_and_what_is_to_be_decided(cast, taken):
    lead = taken(budget="30000", number=1)
    other = taken(budget="30000", number=2)
    now = datetime.now(UTC)
    said = {"name": "Line 2", "opened_on": now.date(), "expected_close_date": (now - timedelta(days=2)).date()}
    convert_lead(cast.manager, other.pk, **said, at=now)
    assert "Owed next" in today(owner_of(lead))
    html = today(owner_of(other))
    assert "Line 2" in html
    assert "passed" in html


def test_a_sales_manager_sees_breaches_and_each_reps_open_follow_up(cast, taken):
    lead = taken(budget="30000", ago=timedelta(days=20))
    escalate_breaches(at=datetime.now(UTC))
    html = today(client_of(cast.manager))
    assert "Follow-up late" in html
    assert f"?owner={lead.owner_id}" in html


def test_a_first_attempt_whose_time_is_past_is_marked_late_by_word_and_row(cast, taken):
    late, due = taken(budget="30000", ago=timedelta(days=20)), taken(budget="30000", number=1)
    rows = {
        lead.owner_id: today(client_of(cast.manager)).partition(f"?owner={lead.owner_id}&")[2].partition("</tr>")[0]
        for lead in (late, due)
    }
    assert late.owner_id != due.owner_id
    assert 'class="clock over"' in rows[late.owner_id]
    assert " late</span>" in rows[late.owner_id]
    assert " left</span>" in rows[due.owner_id]
    assert today(client_of(cast.manager)).count('<tr class="late-row">') == 1
    page = client_of(cast.manager).get(reverse("leads:lead", args=[late.pk])).content.decode()
    assert 'class="clock over"' in page.partition("First attempt</dt>")[2].partition("</div>")[0]


def test_marketing_sees_how_much_waits(cast, taken):
    taken(number=1)
    html = today(client_of(cast.marketing))
    assert "Questions to ask" in html
    assert '?status=ask">1</a>' in html


def test_whose_signature_an_edition_waits_for_sees_it(cast):
    at = datetime.now(UTC)
    text = BOOK.replace("Test agreement", "Next year's agreement")
    edition = draft_edition(cast.marketing, text=text, at=at)
    propose_edition(cast.marketing, edition.pk, in_force_from=at + timedelta(days=3), at=at)
    assert "Next year" in today(client_of(cast.manager))
    assert "Next year" not in today(client_of(cast.rep))


def test_who_has_two_roles_gets_the_sections_of_both(cast, taken):
    taken(budget="30000")
    UserRole.objects.create(user=User.objects.get(pk=cast.rep.id), role=Role.TELESALES)
    html = today(client_of(cast.rep))
    assert "Delivered to me" in html
    assert "To ask" in html


def test_an_executive_is_shown_no_scorecard_before_there_is_a_snapshot(cast):
    UserRole.objects.create(user=User.objects.get(pk=cast.marketing.id), role=Role.EXECUTIVE)
    html = today(client_of(cast.marketing))
    assert "Scorecard" not in html


def test_the_administrator_of_a_new_company_is_told_how_to_begin(db):
    new = assemble()
    html = today(new.client("administrator"))
    assert "no Book is in force yet" in html
    for place in ("settings:territories", "settings:users", "agreement:book"):
        assert f'href="{reverse(place)}"' in html.partition("<main")[2]
    assert "no Book is in force yet" not in today(new.client("rep"))


def test_both_sides_of_a_new_company_are_told_to_begin_its_book(db):
    new = assemble()
    for who in ("marketing", "sales_manager"):
        main = today(new.client(who)).partition("<main")[2]
        assert "No Book is in force yet" in main
        assert f'href="{reverse("agreement:guided")}"' in main
        assert new.client(who).get(reverse("agreement:guided")).status_code == 200
    assert "Book is in force yet" not in today(new.client("rep"))


def test_once_a_book_is_in_force_nobody_is_told_to_begin(cast):
    for who in (cast.administrator, cast.marketing):
        assert "Book is in force yet" not in today(client_of(who))
