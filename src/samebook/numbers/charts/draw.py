"""Specifications to pictures, on the server."""

import json
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from samebook.numbers.charts.specify import specification
from samebook.numbers.charts.theme import Theme
from samebook.numbers.export import Names
from samebook.numbers.results import Result


def to_svg(result: Result, *, theme: Theme = "light", names: Names | None = None) -> str | None:
    """The chart as SVG with a title and a description; None when there is nothing to draw."""
    spec = specification(result, theme=theme, names=names)
    if spec is None:
        return None
    return drawn(spec, result.measure.title, str(spec["description"]))


def drawn(specification: dict[str, Any], title: str, description: str) -> str:
    """Any specification as SVG with a title and a description."""
    return _svg(json.dumps(specification, sort_keys=True), title, description)


@lru_cache(maxsize=128)
def _svg(spec: str, title: str, description: str) -> str:
    import vl_convert

    loaded: dict[str, Any] = json.loads(spec)
    picture: str = vl_convert.vegalite_to_svg(loaded, allowed_base_urls=[])
    head, _, rest = picture.partition(">")
    told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} role="img">{told}{rest}'
