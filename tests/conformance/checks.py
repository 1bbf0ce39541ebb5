"""Hand-written check queries: each measure's figures a second time, written from what it means, not from its text.

``<chapter>/measures/checks/<name>.sql`` gives columns named as cells of the measure's result, ``left_out`` among them,
in one row; or a row for each ``split`` where the measure has one.
"""

from pathlib import Path
from typing import Any

from sqlglot import exp, parse_one

from samebook.kernel.access import Actor
from samebook.numbers.engines import Session
from samebook.numbers.evaluate import evaluate
from samebook.numbers.measures import Measure
from samebook.numbers.measures import shipped as measures
from samebook.numbers.results import Result
from samebook.numbers.tables import registry

HEADLINES = {
    "count": {"n"},
    "share": {"n"},
    "rate": {"hits", "n"},
    "mean": {"n", "total"},
    "quantile": {"n", "median", "left_out"},
    "survival": {"n", "events", "others", "open", "left_out"},
    "ratio": {"n", "amount", "apart"},
    "amount": {"n", "amount", "apart"},
    "score": {"n", "promoters", "detractors", "left_out"},
}
"""Per kind, what a check must say at least."""


def path_of(measure: Measure) -> Path:
    """Where a measure's check is, or would be."""
    return registry.folders[measure.chapter] / "checks" / f"{measure.name}.sql"


def check_of(measure: Measure) -> exp.Query:
    found = parse_one(path_of(measure).read_text("utf-8"), dialect="postgres")
    assert isinstance(found, exp.Query)
    return found


def checked(measure: Measure, session: Session) -> dict[str | None, dict[str, Any]]:
    """What the check query says, by split."""
    rows = session.run(check_of(measure)).dicts()
    return {row.pop("split", None): row for row in rows}


def measured(measure: Measure) -> dict[str | None, dict[str, Any]]:
    """The same cells by way of the product, on the engine that the settings name."""
    result = evaluate(measure, actor=Actor.system("check"))
    return {row.split if measure.split else None: _cells(result, number) for number, row in enumerate(result.rows)}


def _cells(result: Result, number: int) -> dict[str, Any]:
    return {**result.rows[number].cells, "left_out": result.left_out}


def unlike(measure: Measure, session: Session) -> list[str]:
    """Cells in which a measure and its check differ."""
    ours, theirs = measured(measure), checked(measure, session)
    if ours.keys() != theirs.keys():
        return [f"{measure.name}: rows {sorted(map(str, ours))}, check {sorted(map(str, theirs))}"]
    return [
        f"{measure.name} {split or ''} {name}: {ours[split][name]!r}, check {value!r}"
        for split, row in theirs.items()
        for name, value in row.items()
        if not _close(ours[split][name], value)
    ]


def _close(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        return abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(other)))
    return bool(one == other)


def without_check() -> list[str]:
    return sorted(name for name, measure in measures().items() if not path_of(measure).exists())
