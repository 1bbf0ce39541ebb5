"""An import of history from the command line to the snapshot: chosen, brought, seen."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from samebook.communications.history import actions, queries
from samebook.communications.history.choosing import Choices, check_columns, file_of, mapped, opened, time_form
from samebook.company.facts import snapshot_context
from samebook.exchange.drafting import header_hash
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.engines.bounds import bounds
from samebook.numbers.history import placing
from samebook.numbers.history.codes import check_words
from samebook.numbers.history.declared import BulkTable, declared
from samebook.numbers.history.importing import Task, bring, first_rows, refused_rows
from samebook.numbers.history.reading import HistoryFile, Place, batches, rows_in
from samebook.numbers.history.texts import as_text
from samebook.numbers.history.times import ORDERS, UNITS, TimeForm

DRY_ROWS = 100_000
UNITS_OF_MEMORY = {
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}
"""As DuckDB counts them."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a command means, once its files have been looked at.

    Attributes:
        unused: Columns of the first file that say nothing here.
        plan: A hash of all of it.
    """

    table: BulkTable
    files: tuple[HistoryFile, ...]
    form: TimeForm
    words: dict[str, dict[str, str]]
    is_strict: bool
    unused: tuple[str, ...]
    header: str
    plan: str
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mapping(self) -> dict[str, Any]:
        return {
            "columns": dict(self.files[0].columns), "words": self.words, "zone": self.form.zone, "form": self.form.form,
        }  # fmt: skip

    def task(self, import_id: int) -> Task:
        return Task(
            self.table, import_id, self.files, self.form, snapshot_context(), self.words, self.is_strict, memory()
        )  # fmt: skip


def planned(table_name: str, paths: Sequence[Path], choices: Choices) -> Planned:
    """Look at the files and choose what their columns say.

    Raises:
        Refused: A file cannot be read; what is said about it does not fit; a day can be read in two ways.
    """
    table = declared.table(table_name)
    dialect, header = opened(paths[0], choices)
    hashed = header_hash(header)
    before = queries.mapping_before(table.name, hashed) or {}
    columns = mapped(header, table, before.get("columns"), choices)
    words = {**before.get("words", {}), **{name: dict(given) for name, given in choices.words.items()}}
    check_words(table, words)
    zone = choices.zone or before.get("zone", "") or snapshot_context().zone
    files = [file_of(paths[0], dialect, columns)]
    for path in paths[1:]:
        dialect, other = opened(path, choices)
        check_columns(other, columns, path)
        files.append(file_of(path, dialect, columns))
    form = _form(files[0], table, zone, choices.form or before.get("form", ""))
    told = [_about(path) for path in paths]
    text = json.dumps([table.name, told, columns, words, form.zone, form.form, choices.is_strict], sort_keys=True)
    unused = tuple(name for name in header if name not in columns)
    plan = hashlib.sha256(text.encode()).hexdigest()
    return Planned(table, tuple(files), form, words, choices.is_strict, unused, hashed, plan, told)


def run(
    actor: Actor,
    plan: Planned,
    *,
    refused: Path | None = None,
    advance: Callable[[int], None] = lambda rows: None,
    began: Callable[[int, bool], None] = lambda number, goes_on: None,
) -> dict[str, Any]:
    """Import, or go on with the import of the same plan that was broken off; the report, with the import's number.

    Args:
        refused: Where rows go that were not taken (CSV).
        advance: Told how many rows have been read.
        began: Told the import's number, and whether it goes on with what was there.

    Raises:
        Refused: ``access.denied``; ``history.running``; what ``bring`` refuses.
    """
    with placing.alone():
        placing.clear(queries.states())
        one = actions.begin(
            actor, plan.table.name, plan=plan.plan, files=plan.told, mapping=plan.mapping, header=plan.header, at=_now()
        )
        task = plan.task(one.pk)
        began(one.pk, any(placing.work_folder(one.pk).glob("part-*")))
        outcome = bring(task, queries.in_force(plan.table.name), advance=advance)
        if refused is not None and outcome.report["refused"]:
            refused_rows(task, refused)
        actions.finish(actor, one.pk, outcome, at=_now())
        placing.clear(queries.states())
    return {"import": one.pk, "table": plan.table.name, **outcome.report}


def tried(plan: Planned) -> dict[str, Any]:
    """A dry run over the first rows: what would be taken and refused, and some rows as they would be."""
    prepared = first_rows(plan.task(0), DRY_ROWS)
    if prepared is None:
        return {"rows": 0, "refused": {}, "not_found": {}, "examples": []}
    return {
        "rows": prepared.batch.table.num_rows + len(prepared.batch.broken),
        "refused": dict(prepared.reasons),
        "not_found": dict(prepared.not_found),
        "examples": prepared.rows.slice(0, 5).to_pylist(),
    }


def undone(actor: Actor, import_id: int) -> list[int]:
    """Take out an import, and clear its files away; the imports that passed over rows because of it.

    Raises:
        Refused: As ``actions.undo``; ``history.running``.
    """
    with placing.alone():
        affected = actions.undo(actor, import_id, at=_now())
        placing.clear(queries.states())
    return [one.pk for one in affected]


def total_rows(plan: Planned) -> int | None:
    return rows_in(plan.files)


def memory() -> int:
    """``SAMEBOOK_MEMORY`` in bytes."""
    text = bounds()["memory_limit"].upper().replace(" ", "")
    digits = text.rstrip("KMGTIB")
    return int(digits) * UNITS_OF_MEMORY[text[len(digits) :]]


def _form(file: HistoryFile, table: BulkTable, zone: str, said: str) -> TimeForm:
    from samebook.company.rules import check_zone

    check_zone(zone)
    if said:
        if said not in ("iso", *ORDERS, *UNITS) and "%" not in said:
            raise Refused("history.time_form", f"“{said[:40]}” is no way to write a time.", "time")
        return TimeForm(zone, said)
    for batch in islice(batches([file], Place(), 2_000), 1):
        values = batch.table[table.instant.name].combine_chunks().slice(0, 2_000)
        import pyarrow as pa

        if pa.types.is_temporal(values.type) or pa.types.is_integer(values.type):
            return TimeForm(zone)
        return time_form([text or "" for text in as_text(values).to_pylist()], zone)
    return TimeForm(zone)


def _about(path: Path) -> dict[str, Any]:
    found = path.stat()
    return {"name": str(path.resolve()), "bytes": found.st_size, "changed": found.st_mtime_ns}


def _now() -> datetime:
    return datetime.now(UTC)
