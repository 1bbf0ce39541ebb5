"""Finding the records that words of a file mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from samebook.numbers.history import identity
from samebook.numbers.history.declared import BulkField, BulkTable, Lookup
from samebook.numbers.snapshot.columns import read_lines, schema_of
from samebook.numbers.snapshot.read import chunks_of, one_view
from samebook.numbers.tables import FactTable

MOST_REMEMBERED = 500_000


@dataclass(frozen=True, slots=True)
class Known:
    """The records of one lookup, in memory, in the order of the numbers of their words.

    Attributes:
        hashes: Of the words, sorted; made once, so that a batch may be small.
    """

    lookup: Lookup
    keys: pa.Array
    hashes: identity.Numbers
    columns: Mapping[str, pa.Array]

    @classmethod
    def of(cls, lookup: Lookup, rows: pa.Table) -> "Known":
        hashes = identity.of_texts(rows.column(0).combine_chunks().cast(pa.string()))
        order = np.argsort(hashes)
        sorted_rows = rows.take(pa.array(order)).combine_chunks()
        columns = {name: sorted_rows[name].combine_chunks() for name in rows.column_names[1:]}
        return cls(lookup, sorted_rows.column(0).combine_chunks().cast(pa.string()), hashes[order], columns)

    def rows_of(self, words: pa.Array) -> npt.NDArray[np.int32]:
        """The place of each word's record in ``columns``; -1 for a word that none is called by."""
        if len(self.keys) == 0:
            return np.full(len(words), -1, np.int32)
        at = np.minimum(np.searchsorted(self.hashes, identity.of_texts(words)), len(self.keys) - 1)
        is_it = pc.equal(self.keys.take(pa.array(at)), words.cast(pa.string())).fill_null(False)
        return np.where(np.asarray(is_it), at, -1).astype(np.int32)


def read_rows(table: FactTable) -> pa.Table:
    """Records as the database has them now, through Django's own connection; in memory only."""
    with one_view(connection):
        parts = [read_lines(lines, table) for lines in chunks_of(connection, table)]
    return pa.concat_tables(parts) if parts else schema_of(table).empty_table()


def known_of(table: BulkTable, fields: set[str]) -> dict[str, Known]:
    """What the mapped fields of kind ``key`` are looked up in, by the name of the field."""
    read: dict[str, pa.Table] = {}
    found = {}
    for field in table.fields:
        if field.name in fields and field.lookup is not None:
            rows = field.lookup.rows
            if rows.name not in read:
                read[rows.name] = read_rows(rows)
            found[field.name] = Known.of(field.lookup, read[rows.name])
    return found


class Words:
    """Makes words comparable, each different one once."""

    def __init__(self, field: BulkField) -> None:
        self._clean = field.clean
        self._remembered: dict[str, str] = {}

    def __call__(self, texts: pa.Array) -> pa.Array:
        """The words without blanks around them; null for what is empty, or is cleaned to nothing."""
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.equal(pc.binary_length(texts), 0), None, texts)
        if self._clean is None:
            return texts
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered = {}
        found = pc.dictionary_encode(texts)
        cleaned = pa.array([self._one(text) for text in found.dictionary.to_pylist()], pa.string())
        return cleaned.take(found.indices)

    def _one(self, text: str) -> str | None:
        known = self._remembered
        if text not in known:
            known[text] = self._clean(text) if self._clean else text
        return known[text] or None
