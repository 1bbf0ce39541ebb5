import re

import pytest
from django.test import Client
from django.urls import reverse

from samebook.company.models import User
from samebook.company.tests.cast import PASSWORD
from samebook.web.tests.cast import Cast

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str, **data: str):
    return client.post(reverse("web:login"), {"username": email, "password": password, **data})


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_e_mail_is_taken_whatever_its_case_and_spaces(cast: Cast) -> None:
    answer = sign_in(Client(), " REP@Velden.example ", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_wrong_password_unknown_address_and_a_deactivated_login_look_the_same(cast: Cast) -> None:
    User.objects.filter(pk=cast["teammate"].pk).update(is_active=False)
    pages = [
        said(sign_in(Client(), email, password)).replace(email, "…")
        for email, password in (
            ("rep@velden.example", "wrong-password-1"),
            ("nobody@velden.example", "wrong-password-1"),
            ("teammate@velden.example", PASSWORD),
        )
    ]
    pages = [re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", page) for page in pages]
    assert pages[0] == pages[1] == pages[2]
    assert "do not match a login" in pages[0]


def test_after_ten_wrong_passwords_the_right_one_waits_too(cast: Cast) -> None:
    client = Client()
    answers = [sign_in(client, "rep@velden.example", f"wrong-{n}").status_code for n in range(10)]
    assert answers[:9] == [200] * 9
    locked = sign_in(client, "rep@velden.example", PASSWORD)
    assert locked.status_code == 429
    assert "Wait 15 min" in said(locked)
    assert sign_in(client, "marketing@velden.example", PASSWORD).status_code == 302


def test_the_lock_speaks_alike_of_an_address_that_has_no_login(cast: Cast) -> None:
    known, unknown = Client(), Client(REMOTE_ADDR="10.0.0.9")
    for n in range(10):
        sign_in(known, "rep@velden.example", f"wrong-{n}")
        sign_in(unknown, "nobody@velden.example", f"wrong-{n}")
    assert said(sign_in(known, "rep@velden.example", "x")) == said(sign_in(unknown, "nobody@velden.example", "x"))


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(cast: Cast, away: str) -> None:
    answer = sign_in(Client(), "rep@velden.example", PASSWORD, next=away)
    assert answer["Location"] == "/"


def test_a_link_never_signs_anybody_out(cast: Cast) -> None:
    client = cast.client("rep")
    assert client.get(reverse("web:logout")).status_code == 405
    assert client.get("/").status_code == 200 or client.get("/")["Location"] != "/login"
    assert client.post(reverse("web:logout"))["Location"] == "/login"
    assert client.get("/")["Location"] == "/login?next=/"


def test_a_part_of_a_page_is_not_filled_with_the_sign_in(cast: Cast) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/login"
    assert answer.content == b""
