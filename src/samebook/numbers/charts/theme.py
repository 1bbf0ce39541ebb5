"""The look of charts: that of the pages, in light and in dark."""

from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]
FACE = "-apple-system, Segoe UI, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one theme, those of ``ui/css/1-tokens.css``; ``series`` tell curves apart, also without colour sight.

    The series are Okabe and Ito's, darkened or lightened to 3:1 against the paper.
    """

    paper: str
    ink: str
    soft: str
    rule: str
    series: tuple[str, ...]


INKS: dict[Theme, Ink] = {
    "light": Ink(
        "#fbfaf6", "#211e19", "#5f594d", "#ded8ca", ("#211e19", "#0072b2", "#b34700", "#00795a", "#a8457f", "#7a6a00")
    ),
    "dark": Ink(
        "#1a1917", "#ece7dc", "#aea696", "#3b372f", ("#ece7dc", "#56b4e9", "#e69f00", "#2bbd92", "#d98fbb", "#d9cf3f")
    ),
}
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 1], [1, 3])


def configuration(theme: Theme) -> dict[str, Any]:
    """Vega-Lite's ``config``."""
    ink = INKS[theme]
    axis = {
        "labelColor": ink.soft, "titleColor": ink.soft, "gridColor": ink.rule, "domainColor": ink.rule,
        "tickColor": ink.rule, "labelFont": FACE, "titleFont": FACE, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "labelLimit": 220,
    }  # fmt: skip
    legend = {"labelColor": ink.ink, "titleColor": ink.soft, "labelFont": FACE, "titleFont": FACE, "labelFontSize": 12}
    return {
        "background": ink.paper,
        "view": {"stroke": None},
        "axis": axis,
        "legend": legend,
        "font": FACE,
        "range": {"category": list(ink.series)},
    }
