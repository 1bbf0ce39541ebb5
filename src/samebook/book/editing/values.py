"""What a text holds and is to hold, as plain values: looked up at a path, and changed there."""

from samebook.book.editing.spans import Data, Path
from samebook.kernel.refusals import Refused


def value_at(data: Data, path: Path) -> Data:
    """What stands at a path; None when nothing does."""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and 0 <= step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def with_value(data: Data, path: Path, value: Data) -> Data:
    """The values as they are to be after a change; an empty mapping or list counts as nothing."""
    if not path:
        return filled(value)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data) if isinstance(data, list) else []
        if step == len(items):
            items.append(None)
        if not 0 <= step < len(items):
            raise gone()
        items[step] = with_value(items[step], rest, value)
        if items[step] is None:
            del items[step]
        return items or None
    if data is not None and not isinstance(data, dict):
        raise gone()
    entries = {**(data or {}), step: with_value((data or {}).get(step), rest, value)}
    if entries[step] is None:
        del entries[step]
    return entries or None


def filled(data: Data) -> Data:
    if isinstance(data, dict):
        return {name: each for name, each in ((n, filled(v)) for n, v in data.items()) if each is not None} or None
    if isinstance(data, list):
        return [each for each in map(filled, data) if each is not None] or None
    return data


def gone() -> Refused:
    return Refused("book.gone", "This part of the Book is not there any more; go back to the forms and look again.")
