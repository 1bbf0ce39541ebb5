from samebook.kernel.progress import Lines


def told(*steps: tuple[str, int, int]) -> list[str]:
    lines: list[str] = []
    say = Lines(lines.append)
    for step in steps:
        say(*step)
    return lines


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
