"""Taking a list in: each is kept or refused for itself, and a record is written only where it says something new."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model

from samebook.exchange.targets import Outcome, RowOutcome
from samebook.kernel.refusals import Refused

Given = TypeVar("Given")


def each(given: Iterable[Given], keep: Callable[[Given], RowOutcome]) -> list[RowOutcome]:
    """What became of each, in order; one that is refused stops no other. ``keep`` refuses before it writes."""
    outcomes = []
    for one in given:
        try:
            outcomes.append(keep(one))
        except Refused as refused:
            outcomes.append(RowOutcome("refused", refused=refused))
    return outcomes


def written(record: Model, values: Mapping[str, Any]) -> Outcome:
    """Give a record its values and save it, unless it is here and has them already."""
    is_new = record.pk is None
    if not is_new and all(getattr(record, name) == value for name, value in values.items()):
        return "unchanged"
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    return "created" if is_new else "changed"
