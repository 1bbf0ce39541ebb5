"""The job that imports an upload: shown with its progress, taken up again after a stop."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samebook.exchange import uploads
from samebook.exchange.importing import run
from samebook.exchange.mapping import FileMapping
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.sources import Rewritten
from samebook.exchange.targets import target_named, targets
from samebook.jobs.progress import Progress
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused

KIND = "exchange.import"
actor_of: list[Callable[[str], Actor]] = []
"""Turns a job's ``asked_by`` label into the actor; ``config`` puts the company's way here."""


def checked_mapping(text: str) -> FileMapping:
    """A mapping that must be right.

    Raises:
        Refused: ``exchange.bad_mapping`` with every problem and its place.
    """
    mapping, problems = read_mapping(text, {target.name: target for target in targets()})
    if mapping is None:
        listed = " ".join(str(problem) for problem in problems[:20])
        raise Refused("exchange.bad_mapping", f"The mapping has problems. {listed}", "mapping")
    return mapping


def run_import(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Arguments: ``upload`` (its folder's name), ``mapping`` (text), ``dry_run``.

    The report's ``refused_file`` names the CSV of refused rows in the upload's folder, when there are any.
    """
    mapping = checked_mapping(arguments["mapping"])
    folder = uploads.folder_of(arguments["upload"])
    rows = folder / "rows.parquet"
    if not rows.exists():
        uploads.rewrite(folder / "upload", encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
    refused = folder / "refused.csv"
    report = run(
        actor_of[0](progress.asked_by) if actor_of else Actor.system("import"),
        target_named(mapping.target),
        Rewritten(rows),
        mapping,
        at=datetime.now(UTC),
        dry_run=bool(arguments.get("dry_run")),
        refused_path=refused,
        checkpoint=progress.checkpoint or None,
        advance=lambda done, checkpoint: progress.advance(done, checkpoint=checkpoint or None),
        job_id=progress.job_id,
    )
    data = report.as_data()
    if report.refused:
        refused.chmod(0o600)
        return data | {"refused_file": refused.name}
    Path(refused).unlink(missing_ok=True)
    return data
