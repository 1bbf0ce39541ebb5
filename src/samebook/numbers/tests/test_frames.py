"""Room for charts that come late: what is drawn is set whole into a frame of the size that the page was told."""

import re

import pytest

from samebook.numbers.charts.frames import BARE, LEGEND, WIDEST, WIDTH, Frame, framed

SVG = '<svg class="marks" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img"><rect width="9" height="9"/></svg>'


def test_a_frame_has_room_for_axis_key_and_labels():
    assert Frame.around(300) == Frame(300 + BARE, WIDTH)
    assert Frame.around(260, has_legend=True, more=30) == Frame(260 + BARE + LEGEND + 30, WIDTH)
    assert Frame.around(26, label=25).width == 802
    assert Frame.around(26, label=4_000).width == WIDEST


@pytest.mark.parametrize(
    ("drawn", "box"),
    [((700, 380), (720, 400)), ((900, 380), (900, 500)), ((700, 800), (1440, 800)), ((720, 400), (720, 400))],
    ids=["smaller", "wider", "taller", "just"],
)
def test_a_chart_is_set_whole_into_its_frame_and_keeps_its_shape(drawn, box):
    found = framed(SVG.format(*drawn), Frame(400))
    head = re.match(r'<svg class="marks" width="720" height="400" viewBox="0 0 (\S+) (\S+)"', found)
    assert head
    assert (float(head[1]), float(head[2])) == box
    assert found.endswith('<rect width="9" height="9"/></svg>')


def test_what_is_no_chart_of_ours_stays_as_it_is():
    assert framed("<svg><g/></svg>", Frame(400)) == "<svg><g/></svg>"
