import pytest
from hypothesis import given
from hypothesis import strategies as st

from samebook.company.hours import format_hours, parse_hours
from samebook.company.terms import USUAL_HOURS
from samebook.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon-Fri 08:00-17:00", USUAL_HOURS),
        ("monday – friday 8:00-17:00", USUAL_HOURS),
        ("Sun-Mon 09:00-12:00", {"1": [["09:00", "12:00"]], "7": [["09:00", "12:00"]]}),
        ("Sat 00:00-24:00", {"6": [["00:00", "24:00"]]}),
        ("Mon 13:00-17:00, 08:00-12:00", {"1": [["08:00", "12:00"], ["13:00", "17:00"]]}),
        ("Mon-Tue 08:00-12:00; Tue 09:00-10:00", {"1": [["08:00", "12:00"]], "2": [["09:00", "10:00"]]}),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", "always", "Mon", "08:00-17:00", "Mon 17:00-08:00", "Xyz 08:00-09:00", "Mon 25:00-26:00"]
)
def test_other_words_are_refused(text):
    with pytest.raises(Refused) as refusal:
        parse_hours(text)
    assert refusal.value.field == "hours"


@given(st.dictionaries(st.sampled_from("1234567"), st.sets(st.integers(0, 1440), min_size=2), min_size=1))
def test_what_is_written_is_read_back(days):
    def clock(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    hours = {}
    for day, ends in sorted(days.items()):
        marks = sorted(ends)[: len(ends) // 2 * 2]
        hours[day] = [[clock(start), clock(end)] for start, end in zip(marks[::2], marks[1::2], strict=True)]
    assert parse_hours(format_hours(hours)) == hours
