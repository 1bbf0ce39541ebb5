"""What is known of a batch's rows while they are prepared: their values, and why some are not taken."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from samebook.numbers.history import identity
from samebook.numbers.history.lookups import Known

REASONS = {
    "time": "the time is missing or cannot be read",
    "year": "the year is not between 1970 and 2199",
    "nobody": "it names no account, person or communication",
    "too_long": "a text is too long",
    "unknown_word": "a word is none of those that are known here",
    "address": "a word holds an address, a number or a control character where a short code is expected",
    "not_found": "a record that it names is not known here (--strict)",
    "cells": "it has another number of cells than the header",
}
PLACES = {code: place for place, code in enumerate(REASONS, 1)}
"""The number of each reason; 0 stands for none."""
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.uint8]


class Work:
    """What is known of a batch's rows so far. A row has the first reason that is found."""

    def __init__(self, rows: int, source: dict[str, pa.Array]) -> None:
        self.rows = rows
        self.source = source
        self.reasons = np.zeros(rows, np.uint8)
        self.columns: dict[str, pa.Array] = {}
        self.said: dict[str, Callable[[], identity.Numbers]] = {}
        self.present: dict[str, Mask] = {}
        self.not_found: dict[str, Mask] = {}
        self._asked: dict[str, Mask] = {}

    def refuse(self, which: Mask, code: str) -> None:
        """Refuse these rows for one reason, unless they have one."""
        self.reasons[which & (self.reasons == 0)] = PLACES[code]

    def refuse_by(self, places: Places) -> None:
        """Refuse each row for the reason at its place, unless it has one; 0 refuses none."""
        self.reasons = np.where(self.reasons == 0, places, self.reasons)

    def say(self, name: str, numbers: Callable[[], identity.Numbers], present: Mask) -> None:
        """Note what a field says, in numbers that are reckoned only where a row has no id of its own."""
        self.said[name], self.present[name] = numbers, present

    def content(self) -> identity.Numbers:
        """What rows are told apart by that have no id of their own."""
        return identity.of_content({name: tell() for name, tell in self.said.items()}, self.present, self.rows)

    def fill(self, known: Known, places: npt.NDArray[np.int32], asked: Mask) -> None:
        """Fill the columns that a lookup knows where they are still empty, each group as one."""
        finds = known.lookup.finds
        self._asked[finds] = self._asked.get(finds, np.zeros(self.rows, bool)) | asked
        hit = places >= 0
        at = pa.array(np.where(hit, places, 0), mask=~hit)
        for group in known.lookup.groups:
            first = self.columns.get(group[0])
            empty = pc.is_null(first) if first is not None else None
            for name in group:
                value = known.columns[name].take(at)
                old = self.columns.get(name)
                self.columns[name] = value if old is None or empty is None else pc.if_else(empty, value, old)

    def settle(self) -> None:
        """See which records were named and not found."""
        for name, asked in self._asked.items():
            self.not_found[name] = asked & ~there(self.columns[name])


def there(values: pa.Array) -> Mask:
    """Where a column says something."""
    return np.asarray(values.is_valid())
