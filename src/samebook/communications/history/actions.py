"""What the records keep of imports of history. Their rows are seen, or no more, by these changes alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from samebook.communications.actions import KEEPERS
from samebook.communications.history.queries import affected_by, import_numbered
from samebook.exchange.models import SavedMapping
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.numbers.history.importing import Outcome
from samebook.numbers.models import HistoryImport
from samebook.numbers.terms import ImportState


@action
def begin(
    actor: Actor, table: str, *, plan: str, files: Sequence[Mapping[str, Any]], mapping: dict[str, Any], header: str,
    at: datetime,
) -> HistoryImport:  # fmt: skip
    """The import of this plan that was broken off, else a new one; the mapping is kept for the next file like it.

    Args:
        plan: The same for the same files, mapping and choices.
        header: A hash of the first file's columns.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(*KEEPERS, to="import history")
    found = HistoryImport.objects.filter(table=table, plan=plan, state=ImportState.RUNNING).first()
    if found is not None:
        return found
    SavedMapping.objects.update_or_create(
        target=f"history.{table}", header_hash=header, defaults={"text": _text(mapping), "saved_at": at}
    )
    begun = HistoryImport.objects.create(
        table=table, state=ImportState.RUNNING, plan=plan, files=list(files), mapping=mapping, asked_by=actor.label,
        begun_at=at,
    )  # fmt: skip
    record(actor, "communications.history.begun", begun, detail={"table": table, "files": len(files)})
    return begun


@action
def finish(actor: Actor, import_id: int, outcome: Outcome, *, at: datetime) -> HistoryImport:
    """From now on the rows of an import are seen.

    Raises:
        Refused: ``access.denied``; ``history.not_running``.
    """
    actor.require(*KEEPERS, to="import history")
    one = import_numbered(actor, import_id, lock=True)
    if one.state != ImportState.RUNNING:
        raise Refused("history.not_running", f"Import {one.pk} has ended already.")
    one.state, one.ended_at = ImportState.DONE, at
    one.report, one.published, one.shape = outcome.report, outcome.published, outcome.shape
    one.save()
    told = {name: outcome.report[name] for name in ("read", "added", "known", "repeated")}
    told["refused"] = sum(outcome.report["refused"].values())
    record(actor, "communications.history.imported", one, detail={"table": one.table, **told})
    return one


@action
def undo(actor: Actor, import_id: int, *, at: datetime) -> list[HistoryImport]:
    """Take out what an import added; an import that was broken off is given up.

    Rows that a later import passed over because they were here go too: run that import again to bring them back.

    Returns:
        The imports in force that passed over rows because of this one.

    Raises:
        Refused: ``access.denied``; ``history.undone``.
        Missing: No such import.
    """
    actor.require(*KEEPERS, to="undo an import of history")
    one = import_numbered(actor, import_id, lock=True)
    if one.state in (ImportState.UNDONE, ImportState.DROPPED):
        raise Refused("history.undone", f"Import {one.pk} has been undone already.")
    was_running = one.state == ImportState.RUNNING
    one.state, one.undone_at = (ImportState.DROPPED if was_running else ImportState.UNDONE), at
    one.ended_at = one.ended_at or at
    one.save()
    affected = [] if was_running else affected_by(one)
    detail = {"table": one.table, "rows": one.report.get("added", 0), "affected": [each.pk for each in affected]}
    record(actor, f"communications.history.{'dropped' if was_running else 'undone'}", one, detail=detail)
    return affected


def _text(mapping: dict[str, Any]) -> str:
    import json

    return json.dumps(mapping, ensure_ascii=True, sort_keys=True)
