"""One part of a Book's text changed, and no other byte: comments, order and layout stay as they were written."""

from collections.abc import Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any, cast

from samebook.book.editing import writing
from samebook.book.editing.spans import Data, Entry, Path, Span, Step, find, spans_of
from samebook.book.editing.values import filled, gone, value_at, with_value
from samebook.kernel.refusals import Refused


def data_of(text: str) -> Data:
    """What a text holds, as plain values; refuses as `spans_of` does."""
    return spans_of(text).data


def put(text: str, path: Path, data: Data, *, order: Sequence[str] = ()) -> str:
    """The text with a value at a path; parts of the old one that are the same keep their bytes.

    What becomes empty is taken out: a section without entries goes with its name.

    Args:
        data: None takes away what stands there. A list's index one past its end adds an item.
        order: Of the names beside the last step, for where a new one goes; else after the last.

    Raises:
        Refused: ``book.yaml``; ``book.form``, the change cannot be made without touching something else.
    """
    wanted = with_value(deepcopy(data_of(text)), path, data)
    return checked(_put(text, path, filled(data), order), wanted)


def move(text: str, path: Path, by: int) -> str:
    """The text with an item changed places with its neighbour (``by`` is 1 or -1), each with the comments above it.

    Raises:
        Refused: ``book.yaml``; ``book.form``; ``book.gone``, there is no such item.
    """
    root = spans_of(text)
    parent, at = find(root, path[:-1]), path[-1]
    if parent is None or not isinstance(at, int) or parent.kind != "sequence" or not 0 <= at < len(parent.entries):
        raise gone()
    if not 0 <= at + by < len(parent.entries):
        return text
    wanted = deepcopy(root.data)
    items = cast("list[Any]", value_at(wanted, path[:-1]))
    items[at], items[at + by] = items[at + by], items[at]
    first, second = sorted((at, at + by))
    a, b = (_extent(text, parent, parent.entries[each]) for each in (first, second))
    swapped = text[: a[0]] + text[b[0] : b[1]] + text[a[1] : b[0]] + text[a[0] : a[1]] + text[b[1] :]
    return checked(swapped, wanted)


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
        return spliced(text, entry.start, entry.start, f"{writing.inline(data)}, ")
    column = _column(text, entry.start)
    return spliced(text, entry.start, entry.start, f"-{writing.item(data, column)}\n{' ' * column}")


def _replaced(text: str, root: Span, path: Path, data: Data) -> str:
    parent, span = find(root, path[:-1]), find(root, path)
    assert parent is not None
    assert span is not None
    entry = parent.entry(path[-1])
    assert entry is not None
    if parent.flow:
        space = " " if span.start == span.end else ""
        return spliced(text, span.start, span.end, space + kept_style(span, data))
    line_end = _line_end(text, span.end)
    alone = not text[span.end : line_end].strip()
    if isinstance(data, str) and (not alone or span.style in ("'", '"') or span.start == span.end):
        space = " " if span.start == span.end else ""
        shown = kept_style(span, data)
        if alone and len(shown) > writing.WIDTH - _column(text, entry.start):
            shown = writing.beside(data, _column(text, entry.start), entry.name).strip(" ")
        return spliced(text, span.start, span.end, space + shown)
    column = _column(text, entry.start)
    if parent.kind == "sequence":
        return spliced(text, entry.start + 1, span.end, writing.item(data, column))
    shown = writing.beside(data, column, entry.name) if alone else f" {writing.inline(data)}"
    return spliced(text, text.index(":", entry.name_end) + 1, span.end, shown)


def kept_style(span: Span, data: Data) -> str:
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
        raise gone()
    shown = (
        writing.inline(data) if isinstance(name, int) else f"{writing.scalar(name, flow=True)}: {writing.inline(data)}"
    )
    if not parent.entries:
        return spliced(text, parent.start + 1, parent.end - 1, shown)
    after = _neighbour(parent, name, order)
    if parent.flow:
        at, shown = (after.value.end, f", {shown}") if after else (parent.entries[0].start, f"{shown}, ")
        return spliced(text, at, at, shown)
    column = _column(text, (after or parent.entries[0]).start)
    pad = " " * column
    if isinstance(name, int):
        lines = f"-{writing.item(data, column)}"
    else:
        lines = f"{writing.scalar(name)}:{writing.beside(data, column, name)}"
    if after is None:
        return spliced(text, parent.entries[0].start, parent.entries[0].start, f"{lines}\n{pad}")
    at = _line_end(text, after.value.end)
    gap = "\n" if len(path) == 1 and "\n" in lines else ""
    return spliced(text, at, at, f"\n{gap}{pad}{lines}")


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
            return spliced(text, entry.start, parent.entries[at + 1].start, "")
        return spliced(text, parent.entries[at - 1].value.end if at else entry.start, entry.value.end, "")
    line_start = text.rfind("\n", 0, entry.start) + 1
    if text[line_start : entry.start].strip():  # the first name after a dash: the next one takes its place
        return spliced(text, entry.start, parent.entries[at + 1].start, "")
    return spliced(text, line_start, min(_line_end(text, entry.value.end) + 1, len(text)), "")


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


def checked(text: str, wanted: Data) -> str:
    """The text, once it is sure that it holds what was wanted and nothing else was changed."""
    if data_of(text) != wanted:
        message = "A form cannot change this part without touching another; change it in the text."
        raise Refused("book.form", message)
    return text


def spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
