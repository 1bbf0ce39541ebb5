from datetime import timedelta

import pytest

from samebook.company.actions.passwords import MOST_WRONG, WINDOW, is_own_password
from samebook.company.models import PasswordTry, User
from samebook.company.tests.cast import NOW, PASSWORD, found
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    found()
    return User.objects.get()


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(ada: User) -> None:
    for minute in range(MOST_WRONG):
        assert not is_own_password(ada, "wrong", at=NOW + timedelta(minutes=minute))
    late = NOW + timedelta(minutes=MOST_WRONG)
    with pytest.raises(Refused) as caught:
        is_own_password(ada, PASSWORD, at=late)
    assert (caught.value.code, caught.value.field) == ("company.too_many_tries", "password")
    assert "10 minutes" in caught.value.message
    assert is_own_password(ada, PASSWORD, at=NOW + WINDOW)


def test_the_right_password_forgets_the_wrong_ones(ada: User) -> None:
    for _ in range(3):
        for _ in range(MOST_WRONG - 1):
            assert not is_own_password(ada, "wrong", at=NOW)
        assert is_own_password(ada, PASSWORD, at=NOW)
    assert not PasswordTry.objects.exists()


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\ud800"], ids=["empty", "endless", "half a character"])
def test_hostile_passwords_are_wrong_and_count(ada: User, password: str) -> None:
    assert not is_own_password(ada, password, at=NOW)
    assert PasswordTry.objects.count() == 1


def test_each_user_has_tries_of_their_own(ada: User) -> None:
    other = User.objects.create(email="b@velden.example", name="Ben", created_at=NOW, password=ada.password)
    for _ in range(MOST_WRONG):
        is_own_password(ada, "wrong", at=NOW)
    assert is_own_password(other, PASSWORD, at=NOW)
