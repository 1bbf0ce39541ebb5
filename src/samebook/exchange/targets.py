"""What can be imported into: each chapter declares its targets in ``imports.py``, ``config`` registers them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from samebook.kernel.refusals import Refused

Type = Literal["text", "integer", "decimal", "boolean", "date", "timestamp"]
Outcome = Literal["created", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class TargetField:
    """One thing that a row may say; columns of a file are mapped to its ``name``."""

    name: str
    label: str
    type: Type = "text"
    required: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row, typed. ``values`` has no entry for an empty cell.

    Attributes:
        number: The row of the file, the header being row 1.
    """

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row; ``refused`` comes with why."""

    outcome: Outcome
    record_id: int | None = None
    refused: Refused | None = None


Load = Callable[..., Sequence[RowOutcome]]
"""``load(actor, rows, *, at)``: one action for at most 500 rows, one outcome for each in order. It may raise
``Refused`` for the whole; the rows are then loaded one by one, so that only the wrong one is refused."""


def no_more_fields() -> Sequence[TargetField]:
    return ()


@dataclass(frozen=True)
class ImportTarget:
    """Records that files bring in.

    Attributes:
        identity: Fields that together name the row where the file comes from; a row that has them all is known
            again by them, any other by its content and its occurrence in the file.
        more_fields: Fields that a company has declared (the Book in force), asked at each import.
    """

    name: str
    label: str
    fields: Sequence[TargetField]
    load: Load
    identity: tuple[str, ...] = ("external_id",)
    more_fields: Callable[[], Sequence[TargetField]] = field(default=no_more_fields)

    def all_fields(self) -> dict[str, TargetField]:
        return {one.name: one for one in (*self.fields, *self.more_fields())}


_targets: dict[str, ImportTarget] = {}


def register(target: ImportTarget) -> None:
    """Make a target known under its name.

    Raises:
        ValueError: Another target has this name.
    """
    if _targets.setdefault(target.name, target) is not target:
        raise ValueError(f"Two import targets are called {target.name}.")


def targets() -> list[ImportTarget]:
    """Every target, by name."""
    return [_targets[name] for name in sorted(_targets)]


def target_named(name: str) -> ImportTarget:
    """One target.

    Raises:
        Refused: ``exchange.unknown_target``, with the nearest name.
    """
    if name in _targets:
        return _targets[name]
    near = get_close_matches(name, _targets, n=1)
    hint = f"did you mean {near[0]}?" if near else f"There are {', '.join(sorted(_targets)) or 'none'}."
    raise Refused("exchange.unknown_target", f"Nothing called “{name[:60]}” can be imported; {hint}", "target")
