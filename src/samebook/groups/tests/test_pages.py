"""The page of a buying group: what it shows, what it refuses, how many queries it asks, what no customer sees."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from samebook.accounts.models import Person
from samebook.company.tests.cast import today
from samebook.groups import actions
from samebook.groups.models import Member, StanceSaid
from samebook.groups.tests.cast import sale
from samebook.journal.models import Entry
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
START, VENDOR = "start_project", "choose_vendor"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def url_of(one, decision: str = VENDOR, person: object = "") -> str:
    return f"{reverse('groups:group', args=[one.pk])}?decision={decision}&person={person}"


def post(cast: Cast, one, act: str, *, who: str = "rep", htmx: bool = False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    return cast.client(who).post(
        reverse("groups:act", args=[one.pk, act]), {"decision": VENDOR} | data, headers=headers
    )


def filled(cast: Cast, at: datetime, count: int):
    rep = cast.actor("rep")
    one, people = sale(cast, people=count, at=at)
    for n, person in enumerate(people):
        here = {"person_id": person.pk, "decision": VENDOR, "at": at}
        actions.add_member(rep, one.pk, roles=["decision_maker" if n == 0 else "staller"], **here)
        actions.say_stance(rep, one.pk, stance="open", evidence=f"Said {n}.", word="own", **here)
    if count > 1:
        actions.draw_influence(rep, one.pk, who=people[1].pk, whom=people[0].pk, at=at)
    return one, people


def test_everything_can_be_done_by_forms_without_a_script(cast, at) -> None:
    one, (ada, bo, *_) = sale(cast, at=at)
    assert post(cast, one, "add", person=ada.pk, roles=["decision_maker"]).status_code == 302
    assert post(cast, one, "add", person=bo.pk).status_code == 302
    for act, data in (
        ("roles", {"person": bo.pk, "roles": ["nay_sayer"]}),
        ("stance", {"person": bo.pk, "stance": "against", "word": "deed", "evidence": "Crossed it out."}),
        ("needs", {"person": bo.pk, "needs": "That it is quiet."}),
        ("reached", {"person": bo.pk, "way": "call", "happened_at": "2026-01-05T10:00", "note": "Friendly."}),
        ("influence", {"person": bo.pk, "whom": ada.pk}), ("other", {"person": ada.pk, "to": START}),
    ):  # fmt: skip
        answer = post(cast, one, act, **data)
        assert answer.status_code == 302, (act, answer.content.decode()[-3000:])
    page = cast.client("rep").get(url_of(one, person=bo.pk)).content.decode()
    for words in (
        "Has objections",
        "Against",
        "Crossed it out.",
        "That it is quiet.",
        "Friendly.",
        "Nobody has the role",
    ):
        assert words in page
    assert post(cast, one, "everybody", decision=START).status_code == 302
    assert post(cast, one, "no-influence", person=bo.pk, whom=ada.pk).status_code == 302
    assert post(cast, one, "leave", person=bo.pk, because="New job.").status_code == 302
    page = cast.client("rep").get(url_of(one)).content.decode()
    assert "Who took part before" in page
    assert "New job." in page


def test_htmx_gets_the_group_or_the_refusal_in_words(cast, at) -> None:
    one, (ada, *_) = sale(cast, at=at)
    answer = post(cast, one, "add", person=ada.pk, htmx=True)
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div id="group">')
    refused = post(cast, one, "stance", person=ada.pk, stance="for", word="own", htmx=True)
    assert refused.status_code == 409
    assert not StanceSaid.objects.exists()


def test_a_refused_form_stands_open_with_its_problem(cast, at) -> None:
    one, (ada, *_) = filled(cast, at, 1)
    answer = post(cast, one, "stance", person=ada.pk, stance="for", word="own")
    assert answer.status_code == 422
    assert "without that it is an impression" in answer.content.decode()
    stale = post(cast, one, "needs", person=ada.pk, needs="Price.", seen=1)
    assert "Somebody has changed it" in stale.content.decode()


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("add", {"person": "x"}), ("add", {"person": "99999999999999999999"}), ("add", {}),
        ("stance", {"person": "1", "stance": "furious"}), ("reached", {"person": "1", "happened_at": "soon"}),
        ("reached", {"person": "1", "way": "call", "happened_at": "0001-01-01T00:00"}),
        ("influence", {"person": "1", "whom": "\0"}), ("other", {"person": "1", "to": "x"}), ("everybody", {}),
        ("leave", {"person": "-1"}), ("roles", {"person": "1", "roles": ["\0", "king"]}),
    ],
    ids=range(11),
)  # fmt: skip
def test_hostile_input_is_refused_with_words(cast, at, act, data) -> None:
    one, (ada, *_) = filled(cast, at, 1)
    data = {name: ada.pk if value == "1" else value for name, value in data.items()}
    answer = post(cast, one, act, **data)
    assert answer.status_code in (400, 404, 409, 422)
    assert "Traceback" not in answer.content.decode()
    assert Member.objects.count() == 1


@pytest.mark.parametrize("query", ["decision=x", "person=-1", "person=" + "9" * 30, "x[]=1"])
def test_hostile_addresses_show_the_group(cast, at, query) -> None:
    one, _ = filled(cast, at, 1)
    assert cast.client("rep").get(f"{reverse('groups:group', args=[one.pk])}?{query}").status_code == 200


def test_an_act_that_is_none_is_not_there_and_a_closed_sale_offers_none(cast, at) -> None:
    one, (ada, *_) = filled(cast, at, 1)
    assert post(cast, one, "bribe", person=ada.pk).status_code == 404
    from samebook.buying.actions import close_lost

    close_lost(cast.actor("rep"), one.pk, closed_on=today(), reason="price", at=datetime.now(UTC))
    page = cast.client("rep").get(url_of(one, person=ada.pk)).content.decode()
    assert "Ada Voss" in page
    assert "Say where they stand" not in page
    assert post(cast, one, "stance", person=ada.pk, stance="for").status_code == 409


def test_the_page_asks_as_many_queries_for_thirty_people_as_for_two(cast, at) -> None:
    asked = []
    for count in (2, 30):
        Person.objects.update(email="")
        one, people = filled(cast, at, count)
        client = cast.client("rep")
        client.get(url_of(one))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url_of(one, person=people[0].pk)).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
    assert asked[0] <= 30


def test_an_administrator_hands_out_what_is_kept_of_a_person_and_nobody_else(cast, at) -> None:
    one, (ada, *_) = filled(cast, at, 2)
    actions.say_needs(cast.actor("rep"), one.pk, person_id=ada.pk, decision=VENDOR, needs="A reference.", at=at)
    url = reverse("accounts:kept", args=[ada.pk, "xlsx"])
    assert cast.client("rep").get(url).status_code == 403
    answer = cast.client("administrator").get(url)
    sheet = load_workbook(BytesIO(answer.content)).active
    said = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    values = " | ".join(str(row[2]) for row in said)
    for words in ("Ada Voss", "p0@voss.example", "Said 0.", "A reference.", "Decides"):
        assert words in values
    assert "decision_maker" not in values
    assert "Said 1." not in values, "what was said of somebody else"
    assert all(row[4] for row in said), "why each is kept"
    entry = Entry.objects.filter(code="accounts.person.shown").get()
    assert "Said 0." not in str(entry.detail)
    csv = cast.client("administrator").get(reverse("accounts:kept", args=[ada.pk, "csv"]))
    assert "Said 0." in b"".join(csv.streaming_content).decode()
    assert cast.client("administrator").get(reverse("accounts:kept", args=[ada.pk, "exe"])).status_code == 404


def test_partner_users_see_nothing_of_a_group(cast, at) -> None:
    one, _ = filled(cast, at, 1)
    for url in (url_of(one), reverse("buying:opportunity", args=[one.pk])):
        answer = cast.client("partner_user").get(url)
        assert answer.status_code == 404
        assert "Ada Voss" not in answer.content.decode()


def test_the_sale_shows_its_group_in_short_with_what_it_lacks(cast, at) -> None:
    one, _ = filled(cast, at, 1)
    page = cast.client("rep").get(reverse("buying:opportunity", args=[one.pk])).content.decode()
    assert "Buying group" in page
    assert "Ada Voss: open" in page, "the timeline tells where somebody stood"
