"""The edition of a lead's scope judges it, wherever a lead is judged."""

from datetime import datetime, timedelta

import pytest

from samebook.agreement.models import Edition
from samebook.agreement.queries import editions_in_force
from samebook.leads.actions import answer_questions, judge_again, log_ask, take_in
from samebook.leads.hooks import run_judge_again
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded, sign
from samebook.leads.tests.conftest import client_of

AUSTRIA = (
    BOOK.replace("title:", "scope: country AT\ntitle:")
    .replace("50000", "10000")
    .replace("attempts: 2, within: 5 b", "attempts: 1, within: 5 b")
)
UK = BOOK.replace("title:", "scope: unit uk\ntitle:").replace("20000", "90000")
LATER = MONDAY + timedelta(days=1)


class Nowhere:
    """A job's progress that nobody looks at."""

    def __init__(self):
        self.checkpoint = {}

    def advance(self, done, total=None, checkpoint=None):
        self.checkpoint = checkpoint or {}


@pytest.fixture
def cast(db):
    return founded()


def lead_in(
    cast, country: str, budget: str = "", *, number: int = 1, at: datetime = LATER, start: str = "2026-05-01"
) -> Lead:
    fields = {"lead.project_start": start} | ({"lead.budget": budget} if budget else {})
    said = {"email": f"o{number}@firm{number}.example", "company": f"Firm {number}", "country": country}
    [taken] = take_in(cast.marketing, [arrival(at=at, fields=fields, **said)], at=at)
    return Lead.objects.get(pk=taken.lead_id)


def test_a_lead_is_judged_by_the_edition_of_its_country_and_names_it(cast):
    sign(cast, AUSTRIA, at=LATER)
    vienna, berlin = lead_in(cast, "AT", "15000", number=1), lead_in(cast, "DE", "15000", number=2)
    assert (vienna.status, vienna.level, vienna.edition.scope) == ("delivered", "A", "country AT")
    assert (berlin.status, berlin.edition.scope) == ("nurture", "company")


def test_an_account_says_the_country_where_the_lead_says_none(cast):
    sign(cast, AUSTRIA, at=LATER)
    lead = lead_in(cast, "AT", "15000")
    Lead.objects.filter(pk=lead.pk).update(country="", status="nurture", edition=None)
    judge_again(cast.marketing, [lead.pk], at=LATER, because="fact")
    lead.refresh_from_db()
    assert lead.edition.scope == "country AT"


def test_a_unit_takes_the_leads_that_the_companys_routing_sends_there_and_below(cast):
    sign(cast, UK, at=LATER)
    london, berlin = lead_in(cast, "GB", "30000", number=1, start=""), lead_in(cast, "DE", "30000", number=2, start="")
    assert (london.edition.scope, london.verdict) == ("unit uk", "nurture")
    assert (berlin.edition.scope, berlin.level) == ("company", "B")


def test_of_a_country_and_the_unit_around_it_the_country_judges(cast):
    sign(cast, BOOK.replace("title:", "scope: unit europe\ntitle:").replace("50000", "70000"), at=LATER)
    routed = BOOK.replace("  - {when: \"lead.country = 'GB'\", to: uk}\n", "  - {to: uk}\n")
    sign(cast, routed, at=LATER + timedelta(hours=1))
    after = LATER + timedelta(hours=2)
    sign(cast, AUSTRIA, at=after)
    assert lead_in(cast, "AT", "15000", number=1, at=after).edition.scope == "country AT"
    assert lead_in(cast, "DE", "15000", number=2, at=after).edition.scope == "unit europe"


def test_who_is_late_to_be_asked_is_told_by_the_edition_of_the_scope(cast):
    sign(cast, AUSTRIA, at=LATER)
    vienna, berlin = lead_in(cast, "AT", number=1), lead_in(cast, "DE", number=2)
    assert (vienna.status, berlin.status) == ("ask", "ask")
    for lead in (vienna, berlin):
        log_ask(cast.telesales, lead.pk, outcome="not_reached", at=LATER)
        lead.refresh_from_db()
    assert (vienna.status, berlin.status) == ("nurture", "ask"), "Austria asks once, the company twice"
    answer_questions(cast.telesales, berlin.pk, {"lead.budget": 60000, "lead.country": "AT"}, at=LATER)
    berlin.refresh_from_db()
    assert (berlin.status, berlin.edition.scope) == ("delivered", "country AT"), "its country turned out to be Austria"


def test_when_a_scopes_edition_takes_force_only_its_own_open_leads_are_judged_again(cast):
    vienna, berlin = lead_in(cast, "AT", "15000", number=1), lead_in(cast, "DE", "15000", number=2)
    sold = lead_in(cast, "AT", "60000", number=3)
    judged_at = berlin.judged_at
    sign(cast, AUSTRIA, at=LATER + timedelta(hours=1))
    run_judge_again({"because": "edition"}, Nowhere())
    for lead in (vienna, berlin, sold):
        lead.refresh_from_db()
    assert (vienna.status, vienna.edition.scope) == ("delivered", "country AT")
    assert (berlin.status, berlin.judged_at) == ("nurture", judged_at), "nothing has changed for Germany"
    assert (sold.status, sold.edition.scope) == ("delivered", "company"), "a delivered lead keeps its verdict"


def test_a_scope_whose_text_is_not_the_one_that_was_signed_judges_nothing_there(cast):
    sign(cast, AUSTRIA, at=LATER)
    Edition.objects.filter(scope="country AT").update(text=AUSTRIA.replace("10000", "1"), content_hash="0" * 64)
    vienna, berlin = lead_in(cast, "AT", "15000", number=1), lead_in(cast, "DE", "60000", number=2)
    assert (vienna.status, vienna.edition, vienna.verdict) == ("received", None, "")
    assert "is not the one that was signed" in vienna.status_reason
    assert berlin.status == "delivered"


def test_a_scope_that_was_written_over_beside_its_text_judges_nothing(cast):
    sign(cast, AUSTRIA, at=LATER)
    Edition.objects.filter(scope="country AT").update(scope="country DE")
    assert list(editions_in_force(LATER).others.values()) == [None]
    assert lead_in(cast, "DE", "60000").status == "received"


def test_many_leads_of_many_scopes_take_no_more_queries_than_one(cast, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign(cast, AUSTRIA, at=LATER)
    sign(cast, UK, at=LATER + timedelta(seconds=1))
    at = LATER + timedelta(hours=1)

    def taking(first: int, many: int) -> int:
        said = [
            arrival(at=at, email=f"p{n}@c{n}.example", company=f"C {n}", country=("AT", "GB", "DE")[n % 3],
                    fields={"lead.budget": "30000"})
            for n in range(first, first + many)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            take_in(cast.marketing, said, at=at)
        return len(caught)

    taking(100, 3)
    assert taking(200, 60) <= taking(300, 3)
    scopes = set(Lead.objects.values_list("edition__scope", flat=True))
    assert scopes == {"country AT", "unit uk", "company"}


def test_a_field_that_only_a_scope_declares_is_taken_at_every_door(cast):
    more = AUSTRIA.replace("fields:\n", "fields:\n  lead.subsidy: {type: boolean, ask: Is it subsidised?}\n")
    sign(cast, more, at=LATER)
    fields = editions_in_force(LATER).fields
    assert "lead.subsidy" in fields
    [taken] = take_in(cast.marketing, [_subsidised(fields)], at=LATER)
    assert Lead.objects.get(pk=taken.lead_id).facts == {"lead.subsidy": True}
    page = client_of(cast.marketing).get("/leads/new").content.decode()
    assert "Is it subsidised?" in page


def _subsidised(fields):
    from samebook.leads.reading import Reader

    said = {"email": "a@b.example", "company": "B", "country": "AT", "fields": {"lead.subsidy": "yes"}}
    return Reader(fields, LATER, "form").read(said)
