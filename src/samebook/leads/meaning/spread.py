"""The spread of a poll that is closed: how far its definitions agree, by side, and on which records. A job's work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samebook.book.engines.session import connect
from samebook.company.queries import the_company
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.meaning.comparing import GROUND, ROW, Told
from samebook.leads.meaning.rules import Definition
from samebook.leads.meaning.sources import expression_of
from samebook.leads.meaning.terms import Counted
from samebook.leads.models import Poll, PollAnswer
from samebook.segments.grounds import ground, judged
from samebook.segments.rules import pairs_of

FORMAT = 1
A_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Records by the truth of each definition, and of each two: matrices of as many rows and columns as definitions.

    Attributes:
        both: True by both; on the diagonal true by the one.
        first_only: True by the row's definition, false by the column's.
        neither: False by both.
    """

    records: int
    both: np.ndarray
    first_only: np.ndarray
    neither: np.ndarray

    def overlap(self, one: int, other: int) -> float | None:
        """Jaccard's index over the records that both can tell; None where neither takes any."""
        both = int(self.both[one, other])
        either = both + int(self.first_only[one, other]) + int(self.first_only[other, one])
        return both / either if either else None


def spread(poll: Poll, answers: Sequence[PollAnswer], *, at: datetime, rows_to: Path, told: Told) -> dict[str, Any]:
    """What the answers of a poll have in common, over every record of the company.

    Args:
        rows_to: Parquet file: ``ROW``, ``votes`` (definitions true of it), ``unknown`` (that cannot tell).

    Returns:
        The report: counts by the answers' ids; no name and no text of an answer.
    """
    everybody = Actor.system("poll")
    kind = Counted(poll.kind)
    defined = [Definition(f"Answer {answer.pk}", answer.condition, poll.edition_id) for answer in answers]
    expressions = [expression_of(everybody, each, at=at)[0] for each in defined]
    told("Reading the records")
    on = ground(GROUND[kind], at=at)
    told("Judging them by each definition")
    with judged(on, {f"d{place}": each for place, each in enumerate(expressions)}, actor=everybody, kept=ROW) as found:
        truths = found.to_arrow_table()
    if not truths.num_rows:
        raise Refused("meaning.no_records", f"There are no {kind.many} yet, so there is nothing to count.")
    told("Counting what they have in common")
    counts = count(truths, len(answers))
    votes = _votes(truths, len(answers), rows_to)
    return {
        "format": FORMAT,
        "kind": kind.value,
        "as_of": on.as_of.isoformat(),
        "simulated": bool((company := the_company()) and company.simulated),
        "of": counts.records,
        "answers": [
            {
                "id": answer.pk,
                "met": int(counts.both[place, place]),
                "unknown": counts.records - int(counts.both[place, place]) - int(counts.neither[place, place]),
            }
            for place, answer in enumerate(answers)
        ],
        "pairs": [
            {
                "first": answers[one].pk,
                "second": answers[other].pk,
                "both": int(counts.both[one, other]),
                "only_first": int(counts.first_only[one, other]),
                "only_second": int(counts.first_only[other, one]),
                "overlap": counts.overlap(one, other),
            }
            for one, other in combinations(range(len(answers)), 2)
        ],
        "agreement": _agreement(answers, counts),
        "fields": _fields(answers, [{name for name, _ in pairs_of(each)} for each in expressions]),
        "votes": votes,
    }


def count(truths: pa.Table, width: int) -> Counts:
    """Every two definitions over all records, a batch at a time; sums of ones and so exact."""
    both, first_only, neither = (np.zeros((width, width), dtype=np.int64) for _ in range(3))
    for batch in truths.select([f"d{place}" for place in range(width)]).to_batches(max_chunksize=A_BATCH):
        met = np.empty((batch.num_rows, width), dtype=np.float64)
        not_met = np.empty_like(met)
        for place in range(width):
            values = batch.column(place)
            known = np.asarray(values.is_valid())
            true = np.asarray(values.fill_null(False))
            met[:, place], not_met[:, place] = true, known & ~true
        both += (met.T @ met).astype(np.int64)
        first_only += (met.T @ not_met).astype(np.int64)
        neither += (not_met.T @ not_met).astype(np.int64)
    return Counts(truths.num_rows, both, first_only, neither)


def _votes(truths: pa.Table, width: int, rows_to: Path) -> list[dict[str, int]]:
    """Records by how many definitions are true of them; of how many of these some definition cannot tell."""
    names = [f'"d{place}"' for place in range(width)]
    votes = " + ".join(f"coalesce({name}, false)::INTEGER" for name in names)
    unknown = " + ".join(f"({name} IS NULL)::INTEGER" for name in names)
    with connect() as session:
        session.register("truths", truths)
        session.execute(
            f"CREATE TABLE rows AS SELECT {', '.join(ROW)}, {votes} AS votes, {unknown} AS unknown FROM truths"  # noqa: S608
            " ORDER BY record_id"
        )
        session.table("rows").write_parquet(str(rows_to), compression="zstd")
        rows_to.chmod(0o600)
        found = {
            row[0]: row[1:]
            for row in session.execute(
                "SELECT votes, count(*), count(*) FILTER (unknown > 0) FROM rows GROUP BY 1"
            ).fetchall()
        }
    return [
        {"votes": number, "records": found.get(number, (0, 0))[0], "unknown": found.get(number, (0, 0))[1]}
        for number in range(width + 1)
    ]


def _agreement(answers: Sequence[PollAnswer], counts: Counts) -> list[dict[str, Any]]:
    """The overlap of two definitions within each side and across: mean, least and most, of how many pairs."""
    found: dict[str, list[float]] = {}
    for one, other in combinations(range(len(answers)), 2):
        sides = {answers[one].side, answers[other].side}
        overlap = counts.overlap(one, other)
        if overlap is not None:
            found.setdefault("", []).append(overlap)
            if "" not in sides:
                found.setdefault("across" if len(sides) > 1 else sides.pop(), []).append(overlap)
    return [
        {"who": who, "pairs": len(each), "mean": sum(each) / len(each), "least": min(each), "most": max(each)}
        for who in ("", "marketing", "sales", "across")
        if (each := found.get(who))
    ]


def _fields(answers: Sequence[PollAnswer], used: Iterable[set[str]]) -> list[dict[str, Any]]:
    """How many definitions of each side speak of each field, the most spoken of first."""
    found: dict[str, dict[str, int]] = {}
    for answer, names in zip(answers, used, strict=True):
        for name in names:
            by_side = found.setdefault(name, {})
            by_side[answer.side] = by_side.get(answer.side, 0) + 1
    return [
        {"field": name, "used": sum(by_side.values()), "sides": by_side}
        for name, by_side in sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    ]
