"""Specifications to pictures, on the server."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from samebook.numbers.charts.specify import specification
from samebook.numbers.charts.theme import Theme
from samebook.numbers.compared import Compared
from samebook.numbers.export import Names
from samebook.numbers.results import Result


def to_svg(
    result: Result,
    *,
    theme: Theme = "light",
    names: Names | None = None,
    compared: Compared | None = None,
    marks: Sequence[tuple[str, str]] = (),
) -> str | None:
    """The chart as SVG with a title and a description; None when there is nothing to draw."""
    spec = specification(result, theme=theme, names=names, compared=compared, marks=marks)
    if spec is None:
        return None
    return drawn(spec, result.measure.title, str(spec["description"]))


def to_png(
    result: Result,
    *,
    names: Names | None = None,
    compared: Compared | None = None,
    marks: Sequence[tuple[str, str]] = (),
) -> bytes | None:
    """The chart as a picture for slides and mails, light, at twice its size; None when there is nothing to draw."""
    spec = specification(result, names=names, compared=compared, marks=marks)
    return None if spec is None else _png(json.dumps(_titled(spec, result), sort_keys=True))


def _titled(spec: dict[str, Any], result: Result) -> dict[str, Any]:
    """With what the measure is and as of when, since no page stands around it."""
    by = f" by {result.dimension.title.lower()}" if result.dimension else ""
    when = f"As of {result.as_of:%-d %b %Y, %H:%M} UTC{'; simulated' if result.simulated else ''}"
    return {**spec, "title": {"text": result.measure.title + by, "subtitle": when, "anchor": "start"}, "padding": 12}


def drawn(specification: dict[str, Any], title: str, description: str) -> str:
    """Any specification as SVG with a title and a description."""
    return _svg(json.dumps(specification, sort_keys=True), title, description)


def png_of(specification: dict[str, Any], title: str, when: str) -> bytes:
    """Any specification as a picture for slides and mails, with its title and of when it is."""
    told = {"text": title, "subtitle": when, "anchor": "start"}
    return _png(json.dumps({**specification, "title": told, "padding": 12}, sort_keys=True))


@lru_cache(maxsize=32)
def _png(spec: str) -> bytes:
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(json.loads(spec), scale=2, allowed_base_urls=[])
    return picture


@lru_cache(maxsize=128)
def _svg(spec: str, title: str, description: str) -> str:
    import vl_convert

    loaded: dict[str, Any] = json.loads(spec)
    picture: str = vl_convert.vegalite_to_svg(loaded, allowed_base_urls=[])
    head, _, rest = picture.partition(">")
    told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{head} role="img">{told}{rest}'
