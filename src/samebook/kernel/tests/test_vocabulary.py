import json

import pytest

from samebook.kernel.access import Role
from samebook.kernel.vocabulary import Vocabulary


class Colour(Vocabulary):
    RED = "red", "Red as a late clock"
    DARK_BLUE = "dark_blue"


def test_a_member_is_its_stored_value():
    assert Colour.RED == "red"
    assert f"{Colour.RED}" == "red"
    assert json.dumps([Colour.DARK_BLUE]) == '["dark_blue"]'
    assert Colour("dark_blue") is Colour.DARK_BLUE


def test_a_member_without_words_of_its_own_reads_as_its_value():
    assert Colour.choices() == [("red", "Red as a late clock"), ("dark_blue", "Dark blue")]
    assert Colour.values() == ["red", "dark_blue"]
    assert Role.SALES_MANAGER.label == "Sales manager"


def test_a_value_that_is_no_member_is_said_otherwise():
    assert Colour.label_of("red", "?") == "Red as a late clock"
    assert Colour.label_of("green", "?") == "?"
    with pytest.raises(ValueError, match="green"):
        Colour("green")
