import pytest

from samebook.web.demo.cli import _progress


def test_in_a_log_progress_is_a_few_plain_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress(quiet=False) as progress:
        for day in range(731):
            progress("Living two years", day, 730)
    out, err = capsys.readouterr()
    assert out == ""
    first, second, *_ = err.splitlines()
    assert first == "Living two years"
    assert second.startswith("Living two years: 10 %, ")
    assert second.endswith(" left")
    assert len(err.splitlines()) == 11
    assert "\r" not in err


def test_beside_json_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress(quiet=True) as progress:
        progress("Living two years", 7, 730)
    assert capsys.readouterr() == ("", "")
