"""Results as JSON and back, so that they outlive the process. Plain values only: no file runs as code."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from samebook.kernel.periods import Period
from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.analyses.results import Found, Headline, Line, Picture, Point, Table
from samebook.numbers.estimates import Estimate
from samebook.numbers.measures import Measure, measure_named
from samebook.numbers.results import Result, ResultColumn, Row
from samebook.numbers.survival import Curve
from samebook.numbers.tables import Dimension, registry
from samebook.numbers.within import Within

PLAIN: Final[Mapping[str, Callable[..., Any]]] = {
    each.__name__: each
    for each in (
        Result, Row, ResultColumn, Estimate, Curve, Period,
        Found, Headline, Line, Picture, Point, Table,
    )
}  # fmt: skip
"""Classes that are written field by field."""


class Unreadable(Exception):  # noqa: N818 (no error: the figures are made anew)
    """A text that is no result, or one of a definition that has changed since."""


def to_plain(value: Any) -> Any:
    """JSON values of a result.

    Raises:
        Unreadable: Something in it has no form here.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {"map": [[to_plain(key), to_plain(each)] for key, each in value.items()]}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if type(value).__name__ in PLAIN:
        held = {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
        return {"is": type(value).__name__, **held}
    return _tagged(value)


def from_plain(value: Any) -> Any:
    """The result that ``to_plain`` wrote.

    Raises:
        Unreadable: It is none, or its measure or dimension is not what it was.
    """
    if isinstance(value, list):
        return tuple(from_plain(each) for each in value)
    if not isinstance(value, dict):
        return value
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError, ArithmeticError, Refused) as problem:
        raise Unreadable(str(problem)) from None


def _tagged(value: Any) -> dict[str, Any]:
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    raise Unreadable(f"{type(value).__name__} cannot be kept")


def _read(value: dict[str, Any]) -> Any:
    if "is" in value:
        made = PLAIN[value["is"]]
        return made(**{name: from_plain(each) for name, each in value.items() if name != "is"})
    for tag, read in READERS.items():
        if tag in value:
            return read(value)
    raise Unreadable("Not a kept value.")


def _measure(value: dict[str, Any]) -> Measure:
    name, edition = str(value["measure"]), value["edition"]
    found = measure_named(name)
    if found.hash != value["hash"] and edition is not None:
        found = measure_named(name, edition=int(edition))
    if found.hash != value["hash"]:
        raise Missing("measure of that definition")
    return found


def _within(value: dict[str, Any]) -> Within:
    def ids() -> Any:
        raise Refused("numbers.not_within", "The members of figures that were kept are not kept with them.")

    return Within(**value["within"], as_of=datetime.fromisoformat(value["as_of"]), ids=ids)


def _of_records(value: Within) -> dict[str, Any]:
    held = {name: getattr(value, name) for name in ("ref", "name", "records", "stamp")}
    return {"within": held, "as_of": value.as_of.isoformat()}


def _array(value: dict[str, Any]) -> Any:
    return np.array(value["array"], dtype=value["of"]) if value["of"] else value["array"]


WRITERS: Final[Mapping[type, Callable[[Any], dict[str, Any]]]] = {
    datetime: lambda value: {"at": value.isoformat()},
    date: lambda value: {"on": value.isoformat()},
    Decimal: lambda value: {"decimal": str(value)},
    np.ndarray: lambda value: {"array": value.tolist(), "of": str(value.dtype)},
    np.generic: lambda value: {"array": value.item(), "of": ""},
    Measure: lambda value: {"measure": value.name, "hash": value.hash, "edition": value.edition},
    Dimension: lambda value: {"dimension": value.name},
    Within: _of_records,
}
"""In this order: an instant is a day too."""
READERS: Final[Mapping[str, Callable[[dict[str, Any]], Any]]] = {
    "map": lambda value: {from_plain(key): from_plain(each) for key, each in value["map"]},
    "at": lambda value: datetime.fromisoformat(value["at"]),
    "on": lambda value: date.fromisoformat(value["on"]),
    "decimal": lambda value: Decimal(value["decimal"]),
    "array": _array,
    "measure": _measure,
    "dimension": lambda value: registry.dimension(value["dimension"]),
    "within": _within,
}
