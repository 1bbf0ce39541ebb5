"""Refusals, hostile input, headers, the first run: what every page shares."""

import json
from collections.abc import Iterator

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from samebook.company.models import Company, User
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Missing, Refused
from samebook.ui.doors import SignedRequest, signed_in
from samebook.web.places import GROUPS, SELLING, address_of
from samebook.web.tests.cast import Cast
from samebook.web.urls import urlpatterns as shell_urls

pytestmark = pytest.mark.django_db

LEADS = next(place for group in GROUPS for place in group if place.roles == SELLING)
WORK = LEADS.route.split(":")


@signed_in
def refusing(request: SignedRequest, kind: str) -> HttpResponse:
    if kind == "denied":
        request.actor.require(Role.ADMINISTRATOR, to="paint the walls")
    if kind == "missing":
        raise Missing("lead")
    if kind == "rule":
        raise Refused("leads.closed", "The lead “Łódź” is closed.")
    if kind == "broken":
        raise RuntimeError("the secret of the trace")
    messages.success(request, "Done.")
    return HttpResponse("part")


@signed_in
def one(request: SignedRequest, record_id: int) -> HttpResponse:
    return HttpResponse(str(record_id))


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    path("", include(([*shell_urls, path("today", one, {"record_id": 1}, name="today")], "web"))),
    path("refusing/<kind>", refusing),
    path("one/<id:record_id>", one),
    path("forgotten", forgotten),
    path("api/v9/forgotten", forgotten),
    path("settings/", include("samebook.web.settings.urls")),
    path("work/", include(([path("", one, {"record_id": 1}, name=WORK[1])], WORK[0]))),
]
handler404 = "samebook.web.views.errors.not_found"
handler500 = "samebook.web.views.errors.server_error"
handler400 = "samebook.web.views.errors.bad_request"


@pytest.fixture
def routes() -> Iterator[None]:
    address_of.cache_clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield
    address_of.cache_clear()


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("denied", 403, "Your roles do not let you paint the walls"),
        ("missing", 404, "There is no such lead"),
        ("rule", 409, "The lead “Łódź” is closed."),
    ],
)
def test_a_refusal_is_a_page_or_for_a_part_a_notice(
    cast: Cast, routes: None, kind: str, status: int, words: str
) -> None:
    page = cast.client("rep").get(f"/refusing/{kind}")
    assert page.status_code == status
    assert words in page.content.decode()
    part = cast.client("rep").get(f"/refusing/{kind}", headers=HTMX)
    assert (part.status_code, part.content) == (status, b"")
    notices = json.loads(part["HX-Trigger"])["samebook:notices"]["notices"]
    assert len(notices) == 1
    assert words in notices[0]["text"]
    assert notices[0]["tone"] == "wrong"


def test_a_notice_travels_with_a_part_of_a_page_and_only_once(cast: Cast, routes: None) -> None:
    client = cast.client("rep")
    part = client.get("/refusing/nothing", headers=HTMX)
    assert json.loads(part["HX-Trigger"])["samebook:notices"]["notices"] == [{"text": "Done.", "tone": "plain"}]
    assert "Done." not in client.get("/patterns").content.decode()


def test_what_breaks_shows_no_trace(cast: Cast, routes: None, caplog: pytest.LogCaptureFixture) -> None:
    answer = cast.client("rep").get("/refusing/broken")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "secret of the trace" not in answer.content.decode()
    assert "secret of the trace" in caplog.text


def test_no_page_is_open_because_somebody_forgot_to_close_it(cast: Cast, routes: None) -> None:
    assert Client().get("/forgotten")["Location"] == "/login?next=/forgotten"
    assert cast.client("rep").get("/forgotten").content == b"secret"
    assert Client().get("/api/v9/forgotten").status_code == 200, "the API asks for tokens itself"


@pytest.mark.parametrize("text", ["0", "-5", "abc", "007", "1.5", "9" * 19, "9" * 400, "1e5", "%00", "%D9%A1", "'--"])
def test_what_is_no_id_is_no_page(cast: Cast, routes: None, text: str) -> None:
    assert cast.client("rep").get(f"/one/{text}").status_code in (400, 404)


def test_an_id_is_an_id(cast: Cast, routes: None) -> None:
    assert cast.client("rep").get(f"/one/{2**63 - 1}").content == str(2**63 - 1).encode()


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=a&q=b%00c"])
def test_a_nul_byte_is_refused_before_any_view(cast: Cast, query: str) -> None:
    answer = cast.client("rep").get(f"/patterns?{query}")
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_what_is_no_text_is_refused_in_a_form(cast: Cast, rf) -> None:
    answer = cast.client("rep").post("/patterns/check", {"text": "a\x00b"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%ED%A0%80", "q=%FF", "after=%%%", "sort=" + "x" * 5000, "done=9999999999999999999999"]
)
def test_odd_queries_break_nothing(cast: Cast, query: str) -> None:
    for page in ("/patterns", "/patterns/job"):
        assert cast.client("rep").get(f"{page}?{query}").status_code == 200


def test_too_many_fields_are_refused_not_broken(cast: Cast) -> None:
    query = "&".join(f"a{n}=1" for n in range(3000))
    assert cast.client("rep").get(f"/patterns?{query}").status_code == 400


def test_a_form_without_its_token_says_so(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_every_answer_carries_the_secure_headers(cast: Cast, routes: None) -> None:
    paths = ("/patterns", "/login", "/nothing", "/refusing/denied", "/refusing/broken", "/patterns?q=%00")
    for where in paths:
        answer = cast.client("rep").get(where)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy, where
        assert "unsafe" not in policy, where
        assert "frame-ancestors 'none'" in policy, where
        assert answer["X-Frame-Options"] == "DENY", where
        assert answer["X-Content-Type-Options"] == "nosniff", where
        assert answer["Referrer-Policy"] == "same-origin", where


def test_the_navigation_shows_what_exists_and_is_open_to_the_role(cast: Cast, routes: None) -> None:
    def places(who: str) -> str:
        page = cast.client(who).get("/patterns").content.decode()
        return page.partition('id="places"')[2].partition("</nav>")[0]

    assert ">Today<" in places("rep")
    assert f">{LEADS.name}<" in places("rep")
    assert f">{LEADS.name}<" not in places("partner_manager")
    assert ">Today<" not in places("partner_user")
    assert ">Book<" not in places("rep")
    assert cast.client("rep").get("/")["Location"] == "/today"


def test_a_simulated_company_is_marked_on_every_page(cast: Cast) -> None:
    assert "Simulated company" not in cast.client("rep").get("/patterns").content.decode()
    Company.objects.update(simulated=True)
    for who, where in (("rep", "/patterns"), ("anonymous", "/login")):
        assert "Simulated company" in cast.client(who).get(where).content.decode()


def test_the_choice_of_colours_is_one_of_two_words(cast: Cast) -> None:
    client = cast.client("rep")
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/patterns").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme=" not in client.get("/patterns").content.decode()


def test_a_page_of_the_shell_asks_few_questions(cast: Cast, django_assert_max_num_queries) -> None:
    client = cast.client("rep")
    with django_assert_max_num_queries(5):
        client.get("/patterns")


FOUNDING = {
    "name": "Velden Pumps",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "fiscal_year_start": "4",
    "weekdays": ["1", "2", "3", "4", "5"],
    "opens": "08:00",
    "closes": "16:30",
    "administrator_name": "Ada Brandt",
    "administrator_email": "ada@velden.example",
    "password": "ratchet-harbour-57",
}


@pytest.mark.parametrize("where", ["/", "/login", "/patterns", "/nothing"])
def test_an_empty_home_leads_to_the_first_run(where: str) -> None:
    assert Client().get(where)["Location"] == "/start"
    assert Client().get(where, headers=HTMX)["HX-Redirect"] == "/start"
    assert Client().get("/healthz").status_code == 200


def test_the_first_run_founds_the_company_once() -> None:
    client = Client()
    answer = client.post("/start", FOUNDING, follow=True)
    assert "The company is founded." in answer.content.decode()
    company = Company.objects.get()
    assert company.calendar.hours == {day: [["08:00", "16:30"]] for day in "12345"}
    assert User.objects.get().email == "ada@velden.example"
    assert client.post("/start", {**FOUNDING, "name": "Another"}).status_code == 302
    assert Company.objects.get().name == "Velden Pumps"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"country": "XX"}, "country"),
        ({"currency": "QQQ"}, "currency"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"fiscal_year_start": "13"}, "fiscal_year_start"),
        ({"fiscal_year_start": "9" * 5000}, "fiscal_year_start"),
        ({"weekdays": []}, "weekdays"),
        ({"closes": "08:00"}, "closes"),
        ({"administrator_email": "no address"}, "administrator_email"),
        ({"password": "short"}, "password"),
        ({"password": "ada@velden.example"}, "password"),
    ],
)
def test_the_first_run_says_at_the_field_what_is_wrong(change: dict[str, object], field: str) -> None:
    answer = Client().post("/start", {**FOUNDING, **change})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Company.objects.exists()
    assert 'type="password" name="password" value' not in answer.content.decode()


def test_nobody_is_an_actor_without_roles(rf) -> None:
    from django.contrib.auth.models import AnonymousUser

    from samebook.web.middleware.actor import _actor_of

    request: HttpRequest = rf.get("/")
    request.user = AnonymousUser()
    assert _actor_of(request) == Actor(id=None, label="anonymous")
    assert reverse("web:home") == "/"
