import pytest

from samebook.kernel.texts import harmless, is_text


@pytest.mark.parametrize(
    ("value", "kept"), [("", True), ("漢 ß\n", True), ("🙂", True), ("a\x00", False), ("\ud800", False)], ids=ascii
)
def test_what_a_file_cannot_hold_is_no_text(value, kept):
    assert is_text(value) is kept


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 221 5", "'+49 221 5"),
        ("\tx", "'\tx"),
        ("-5.20", "-5.20"),
        ("+1e3", "+1e3"),
        ("a=1", "a=1"),
        ("", ""),
    ],
    ids=ascii,
)
def test_only_what_would_run_is_marked(cell, shown):
    assert harmless(cell) == shown
