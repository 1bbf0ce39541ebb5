"""The logins of the demo company are ones that the product lets people have."""

import secrets

import pytest

from samebook.web.demo import cast
from samebook.web.demo.founding import _login
from samebook.web.demo.house import House


def test_a_password_that_chance_made_like_the_address_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([cast.ADMINISTRATOR.name.replace(" ", ".").lower(), "x7Qk-2vZt9_w"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: next(drawn))
    assert _login(House(), cast.ADMINISTRATOR).password == "x7Qk-2vZt9_w"
