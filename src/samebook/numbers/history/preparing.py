"""From rows of a file to rows of the table: typed, found, told apart; the others set aside with their reason."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from samebook.kernel.refusals import Refused
from samebook.numbers.history import identity, times
from samebook.numbers.history.declared import BulkField, BulkTable
from samebook.numbers.history.lookups import Known, Words
from samebook.numbers.history.reading import Batch
from samebook.numbers.history.times import TimeForm
from samebook.numbers.snapshot.columns import ARROW
from samebook.numbers.tables import Context

ADDRESS = r"@|\d{6}|[\x00-\x1f]"
"""What no code contains: no column may take in addresses, telephone numbers or texts unawares."""
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
CODES = tuple(REASONS)
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Prepared:
    """One batch, ready to be kept.

    Attributes:
        months: For each kept row its month, counted from January 1970, in the company's zone.
        identities: For each kept row the number it is told apart by.
        refused: Rows set aside, with their words, ``row`` and ``reason``.
        not_found: Per column how many kept rows name a record that is not known here.
    """

    batch: Batch
    rows: pa.Table
    months: npt.NDArray[np.int64]
    identities: identity.Numbers
    refused: pa.Table | None
    reasons: Counter[str] = field(default_factory=Counter)
    not_found: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Preparer:
    """Types the rows of one import.

    Attributes:
        known: Per field of kind ``key`` the records it may mean.
        codes: Per field of kind ``code`` what it may be, by the word in lower case; None for any short word.
        given: Per field of kind ``code`` the user's words for ours, in lower case.
        import_id: Stands in each row.
    """

    table: BulkTable
    schema: pa.Schema
    known: Mapping[str, Known]
    codes: Mapping[str, Mapping[str, str] | None]
    words: Mapping[str, Words]
    given: Mapping[str, Mapping[str, str]]
    form: TimeForm
    context: Context
    import_id: int
    is_strict: bool

    def __call__(self, batch: Batch) -> Prepared:
        """One batch; batches may be prepared beside each other.

        Raises:
            Refused: ``history.time_is_a_number``.
        """
        rows = batch.table.num_rows
        work = _Work(rows, {name: _whole(batch.table[name]) for name in batch.table.column_names})
        micros = self._instants(work)
        self._codes(work)
        self._keys(work)
        identities = self._identities(work, micros)
        kept = work.reasons == 0
        refused = _set_aside(batch, work, kept)
        months = _months(times.days(micros, self.context.zone))
        table = self._table(work, micros, identities)
        if not kept.all():
            mask = pa.array(kept)
            table, months, identities = table.filter(mask), months[kept], identities[kept]
        reasons = Counter({code: int((work.reasons == place).sum()) for place, code in enumerate(CODES, 1)})
        reasons["cells"] += len(batch.broken)
        not_found = Counter({name: int((mask & kept).sum()) for name, mask in work.not_found.items()})
        return Prepared(batch, table, months, identities, refused, +reasons, +not_found)

    def _instants(self, work: "_Work") -> times.Micros:
        field_ = self.table.instant
        micros, wrong = times.instants(work.source[field_.name], self.form)
        work.refuse(wrong, "time")
        work.refuse((micros < times.EARLIEST) | (micros >= times.LATEST), "year")
        work.say(field_.name, lambda: micros.view(np.uint64), ~wrong)
        return np.where(work.reasons == 0, micros, 0)

    def _codes(self, work: "_Work") -> None:
        for one in self.table.fields:
            if one.kind == "code" and one.name in work.source:
                texts = self.words[one.name](as_text(work.source[one.name]))
                found = work.columns[one.column] = self._code(one, texts, work)
                work.say(one.name, partial(identity.of_texts, found), _there(found))

    def _code(self, one: BulkField, texts: pa.Array, work: "_Work") -> pa.Array:
        found = pc.dictionary_encode(texts)
        given = self.given.get(one.name, {})
        known = self.codes[one.name]
        values, problems = [], []
        for text in found.dictionary.to_pylist():
            word = given.get(text.lower(), text)
            if known is not None:
                value, problem = known.get(word.lower()), "unknown_word"
            else:
                value, problem = word, "too_long" if len(word) > one.longest else "address"
                value = None if len(word) > one.longest or pc.match_substring_regex(word, ADDRESS).as_py() else word
            values.append(value)
            problems.append(0 if value is not None else CODES.index(problem) + 1)
        places = np.asarray(found.indices.fill_null(len(values)).cast(pa.int64()))
        wrong = np.array([*problems, 0], np.uint8)[places]
        work.reasons = np.where((work.reasons == 0) & (wrong > 0), wrong, work.reasons)
        return pa.array([*values, None], pa.string()).take(pa.array(places))

    def _keys(self, work: "_Work") -> None:
        named = np.zeros(work.rows, bool)
        for one in self.table.fields:
            if one.kind != "key" or one.name not in work.source or one.lookup is None:
                continue
            texts = as_text(work.source[one.name])
            work.refuse(np.asarray(pc.greater(pc.utf8_length(texts), one.longest).fill_null(False)), "too_long")
            words = self.words[one.name](texts)
            present = _there(words)
            work.say(one.name, partial(identity.of_texts, words), present)
            named |= present
            known = self.known[one.name]
            work.fill(known, known.rows_of(words), present)
        work.settle()
        if self.is_strict:
            for mask in work.not_found.values():
                work.refuse(mask, "not_found")
        if any(one.kind == "key" for one in self.table.fields):
            own = work.source.get(self.table.identity.name)
            work.refuse(
                ~named & ~_there(self.words[self.table.identity.name](as_text(own))) if own is not None else ~named,
                "nobody",
            )

    def _identities(self, work: "_Work", micros: times.Micros) -> identity.Numbers:
        name = self.table.identity.name
        if name not in work.source:
            return work.content()
        ids = pc.utf8_trim_whitespace(as_text(work.source[name]))
        work.refuse(
            np.asarray(pc.greater(pc.utf8_length(ids), self.table.identity.longest).fill_null(False)), "too_long"
        )
        there = np.asarray(pc.greater(pc.binary_length(ids), 0).fill_null(False))
        own = identity.of_ids(ids)
        return own if there.all() else np.where(there, own, work.content())

    def _table(self, work: "_Work", micros: times.Micros, identities: identity.Numbers) -> pa.Table:
        columns = dict(work.columns)
        columns[self.table.table.key] = pa.array(identity.record_ids(identities))
        columns[self.table.instant.column] = pa.array(micros).cast(pa.timestamp("us"))
        columns["import_id"] = pa.array(np.full(work.rows, self.import_id, np.int64))
        arrays = []
        for column in self.table.table.columns:
            if column.derived is not None:
                arrays.append(column.derived(pa.table(columns), self.context))
            else:
                value = columns.get(column.name)
                arrays.append(pa.nulls(work.rows, ARROW[column.type]) if value is None else value)
            columns[column.name] = arrays[-1]
        return pa.table(arrays, schema=self.schema)


class _Work:
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
        self.reasons[which & (self.reasons == 0)] = CODES.index(code) + 1

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
            self.not_found[name] = asked & ~_there(self.columns[name])


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def as_text(values: pa.Array) -> pa.Array:
    """A column as text: whole numbers without a point, whatever type they had."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        whole = pc.equal(values, pc.round(values))
        values = pc.if_else(
            whole, pc.if_else(whole, values, 0).cast(pa.int64(), safe=False).cast(pa.string()), values.cast(pa.string())
        )
    return values.cast(pa.string())


def _months(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _there(values: pa.Array) -> Mask:
    return np.asarray(values.is_valid())


def _set_aside(batch: Batch, work: _Work, kept: Mask) -> pa.Table | None:
    """The rows that are not taken, their words made harmless for spreadsheets."""
    if kept.all() and not batch.broken:
        return None
    chosen = pa.array(~kept)
    names = sorted(batch.file.columns.values())
    columns = {name: harmless(as_text(work.source[name]).filter(chosen)) for name in names}
    reasons = pa.array([None, *(REASONS[code] for code in CODES)], pa.string())
    columns["row"] = pa.array(batch.numbers[~kept])
    columns["reason"] = reasons.take(pa.array(work.reasons[~kept].astype(np.int64)))
    told = pa.table({"file": pa.array([batch.file.path.name] * int((~kept).sum()), pa.string()), **columns})
    if not batch.broken:
        return told
    more = {name: pa.nulls(len(batch.broken), pa.string()) for name in names}
    numbers, cells, texts = zip(*batch.broken, strict=True)
    why = [f"it has {many} cells: {text[:300]}" for many, text in zip(cells, texts, strict=True)]
    last = pa.table(
        {
            "file": pa.array([batch.file.path.name] * len(numbers), pa.string()),
            **more,
            "row": pa.array(numbers, pa.int64()),
            "reason": pa.array(why, pa.string()),
        }
    )
    return pa.concat_tables([told, last])


def harmless(texts: pa.Array) -> pa.Array:
    """Texts that no spreadsheet runs as a formula: an apostrophe before those it would."""
    runs = pc.match_substring_regex(texts, r"^[=+\-@\t\r]").fill_null(False)
    number = pc.match_substring_regex(texts, r"^[+\-]?\d+([.,]\d+)?$").fill_null(False)
    marked = pc.binary_join_element_wise(pa.scalar("'"), texts, "")
    return pc.if_else(pc.and_(runs, pc.invert(number)), marked, texts)


def check_words(table: BulkTable, given: Mapping[str, Mapping[str, str]]) -> None:
    """That the words chosen for a code are ones of ours.

    Raises:
        Refused: ``history.unknown_word``.
    """
    for name, words in given.items():
        one = table.by_name[name]
        known = one.words() if one.words is not None else {}
        for word in words.values() if known else ():
            if word.lower() not in known:
                listed = ", ".join(sorted(set(known.values())))
                message = f"“{word[:40]}” is no {one.label.lower()}; there are {listed}."
                raise Refused("history.unknown_word", message, "value")
