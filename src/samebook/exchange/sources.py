"""Where rows come from: a file that the operator named, or an upload that a capped child has rewritten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from samebook.exchange.cells import Cells
from samebook.exchange.dialects import Dialect
from samebook.exchange.reading import read_header, read_rows
from samebook.kernel.refusals import Refused


class Source(Protocol):
    """A header and rows; ``rows`` may be asked again and gives the same."""

    header: list[str]

    def rows(self) -> Iterator[Cells]: ...


class TextFile:
    """A CSV file (also packed with gzip) or a workbook that the operator named on the command line: trusted."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self._path, self._dialect = path, dialect
        self.header = read_header(path, dialect)

    def rows(self) -> Iterator[Cells]:
        return read_rows(self._path, self._dialect)


class Rewritten:
    """The Parquet file that the child made of an upload (``uploads.rewrite``)."""

    def __init__(self, path: Path) -> None:
        import json

        from pyarrow import parquet

        self._file = parquet.ParquetFile(path)
        self.header: list[str] = json.loads(self._file.schema_arrow.metadata[b"samebook"])["header"]

    def rows(self) -> Iterator[Cells]:
        for batch in self._file.iter_batches(batch_size=1_000):
            for row in batch.to_pylist():
                refused = Refused(row["code"], row["reason"]) if row["code"] else None
                yield Cells(row["number"], tuple(row["cells"]), refused)
