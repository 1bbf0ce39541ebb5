"""A buying group as a picture: people around a decision, and who moves whom. Pure; units are those of the picture.

There are two pictures of each group, a wide one and a narrow one for phones, in which letters have the same size.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Final

CARD_W, CARD_H = 172.0, 48.0
HEART_W, HEART_H = 172.0, 48.0
GAP_X, GAP_Y = 26.0, 24.0
EDGE: Final = 10.0
ROUND = 10
"""So many people stand in a ring; more stand in rows around the decision."""
WIDE, NARROW = 5, 2
"""Cards in a row."""
LEAST_WIDTH: Final = {WIDE: 984.0, NARROW: 390.0}
"""So that letters have one size, whether one person stands there or forty."""
LETTER, WIDE_LETTER, CAPITAL = 6.6, 13.0, 9.2
"""How wide letters are at 13 units, on the safe side."""
ROOM = CARD_W - 40
"""For a name; the second line is set smaller and lighter, so a third more letters fit."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One person to draw.

    Attributes:
        under: The second line: roles and stance in words.
        weight: Those who decide stand nearest: smaller is nearer.
    """

    key: int
    name: str
    under: str
    stance: str
    weight: int
    is_chosen: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A person as drawn; ``x`` and ``y`` are the card's upper left corner."""

    person: Drawn
    x: float
    y: float
    name: str
    under: str

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + CARD_W / 2, self.y + CARD_H / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that an SVG needs.

    Attributes:
        spokes: From the decision to people; strong for those who decide.
        arrows: From person to person; strong for whoever is chosen.
    """

    width: float
    height: float
    heart: tuple[float, float]
    cards: list[Card]
    spokes: list[tuple[str, bool]]
    arrows: list[tuple[str, bool]]


def cut(text: str, room: float = ROOM) -> str:
    """As much of a text as has room in one line, with an ellipsis where it was cut."""
    used, kept = 0.0, []
    for letter in text:
        used += _width(letter)
        kept.append(letter)
        if used > room:
            while kept and used > room - LETTER:
                used -= _width(kept.pop())
            return "".join(kept).rstrip() + "…"
    return text


def picture(
    people: Sequence[Drawn], influences: Collection[tuple[int, int]], *, columns: int, deciding: Collection[int] = ()
) -> Picture:
    """Place people around their decision, those who decide nearest, and draw who moves whom.

    Args:
        columns: ``WIDE`` or ``NARROW``.
        deciding: Whose spoke is drawn strong.
    """
    ordered = sorted(people, key=lambda each: each.weight)
    count = len(ordered)
    places = _ring(count) if columns == WIDE and count <= ROUND else _rows(count, columns)
    left = min([x - CARD_W / 2 for x, _ in places] + [-HEART_W / 2]) - EDGE
    top = min([y - CARD_H / 2 for _, y in places] + [-HEART_H / 2]) - EDGE
    right = max([x + CARD_W / 2 for x, _ in places] + [HEART_W / 2]) + EDGE
    bottom = max([y + CARD_H / 2 for _, y in places] + [HEART_H / 2]) + EDGE
    spare = max(LEAST_WIDTH[columns] - (right - left), 0) / 2
    left, right = left - spare, right + spare
    cards = [
        Card(
            each, round(x - CARD_W / 2 - left, 1), round(y - CARD_H / 2 - top, 1), cut(each.name),
            cut(each.under, ROOM * 1.3),
        )
        for each, (x, y) in zip(ordered, places, strict=True)
    ]  # fmt: skip
    heart = (-left, -top)
    by_key = {card.person.key: card for card in cards}
    return Picture(
        round(right - left, 1), round(bottom - top, 1), (round(heart[0], 1), round(heart[1], 1)), cards,
        [(_line(heart, card.middle), card.person.key in deciding) for card in cards],
        [
            (
                _arrow(by_key[who].middle, by_key[whom].middle, heart, back=(whom, who) in influences),
                by_key[who].person.is_chosen or by_key[whom].person.is_chosen,
            )
            for who, whom in influences
            if who in by_key and whom in by_key
        ],
    )  # fmt: skip


def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return WIDE_LETTER
    return CAPITAL if letter.isupper() or letter in "mwMW@%—" else LETTER


def _ring(count: int) -> list[tuple[float, float]]:
    """Places on an ellipse that is as small as cards allow; the first at the top, then by turns right and left."""
    turns = [0, *(turn for step in range(1, count) for turn in (step, -step))][:count]
    rx, ry = 200.0, 96.0
    while True:
        places = [(rx * sin(2 * pi * turn / max(count, 1)), -ry * cos(2 * pi * turn / max(count, 1))) for turn in turns]
        if not _touch([(0.0, 0.0), *places]):
            return places
        rx, ry = rx * 1.04, ry * 1.04


def _touch(places: Sequence[tuple[float, float]]) -> bool:
    return any(
        abs(x - a) < CARD_W + GAP_X and abs(y - b) < CARD_H + GAP_Y
        for at, (x, y) in enumerate(places)
        for a, b in places[at + 1 :]
    )


def _rows(count: int, columns: int) -> list[tuple[float, float]]:
    """Places in rows around the decision, the nearest first; on a narrow picture below it."""
    step_x, step_y = CARD_W + GAP_X, CARD_H + GAP_Y
    if columns == NARROW:
        return [((-0.5 if at % 2 == 0 else 0.5) * step_x, (at // 2 + 1.15) * step_y) for at in range(count)]
    half = columns // 2
    rows = 1
    while rows * columns - 1 < count:
        rows += 2
    around = rows // 2
    cells = [
        (column * step_x, row * step_y)
        for row in range(-around, around + 1)
        for column in range(-half, half + 1)
        if (row, column) != (0, 0)
    ]
    cells.sort(key=lambda cell: (round(hypot(cell[0] / step_x, cell[1] / step_y * 0.75), 4), cell[1], -cell[0]))
    return cells[:count]


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"


def _arrow(start: tuple[float, float], end: tuple[float, float], heart: tuple[float, float], *, back: bool) -> str:
    """A bow from card to card on the side of the decision, where nobody stands between; of two that move each other
    one is on the other side.
    """
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1.0
    bow = 0.12 * length
    sides = [
        ((x1 + x2) / 2 - way * (y2 - y1) / length * bow, (y1 + y2) / 2 + way * (x2 - x1) / length * bow)
        for way in (1, -1)
    ]
    mx, my = sides[0] if back else min(sides, key=lambda side: hypot(side[0] - heart[0], side[1] - heart[1]))
    sx, sy = _rim(start, (mx, my), 2.0)
    ex, ey = _rim(end, (mx, my), 5.0)
    return f"M{sx:.1f} {sy:.1f}Q{mx:.1f} {my:.1f} {ex:.1f} {ey:.1f}"


def _rim(middle: tuple[float, float], towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Where a line from the middle of a card leaves it, a little outside."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    shares = [(half + gap) / abs(part) for half, part in ((CARD_W / 2, dx), (CARD_H / 2, dy)) if abs(part) > 1e-9]
    share = min([*shares, 1.0])
    return middle[0] + dx * share, middle[1] + dy * share


def weight_of(kinds: Collection[str]) -> int:
    """How near to the decision somebody stands."""
    order = ("decides", "refuses", "supports", "stalls")
    return next((at for at, kind in enumerate(order) if kind in kinds), len(order))
