"""Figures and their definitions on a terminal, one way for measures and analyses."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import click

from samebook.kernel.numerals import with_minus

STYLES = {"share": "{:.1%}", "money": "{:,.2f}", "number": "{:,.1f}", "count": "{:,}"}


def print_catalogue(found: Collection[Any], about: Callable[[Any], dict[str, Any]], *, as_json: bool) -> None:
    """Every definition with what it means, a line each; or all of it as JSON."""
    if as_json:
        click.echo(json.dumps([about(one) for one in found], ensure_ascii=False, indent=1))
        return
    widest = max((len(one.name) for one in found), default=0)
    for one in found:
        click.echo(f"{one.name:<{widest}}  {one.means}")


def figure(value: Any, kind: str, *, style: str = "") -> str:
    """A figure as a reader would write it; a dash for no data."""
    return "–" if value is None else with_minus((style or STYLES[kind]).format(value))


def in_columns(lines: Sequence[Sequence[str]], *, to_the_right: Sequence[bool]) -> Iterator[str]:
    """Lines of cells, each column as wide as its widest; figures stand to the right."""
    widths = [max(len(text) for text in column) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, to_the_right, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def counted(what: str, as_of: datetime, *, left_out: int, simulated: bool, more: str = "") -> str:
    """The last line: how much was counted, as of when, and what is to be known of it."""
    aside = f"; {left_out:,} with impossible dates left out" if left_out else ""
    return f"{what} as of {as_of:%Y-%m-%d %H:%M} UTC{more}{aside}{'; simulated' if simulated else ''}"
