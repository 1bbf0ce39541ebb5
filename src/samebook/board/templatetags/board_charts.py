"""The small chart of a figure: inline SVG, drawn with the colours of the page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from samebook.board.report.drawing import Mark
from samebook.board.report.layout import Line

register = template.Library()
WIDE, HIGH, EDGE = 200.0, 32.0, 5.0


@register.simple_tag
def small_chart(line: Line) -> SafeString:
    """This period, the one before and the benchmark on one axis; nothing where there is nothing to draw."""
    if line.drawn is None:
        return SafeString("")
    drawn = line.drawn
    told = [f"{line.title}: {line.value or 'no data'}"]
    told += [f"95 % {line.interval}"] if line.interval else []
    told += [f"before {line.before}"] if line.before else []
    told += [f"benchmark {line.benchmark}"] if line.benchmark else []
    parts = [format_html('<line class="axis" x1="{}" y1="29" x2="{}" y2="29"/>', _x(0), _x(1))]
    if drawn.benchmark is not None:
        at = _x(drawn.benchmark)
        parts.append(format_html('<line class="aim" x1="{}" y1="2" x2="{}" y2="28"/>', at, at))
    parts += [_mark(drawn.before, 20.0, "before"), _mark(drawn.now, 9.0, "now")]
    return format_html(
        '<svg class="small-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        f"{WIDE:g}",
        f"{HIGH:g}",
        ", ".join(told),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _mark(mark: Mark | None, y: float, name: str) -> SafeString:
    if mark is None:
        return SafeString("")
    end = 1.0 if mark.open else mark.high
    dot = format_html('<circle class="{}" cx="{}" cy="{}" r="4"/>', name, _x(mark.at), y)
    if mark.low is None or end is None:
        return dot
    rule = format_html('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', name, _x(mark.low), y, _x(end), y)
    return format_html("{}{}", rule, dot)


def _x(place: float) -> str:
    return f"{EDGE + place * (WIDE - 2 * EDGE):.1f}"
