"""When people of open sales got in touch by themselves, as history that came in bulk has it.

Such touches are in no record, so pages cannot read them. After each snapshot a job reads those of people in the groups
of open sales and keeps them in one small file beside the snapshots. Outbound touches are left out: a mailing is no
contact, and no try in this sale.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from sqlglot import exp

from samebook.jobs.actions import ask_for
from samebook.jobs.models import Job
from samebook.jobs.progress import Progress
from samebook.kernel.access import Actor
from samebook.numbers.engines import engine
from samebook.numbers.language import PARAMETERS, read_query
from samebook.numbers.snapshot.store import Snapshot, require_current, snapshots_folder
from samebook.numbers.tables import registry

KIND: Final = "groups.heard"
QUERY = Path(__file__).parent / "heard.sql"
FILE = ".heard.parquet"
ROWS = 20_000
"""Of one part of the file, so that a page reads one part and no more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """When one person of one sale got in touch.

    Attributes:
        first_at: First since the opening; None when all was before.
        as_of: The instant of the snapshot that says so.
    """

    first_at: datetime | None
    last_at: datetime
    as_of: datetime


def after_snapshot(snapshot: Snapshot) -> None:
    """What the numbers call when a snapshot stands."""
    if not Job.objects.filter(kind=KIND, state=Job.State.WAITING).exists():
        ask_for(Actor.system("groups"), KIND, {}, at=datetime.now(UTC))


def run_heard(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's handler: read the current snapshot and put the file in the place of the one before.

    Raises:
        Refused: Those of the engine; the file stays what it was.
    """
    snapshot = require_current()
    if not snapshot.rows("touches"):
        _file().unlink(missing_ok=True)
        return {"people": 0}
    with engine().open(snapshot) as session:
        rows = session.run(query_of()).rows
    _write(sorted(rows), snapshot)
    return {"people": len(rows)}


def heard_on(opportunity_ids: Collection[int]) -> dict[tuple[int, int], Heard]:
    """By opportunity and person; empty where nothing was brought in, or nothing was counted yet. No query."""
    import pyarrow.parquet as pq  # heavy, and not needed where Django only starts

    if not opportunity_ids:
        return {}
    asked = frozenset(opportunity_ids)
    between = [("opportunity_id", ">=", min(asked)), ("opportunity_id", "<=", max(asked))]
    try:
        with pq.ParquetFile(_file()) as file:
            as_of = datetime.fromisoformat(file.schema_arrow.metadata[b"as_of"].decode())
        rows = pq.read_table(_file(), filters=between).to_pylist()
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {
        (row["opportunity_id"], row["person_id"]): Heard(row["first_at"], row["last_at"], as_of)
        for row in rows
        if row["opportunity_id"] in asked
    }


def answers(opportunity_ids: Sequence[int]) -> dict[int, datetime]:
    """By opportunity, when somebody of its group last got in touch; for rules of stalls."""
    found: dict[int, datetime] = {}
    for (opportunity_id, _), heard in heard_on(opportunity_ids).items():
        found[opportunity_id] = max(heard.last_at, found.get(opportunity_id, heard.last_at))
    return found


@cache
def query_of() -> exp.Query:
    """A row for each person of an open sale who got in touch."""
    return read_query(QUERY.read_text("utf-8"), registry, PARAMETERS)


def _file() -> Path:
    return snapshots_folder() / FILE


def _write(rows: list[tuple[Any, ...]], snapshot: Snapshot) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    instant = pa.timestamp("us", tz="UTC")
    schema = pa.schema(
        [("opportunity_id", pa.int64()), ("person_id", pa.int64()), ("first_at", instant), ("last_at", instant)],
        metadata={"as_of": snapshot.as_of.isoformat()},
    )
    columns = [
        [row[0] for row in rows], [row[1] for row in rows],
        *([None if row[place] is None else row[place].replace(tzinfo=UTC) for row in rows] for place in (2, 3)),
    ]  # fmt: skip
    table = pa.Table.from_arrays(
        [pa.array(each, field.type) for each, field in zip(columns, schema, strict=True)], schema=schema
    )
    with NamedTemporaryFile(dir=_file().parent, prefix=".heard-", delete=False) as held:
        try:
            pq.write_table(table, held, row_group_size=ROWS)
        except BaseException:
            Path(held.name).unlink(missing_ok=True)
            raise
    Path(held.name).replace(_file())
