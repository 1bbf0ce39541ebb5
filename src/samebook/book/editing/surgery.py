"""One part of a Book's text changed, and no other byte: comments, order and layout stay as they were written."""

from collections.abc import Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any, cast

from samebook.book.editing import writing
from samebook.book.editing.spans import Data, Entry, Path, Span, Step, find, spans_of
from samebook.kernel.refusals import Refused


def data_of(text: str) -> Data:
    """What a text holds, as plain values; refuses as `spans_of` does."""
    return spans_of(text).data


def value_at(data: Data, path: Path) -> Data:
    """What stands at a path; None when nothing does."""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and 0 <= step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def put(text: str, path: Path, data: Data, *, order: Sequence[str] = ()) -> str:
    """The text with a value at a path; parts of the old one that are the same keep their bytes.

    What becomes empty is taken out: a section without entries goes with its name.

    Args:
        data: None takes away what stands there. A list's index one past its end adds an item.
        order: Of the names beside the last step, for where a new one goes; else after the last.

    Raises:
        Refused: ``book.yaml``; ``book.form``, the change cannot be made without touching something else.
    """
    wanted = _with(deepcopy(data_of(text)), path, data)
    return _checked(_put(text, path, _filled(data), order), wanted)


def rename(text: str, path: Path, name: str) -> str:
    """The text with another name for the entry at a path; refuses as `put` does, and a name that is taken.

    Raises:
        Refused: ``book.duplicate_key``.
    """
    root = spans_of(text)
    parent = find(root, path[:-1])
    entry = parent.entry(path[-1]) if parent else None
    if parent is None or entry is None or parent.kind != "mapping":
        raise _gone()
    if name == entry.name:
        return text
    if parent.entry(name):
        raise Refused("book.duplicate_key", f"{name!r} stands here already; choose another name.", "name")
    wanted = deepcopy(root.data)
    holder = cast("dict[str, Any]", value_at(wanted, path[:-1]))
    renamed = {name if key == entry.name else key: value for key, value in holder.items()}
    holder.clear()
    holder.update(renamed)
    return _checked(_spliced(text, entry.start, entry.name_end, writing.scalar(name, flow=parent.flow)), wanted)


def move(text: str, path: Path, by: int) -> str:
    """The text with an item changed places with its neighbour (``by`` is 1 or -1), each with the comments above it.

    Raises:
        Refused: ``book.yaml``; ``book.form``; ``book.gone``, there is no such item.
    """
    root = spans_of(text)
    parent, at = find(root, path[:-1]), path[-1]
    if parent is None or not isinstance(at, int) or parent.kind != "sequence" or not 0 <= at < len(parent.entries):
        raise _gone()
    if not 0 <= at + by < len(parent.entries):
        return text
    wanted = deepcopy(root.data)
    items = cast("list[Any]", value_at(wanted, path[:-1]))
    items[at], items[at + by] = items[at + by], items[at]
    first, second = sorted((at, at + by))
    a, b = (_extent(text, parent, parent.entries[each]) for each in (first, second))
    swapped = text[: a[0]] + text[b[0] : b[1]] + text[a[1] : b[0]] + text[a[0] : a[1]] + text[b[1] :]
    return _checked(swapped, wanted)


def _put(text: str, path: Path, data: Data, order: Sequence[str]) -> str:  # noqa: PLR0911 (a line for each case)
    """One value put, from the outside in: what is a mapping or a list on both sides is compared part by part."""
    root = spans_of(text)
    if not path:
        return _merged(text, path, root, data)
    old = find(root, path)
    if data is not None and old is not None and old.data == data:
        return text
    if data is None:
        return _taken(text, root, path) if old is not None else text
    if old is not None and type(old.data) is type(data) and not isinstance(data, str):
        return _merged(text, path, old, data)
    if old is not None:
        return _replaced(text, root, path, data)
    above = path[:-1]
    if above and (find(root, above) is None or find(root, above).data is None):  # type: ignore[union-attr]
        return _put(text, above, [data] if isinstance(path[-1], int) else {path[-1]: data}, ())
    return _added(text, root, path, data, order)


def _merged(text: str, path: Path, old: Span, data: Data) -> str:
    if isinstance(data, dict):
        names = list(data)
        for entry in old.entries:
            if entry.name not in data or data[entry.name] is None:
                text = _put(text, (*path, entry.name), None, ())
        for name in names:
            text = _put(text, (*path, name), data[name], names)
        return text
    assert isinstance(data, list)
    return _merged_list(text, path, cast("list[Any]", old.data), data)


def _merged_list(text: str, path: Path, old: list[Any], new: list[Any]) -> str:
    """Items that are the same stay; when all that changes is one mapping in its place, only its parts do."""
    if len(old) == len(new) and not all(isinstance(each, str) for each in new):
        for at, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                text = _put(text, (*path, at), after, ())
        return text
    matcher = SequenceMatcher(None, [repr(each) for each in old], [repr(each) for each in new], autojunk=False)
    for kind, start, end, first, last in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        for each in reversed(new[first:last]):
            text = _inserted(text, path, end, each)
        for at in reversed(range(start, end)):
            text = _taken(text, spans_of(text), (*path, at))
    return text


def _inserted(text: str, path: Path, at: int, data: Data) -> str:
    root = spans_of(text)
    span = find(root, path)
    assert span is not None
    if at >= len(span.entries):
        return _added(text, root, (*path, len(span.entries)), data, ())
    entry = span.entries[at]
    if span.flow:
        return _spliced(text, entry.start, entry.start, f"{writing.inline(data)}, ")
    column = _column(text, entry.start)
    return _spliced(text, entry.start, entry.start, f"-{writing.item(data, column)}\n{' ' * column}")


def _replaced(text: str, root: Span, path: Path, data: Data) -> str:
    parent, span = find(root, path[:-1]), find(root, path)
    assert parent is not None
    assert span is not None
    entry = parent.entry(path[-1])
    assert entry is not None
    if parent.flow:
        space = " " if span.start == span.end else ""
        return _spliced(text, span.start, span.end, space + _kept_style(span, data))
    line_end = _line_end(text, span.end)
    alone = not text[span.end : line_end].strip()
    if isinstance(data, str) and (not alone or span.style in ("'", '"') or span.start == span.end):
        space = " " if span.start == span.end else ""
        shown = _kept_style(span, data)
        if alone and len(shown) > writing.WIDTH - _column(text, entry.start):
            shown = writing.beside(data, _column(text, entry.start), entry.name).strip(" ")
        return _spliced(text, span.start, span.end, space + shown)
    column = _column(text, entry.start)
    if parent.kind == "sequence":
        return _spliced(text, entry.start + 1, span.end, writing.item(data, column))
    shown = writing.beside(data, column, entry.name) if alone else f" {writing.inline(data)}"
    return _spliced(text, text.index(":", entry.name_end) + 1, span.end, shown)


def _kept_style(span: Span, data: Data) -> str:
    """A scalar in the quotes it had, where they can hold the new value."""
    if isinstance(data, str) and span.style == '"':
        return writing.quoted(data)
    if isinstance(data, str) and span.style == "'" and data.isprintable():
        return "'" + data.replace("'", "''") + "'"
    return writing.scalar(data, flow=span.flow) if isinstance(data, str) else writing.inline(data)


def _added(text: str, root: Span, path: Path, data: Data, order: Sequence[str]) -> str:
    parent = find(root, path[:-1])
    name = path[-1]
    if parent is None or parent.kind == "scalar" or (parent.kind == "sequence") != isinstance(name, int):
        raise _gone()
    shown = (
        writing.inline(data) if isinstance(name, int) else f"{writing.scalar(name, flow=True)}: {writing.inline(data)}"
    )
    if not parent.entries:
        return _spliced(text, parent.start + 1, parent.end - 1, shown)
    after = _neighbour(parent, name, order)
    if parent.flow:
        at, shown = (after.value.end, f", {shown}") if after else (parent.entries[0].start, f"{shown}, ")
        return _spliced(text, at, at, shown)
    column = _column(text, (after or parent.entries[0]).start)
    pad = " " * column
    if isinstance(name, int):
        lines = f"-{writing.item(data, column)}"
    else:
        lines = f"{writing.scalar(name)}:{writing.beside(data, column, name)}"
    if after is None:
        return _spliced(text, parent.entries[0].start, parent.entries[0].start, f"{lines}\n{pad}")
    at = _line_end(text, after.value.end)
    gap = "\n" if len(path) == 1 and "\n" in lines else ""
    return _spliced(text, at, at, f"\n{gap}{pad}{lines}")


def _neighbour(parent: Span, name: Step, order: Sequence[str]) -> Entry | None:
    """The entry that a new one stands after; None when it stands first."""
    if isinstance(name, int) or name not in order:
        return parent.entries[-1]
    before = order[: list(order).index(name)]
    earlier = [entry for entry in parent.entries if entry.name in before]
    return earlier[-1] if earlier else None


def _taken(text: str, root: Span, path: Path) -> str:
    """The text without the entry at a path, and without what would be empty then."""
    parent = find(root, path[:-1])
    entry = parent.entry(path[-1]) if parent else None
    if parent is None or entry is None:
        return text
    if len(parent.entries) == 1 and len(path) > 1:
        return _taken(text, root, path[:-1])
    at = parent.entries.index(entry)
    if parent.flow:
        if at + 1 < len(parent.entries):
            return _spliced(text, entry.start, parent.entries[at + 1].start, "")
        return _spliced(text, parent.entries[at - 1].value.end if at else entry.start, entry.value.end, "")
    line_start = text.rfind("\n", 0, entry.start) + 1
    if text[line_start : entry.start].strip():  # the first name after a dash: the next one takes its place
        return _spliced(text, entry.start, parent.entries[at + 1].start, "")
    return _spliced(text, line_start, min(_line_end(text, entry.value.end) + 1, len(text)), "")


def _extent(text: str, parent: Span, entry: Entry) -> tuple[int, int]:
    """From the comments directly above an item to the end of its last line, or just the item within brackets."""
    if parent.flow:
        return entry.start, entry.value.end
    start = text.rfind("\n", 0, entry.start) + 1
    column = entry.start - start
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above : start - 1]
        if not line.startswith(" " * column + "#"):
            break
        start = above
    return start, _line_end(text, entry.value.end)


def _with(data: Data, path: Path, value: Data) -> Data:
    """The values as they are to be after a change; an empty mapping or list counts as nothing."""
    if not path:
        return _filled(value)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data) if isinstance(data, list) else []
        if step == len(items):
            items.append(None)
        if not 0 <= step < len(items):
            raise _gone()
        items[step] = _with(items[step], rest, value)
        if items[step] is None:
            del items[step]
        return items or None
    if data is not None and not isinstance(data, dict):
        raise _gone()
    entries = {**(data or {}), step: _with((data or {}).get(step), rest, value)}
    if entries[step] is None:
        del entries[step]
    return entries or None


def _filled(data: Data) -> Data:
    if isinstance(data, dict):
        return {name: each for name, each in ((n, _filled(v)) for n, v in data.items()) if each is not None} or None
    if isinstance(data, list):
        return [each for each in map(_filled, data) if each is not None] or None
    return data


def _checked(text: str, wanted: Data) -> str:
    """The text, once it is sure that it holds what was wanted and nothing else was changed."""
    if data_of(text) != wanted:
        message = "A form cannot change this part without touching another; change it in the text."
        raise Refused("book.form", message)
    return text


def _gone() -> Refused:
    return Refused("book.gone", "This part of the Book is not there any more; go back to the forms and look again.")


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
