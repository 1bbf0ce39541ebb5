"""Judging one record after the other in Python: nothing to load, best for few records."""

from collections.abc import Iterator

from samebook.book.compiling import CompiledBook
from samebook.book.engines.rows import InputRow, Judged, OnRefused, RefusedRow, Source
from samebook.book.python_form import Record


def judge(book: CompiledBook, source: Source, on_refused: OnRefused) -> Iterator[Judged]:
    """A result for each record, in order."""
    rows: list[InputRow] = []

    def records() -> Iterator[Record]:
        for row in source:
            if isinstance(row, RefusedRow):
                on_refused(row)
            else:
                rows.append(row)
                yield dict(zip(source.columns.fields, row.values, strict=True))

    for verdict, level, false, unknown in book.verdicts(records()):
        row = rows.pop()
        yield Judged(row.number, row.carried, verdict, level, false, unknown)
