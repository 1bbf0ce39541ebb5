"""Tokens that people make for themselves: they read what their maker may read, as long as that holds."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samebook.company.actions import create_own_token, deactivate_user, revoke_token
from samebook.company.actions.tokens import MOST_OWN
from samebook.company.models import AccessToken
from samebook.company.queries import actor_of_token, token_named, token_shown
from samebook.kernel.refusals import Missing, Refused

pytestmark = pytest.mark.django_db


def now() -> datetime:
    """As doors read the clock: a change of settings is of this moment, however long ago the tests were collected."""
    return datetime.now(UTC)


def ask(path: str, secret: str) -> tuple[int, Any]:
    answer = Client(raise_request_exception=False).get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, json.loads(answer.content)


def test_a_person_makes_a_token_sees_it_once_and_ends_it(cast) -> None:
    client = cast.client("rep")
    answer = client.post(reverse("settings:own_tokens"), {"name": "My assistant"})
    assert answer.status_code == 200
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert json.loads(answer.context["settings"])["mcpServers"]["samebook"]["env"] == {"SAMEBOOK_TOKEN": secret}
    page = client.get(reverse("settings:profile")).content.decode()
    assert "My assistant" in page
    assert secret not in page
    assert ask("measures", secret)[0] == 200
    token = AccessToken.objects.get()
    assert client.post(reverse("settings:end_own_token", args=[token.pk])).status_code == 302
    assert ask("measures", secret)[0] == 401
    assert "My assistant" not in client.get(reverse("settings:profile")).content.decode()


def test_it_reads_with_the_rights_that_its_maker_has_now(cast) -> None:
    rep = cast.actor("rep")
    _, secret = create_own_token(rep, name="A", at=now())
    assert actor_of_token(token_named(secret)) == rep
    cast["rep"].territories.set([cast.south])
    assert actor_of_token(token_named(secret)).territories == cast.actor("outsider").territories
    deactivate_user(cast.actor("administrator"), cast["rep"].pk, at=now())
    assert ask("measures", secret)[0] == 401


def test_it_opens_no_other_door(cast) -> None:
    _, secret = create_own_token(cast.actor("marketing"), name="A", at=now())
    with pytest.raises(Refused, match="may not send leads"):
        token_shown(f"Bearer {secret}", "leads:write", to="send leads")
    answer = Client().post(
        "/api/v1/leads", {}, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403


def test_only_its_maker_and_an_administrator_end_it(cast) -> None:
    token, _ = create_own_token(cast.actor("rep"), name="A", at=now())
    for who in ("teammate", "marketing"):
        assert cast.client(who).post(reverse("settings:end_own_token", args=[token.pk])).status_code == 404
        with pytest.raises((Refused, Missing)):
            revoke_token(cast.actor(who), token.pk, at=now())
    assert revoke_token(cast.actor("administrator"), token.pk, at=now()).revoked_at is not None


def test_nobody_has_too_many_and_partners_have_none(cast) -> None:
    rep = cast.actor("rep")
    made = [create_own_token(rep, name=f"T{number}", at=now())[0] for number in range(MOST_OWN)]
    with pytest.raises(Refused, match="revoke one"):
        create_own_token(rep, name="one more", at=now())
    revoke_token(rep, made[0].pk, at=now())
    assert create_own_token(rep, name="one more", at=now())
    assert cast.client("partner_user").post(reverse("settings:own_tokens"), {"name": "A"}).status_code in (403, 422)
    assert (
        "Assistants and programs" not in cast.client("partner_user").get(reverse("settings:profile")).content.decode()
    )
