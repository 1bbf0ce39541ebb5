"""The picture of a group: nobody stands on anybody, names are cut, arrows end at cards."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.groups.drawing import CARD_H, CARD_W, LEAST_WIDTH, NARROW, WIDE, Drawn, cut, picture, weight_of


def crowd(count: int, name: str = "Ada Voss") -> list[Drawn]:
    return [Drawn(n, f"{name} {n}", "For · Uses it", "for", n % 5) for n in range(count)]


@pytest.mark.parametrize("columns", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("count", range(1, 41))
def test_from_one_to_forty_people_no_card_lies_on_another_or_outside(count, columns) -> None:
    drawn = picture(crowd(count), [], columns=columns)
    boxes = [(card.x, card.y) for card in drawn.cards]
    heart = (drawn.heart[0] - CARD_W / 2, drawn.heart[1] - CARD_H / 2)
    for (x, y), (a, b) in combinations([heart, *boxes], 2):
        assert abs(x - a) >= CARD_W or abs(y - b) >= CARD_H
    for x, y in [heart, *boxes]:
        assert 0 <= x <= drawn.width - CARD_W
        assert 0 <= y <= drawn.height - CARD_H
    assert drawn.width == LEAST_WIDTH[columns], "letters have one size"
    assert len({card.person.key for card in drawn.cards}) == count


def test_those_who_decide_stand_nearest() -> None:
    drawn = picture(crowd(40), [], columns=WIDE)
    far = {card.person.key: abs(card.middle[0] - drawn.heart[0]) + abs(card.middle[1] - drawn.heart[1]) * 2
           for card in drawn.cards}  # fmt: skip
    mean = [sum(far[n] for n in range(40) if n % 5 == weight) / 8 for weight in range(5)]
    assert mean == sorted(mean)
    assert [weight_of(kinds) for kinds in ({"stalls", "decides"}, {"refuses"}, {"supports"}, {"stalls"}, set())] == [
        0, 1, 2, 3, 4,
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_a_name_is_never_wider_than_its_card_and_short_ones_stand_whole(name) -> None:
    shown = cut(name)
    assert shown == name or (shown.endswith("…") and name.startswith(shown[:-1].rstrip()))
    assert len(shown) <= 60 or all(letter in name for letter in shown[:-1])
    assert cut("Ada Voss") == "Ada Voss"


def test_an_arrow_goes_from_card_to_card_and_one_to_somebody_elsewhere_is_left_out() -> None:
    drawn = picture(crowd(3), [(0, 1), (1, 0), (2, 9)], columns=WIDE)
    assert len(drawn.arrows) == 2
    assert drawn.arrows[0] != drawn.arrows[1], "two that move each other have a bow each"
    assert not any("nan" in path for path, _ in drawn.arrows)
