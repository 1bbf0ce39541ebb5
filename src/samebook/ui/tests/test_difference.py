import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samebook.ui.difference import Kind, difference


def drawn(before: str, after: str, context: int = 1) -> list[str]:
    """Blocks as text: marks [like this] around what changed within a line."""
    mark = {Kind.SAME: " ", Kind.GONE: "-", Kind.NEW: "+"}
    drawing = []
    for block in difference(before, after, context=context):
        drawing.append(f"@{block.skipped}")
        for line in block.lines:
            text = "".join(f"[{span.text}]" if span.is_changed else span.text for span in line.spans)
            drawing.append(mark[line.kind] + text)
    return drawing


def test_equal_texts_have_no_difference():
    assert difference("a\nb", "a\nb") == []


def test_a_changed_number_is_marked_within_its_line():
    before = "title: T\nlevel: A\nmoney: lead.budget >= 50000\nend"
    after = "title: T\nlevel: A\nmoney: lead.budget >= 40000\nend"
    assert drawn(before, after) == [
        "@1",
        " level: A",
        "-money: lead.budget >= [50000]",
        "+money: lead.budget >= [40000]",
        " end",
    ]


def test_lines_with_nothing_in_common_are_shown_whole():
    assert drawn("one two three", "4: {5, 6}") == ["@0", "-one two three", "+4: {5, 6}"]


def test_distant_changes_are_blocks_of_their_own_and_near_ones_are_not():
    lines = [f"line {number}" for number in range(10)]
    far = lines.copy()
    far[0], far[9] = "x", "y"
    assert [block.skipped for block in difference("\n".join(lines), "\n".join(far), context=1)] == [0, 6]
    near = lines.copy()
    near[3], near[5] = "x", "y"
    assert len(difference("\n".join(lines), "\n".join(near), context=1)) == 1


def test_numbers_are_those_of_each_text():
    (block,) = difference("a\nb\nc", "a\nnew\nb\nC", context=0)[:1]
    assert [(line.before, line.after) for line in block.lines] == [(None, 2)]


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd ")), st.lists(st.sampled_from("abcd ")))
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    before, after = "\n".join(old), "\n".join(new)
    lines = [line for block in difference(before, after, context=10_000) for line in block.lines]
    if before != after:
        assert "\n".join(line.text for line in lines if line.kind is not Kind.NEW) == before
        assert "\n".join(line.text for line in lines if line.kind is not Kind.GONE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n" * 60_000, "b\na\n" * 60_000),
        ("\n".join(f"{n % 150}" for n in range(80_000)), "\n".join(f"{n * 7 % 150}" for n in range(80_000))),
        ("\n".join(f"{n % 25}" for n in range(3_000)), "\n".join(f"{n * 7 % 25}" for n in range(3_000))),
        ("\n".join(f"{n % 97}" for n in range(3_000)), "\n".join(f"{n * n % 97}" for n in range(3_000))),
        ("a b " * 60_000, "b a " * 60_000),
        ("\n".join(["ab " * 300] * 250), "\n".join(["ba " * 300] * 250)),
    ],
    ids=[
        "two lines over and over",
        "many like lines",
        "as many as are matched",
        "few enough to be matched, many alike",
        "one long line",
        "alike lines",
    ],
)
def test_hostile_texts_of_the_largest_size_are_compared_in_seconds(before, after):
    started = time.process_time()
    assert difference(before, after)
    assert time.process_time() - started < 60, "seconds of the processor, whatever else the machine does"
