"""The few marks of the interface, drawn on a grid of 24 by 24."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

PATHS = {
    "back": "M15 5 8 12l7 7",
    "check": "M4 12.5 9.5 18 20 6.5",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4v5l3.5 2",
    "cross": "M6 6l12 12M18 6 6 18",
    "down": "M5 9l7 7 7-7",
    "download": "M12 4v11m-5-5 5 5 5-5M5 20h14",
    "forward": "M9 5l7 7-7 7",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5.500m0-9v.01",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.8-4 3.7-5.5 7.5-5.500s6.7 1.5 7.5 5.5",
    "question": "M8.5 9a3.5 3.5 0 1 1 5 3.200c-1.2.6-1.5 1.2-1.5 2.600m0 3.700v.01",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20",
    "up": "M5 15l7-7 7 7",
    "warning": "M12 4 22 20H2Zm0 6.500v4m0 2.800v.01",
}


def icon(name: str) -> SafeString:
    """A mark beside words that say the same; hidden from screen readers.

    Raises:
        KeyError: There is no such mark.
    """
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', PATHS[name]
    )
