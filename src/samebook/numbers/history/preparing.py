"""From rows of a file to rows of the table: typed, found, told apart; the others set aside with their reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from samebook.numbers.history import identity, times
from samebook.numbers.history.codes import codes_of
from samebook.numbers.history.declared import BulkTable
from samebook.numbers.history.lookups import Known, Words
from samebook.numbers.history.reading import Batch
from samebook.numbers.history.refused_rows import set_aside
from samebook.numbers.history.texts import as_text
from samebook.numbers.history.times import TimeForm
from samebook.numbers.history.working import PLACES, Work, there
from samebook.numbers.snapshot.columns import ARROW
from samebook.numbers.tables import Context


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
        work = Work(rows, {name: _whole(batch.table[name]) for name in batch.table.column_names})
        micros = self._instants(work)
        self._codes(work)
        self._keys(work)
        identities = self._identities(work, micros)
        kept = work.reasons == 0
        refused = set_aside(batch, work, kept)
        months = _months(times.days(micros, self.context.zone))
        table = self._table(work, micros, identities)
        if not kept.all():
            mask = pa.array(kept)
            table, months, identities = table.filter(mask), months[kept], identities[kept]
        reasons = Counter({code: int((work.reasons == place).sum()) for code, place in PLACES.items()})
        reasons["cells"] += len(batch.broken)
        not_found = Counter({name: int((mask & kept).sum()) for name, mask in work.not_found.items()})
        return Prepared(batch, table, months, identities, refused, +reasons, +not_found)

    def _instants(self, work: Work) -> times.Micros:
        field_ = self.table.instant
        micros, wrong = times.instants(work.source[field_.name], self.form)
        work.refuse(wrong, "time")
        work.refuse((micros < times.EARLIEST) | (micros >= times.LATEST), "year")
        work.say(field_.name, lambda: micros.view(np.uint64), ~wrong)
        return np.where(work.reasons == 0, micros, 0)

    def _codes(self, work: Work) -> None:
        for one in self.table.fields:
            if one.kind == "code" and one.name in work.source:
                texts = self.words[one.name](as_text(work.source[one.name]))
                found, wrong = codes_of(texts, one, known=self.codes[one.name], given=self.given.get(one.name, {}))
                work.columns[one.column] = found
                work.refuse_by(wrong)
                work.say(one.name, partial(identity.of_texts, found), there(found))

    def _keys(self, work: Work) -> None:
        named = np.zeros(work.rows, bool)
        for one in self.table.fields:
            if one.kind != "key" or one.name not in work.source or one.lookup is None:
                continue
            texts = as_text(work.source[one.name])
            work.refuse(np.asarray(pc.greater(pc.utf8_length(texts), one.longest).fill_null(False)), "too_long")
            words = self.words[one.name](texts)
            present = there(words)
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
                ~named & ~there(self.words[self.table.identity.name](as_text(own))) if own is not None else ~named,
                "nobody",
            )

    def _identities(self, work: Work, micros: times.Micros) -> identity.Numbers:
        name = self.table.identity.name
        if name not in work.source:
            return work.content()
        ids = pc.utf8_trim_whitespace(as_text(work.source[name]))
        work.refuse(
            np.asarray(pc.greater(pc.utf8_length(ids), self.table.identity.longest).fill_null(False)), "too_long"
        )
        said = np.asarray(pc.greater(pc.binary_length(ids), 0).fill_null(False))
        own = identity.of_ids(ids)
        return own if said.all() else np.where(said, own, work.content())

    def _table(self, work: Work, micros: times.Micros, identities: identity.Numbers) -> pa.Table:
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


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _months(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
