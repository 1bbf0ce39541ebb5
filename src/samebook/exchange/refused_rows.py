"""The rows that were not taken, as a file to mend and bring again."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from samebook.exchange.cells import Cells
from samebook.kernel.texts import harmless


class RefusedRows:
    """Writes refused rows with their row number and the reason; without a path nothing is written.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it, unless it is a number.
    """

    def __init__(self, path: Path | None, header: Sequence[str], length: int = 0) -> None:
        self._header = header
        self._file = path.open("r+b" if length and path.exists() else "wb") if path is not None else None
        if self._file is not None and length:
            self._file.truncate(length)
            self._file.seek(length)
        self._begun = length > 0

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, cells: Cells, reason: str) -> None:
        if self._file is None:
            return
        if not self._begun:
            self._write([*self._header, "row", "reason"])
            self._begun = True
        width = len(self._header)
        kept = [harmless(cell) for cell in cells.cells[:width]] + [""] * (width - len(cells.cells))
        more = f" Further cells: {' | '.join(cells.cells[width : width + 5])}" if len(cells.cells) > width else ""
        self._write([*kept, str(cells.number), harmless(reason + more)])

    def flushed(self) -> int:
        """How long the file is, everything written."""
        if self._file is None:
            return 0
        self._file.flush()
        return self._file.tell()

    def _write(self, cells: Sequence[str]) -> None:
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        assert self._file is not None
        self._file.write(line.getvalue().encode("utf-8", "replace"))
