from itertools import count

from samebook.kernel.progress import Lines


def told(*steps: tuple[str, int, int], seconds: float = 0) -> list[str]:
    """The lines of some steps, each of which takes so many seconds."""
    lines: list[str] = []
    ticks = count()
    say = Lines(lines.append, lambda: next(ticks) * seconds)
    for step in steps:
        say(*step)
    return [line.removesuffix(", less than a minute left") for line in lines] if not seconds else lines


def test_a_stage_is_named_once_and_told_at_each_tenth() -> None:
    lines = told(("Tables", 0, 1), *(("Living", day, 730) for day in range(731)))
    assert lines == ["Tables", "Living", *(f"Living: {percent} %" for percent in range(10, 101, 10))]


def test_work_whose_size_is_unknown_says_only_that_it_began() -> None:
    assert told(*(("Sealing", done, 0) for done in range(50))) == ["Sealing"]


def test_a_jump_is_one_line_and_more_than_all_is_all() -> None:
    assert told(("Living", 0, 100), ("Living", 57, 100), ("Living", 58, 100), ("Living", 250, 100)) == [
        "Living", "Living: 50 %", "Living: 100 %",
    ]  # fmt: skip


def test_a_stage_that_begins_far_on_says_its_name_alone() -> None:
    assert told(("Living", 0, 9), ("Sealing", 9, 9), ("Sealing", 9, 9)) == ["Living", "Sealing"]


def test_what_is_left_is_reckoned_from_the_pace_so_far() -> None:
    steps = [("Living", day, 10) for day in range(11)]
    lines = told(*steps, seconds=60)
    assert lines[:3] == ["Living", "Living: 10 %, about 9 min left", "Living: 20 %, about 8 min left"]
    assert lines[-2:] == ["Living: 90 %, about 1 min left", "Living: 100 %"]


def test_less_than_half_a_minute_is_told_as_less_than_one() -> None:
    assert told(("Living", 0, 10), ("Living", 9, 10), seconds=9)[-1] == "Living: 90 %, less than a minute left"


def test_the_pace_is_that_of_the_stage_alone() -> None:
    lines = told(("Tables", 0, 10), ("Living", 50, 100), ("Living", 75, 100), seconds=120)
    assert lines == ["Tables", "Living", "Living: 70 %, about 2 min left"]
