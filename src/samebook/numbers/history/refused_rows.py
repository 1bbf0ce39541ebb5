"""Rows that are not taken, with their words and the reason, for a file that says so."""

import numpy as np
import pyarrow as pa

from samebook.numbers.history.reading import Batch
from samebook.numbers.history.texts import as_text, harmless
from samebook.numbers.history.working import REASONS, Mask, Work


def set_aside(batch: Batch, work: Work, kept: Mask) -> pa.Table | None:
    """The rows that are not taken, their words made harmless for spreadsheets; None when all are.

    Returns:
        A row each: ``file``, the columns of the file, ``row`` (its number there) and ``reason``.
    """
    if kept.all() and not batch.broken:
        return None
    chosen = pa.array(~kept)
    columns = {name: harmless(as_text(work.source[name]).filter(chosen)) for name in _names(batch)}
    reasons = pa.array([None, *REASONS.values()], pa.string())
    columns["row"] = pa.array(batch.numbers[~kept])
    columns["reason"] = reasons.take(pa.array(work.reasons[~kept].astype(np.int64)))
    told = _of_file(batch, int((~kept).sum()), columns)
    return pa.concat_tables([told, _broken(batch)]) if batch.broken else told


def _broken(batch: Batch) -> pa.Table:
    """Lines that have another number of cells than the header, so that no column is known."""
    numbers, cells, texts = zip(*batch.broken, strict=True)
    columns = {name: pa.nulls(len(numbers), pa.string()) for name in _names(batch)}
    columns["row"] = pa.array(numbers, pa.int64())
    why = [f"it has {many} cells: {text[:300]}" for many, text in zip(cells, texts, strict=True)]
    columns["reason"] = pa.array(why, pa.string())
    return _of_file(batch, len(numbers), columns)


def _of_file(batch: Batch, rows: int, columns: dict[str, pa.Array]) -> pa.Table:
    return pa.table({"file": pa.array([batch.file.path.name] * rows, pa.string()), **columns})


def _names(batch: Batch) -> list[str]:
    return sorted(batch.file.columns.values())
