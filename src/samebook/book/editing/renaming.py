"""A name changed everywhere it is said in a Book's text, and no other byte."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

from samebook.book.editing import writing
from samebook.book.editing.spans import Data, Path, Span, find, spans_of
from samebook.book.editing.surgery import checked, kept_style, put, spliced
from samebook.book.editing.values import gone, value_at
from samebook.book.places import align
from samebook.kernel.refusals import Refused

Pieces = Sequence[tuple[int, int]]
"""Where a name is said in a value: offsets in the value as it is read."""


def rename(text: str, path: Path, name: str, said: Mapping[Path, Pieces] | None = None) -> str:
    """The text with another name for the entry at a path, and wherever else it is said.

    Args:
        path: Of an entry with a name, or of the text that is the name of an item, such as a level's.
        said: Where else the old name is said, by the path of the value.

    Raises:
        Refused: ``book.yaml``, ``book.gone``, ``book.form``; ``book.duplicate_key``, the name is taken.
    """
    root = spans_of(text)
    parent = find(root, path[:-1])
    entry = parent.entry(path[-1]) if parent else None
    if parent is None or entry is None or parent.kind != "mapping":
        raise gone()
    wanted = deepcopy(root.data)
    cuts: list[tuple[int, int, str]] = []
    late: list[Path] = []
    for place, pieces in (said or {}).items():
        _say(wanted, place, pieces, name)
        found = _cuts(text, root, place, pieces, name)
        cuts += found or ()
        late += [] if found else [place]
    if is_named(path):
        _say(wanted, path, ((0, len(str(entry.value.text))),), name)
        cuts.append((entry.value.start, entry.value.end, kept_style(entry.value, name)))
    elif name != entry.name:
        if parent.entry(name):
            raise Refused("book.duplicate_key", f"{name!r} stands here already; choose another name.", "name")
        cuts.append((entry.start, entry.name_end, writing.scalar(name, flow=parent.flow)))
    for start, end, new in sorted(cuts, reverse=True):
        text = spliced(text, start, end, new)
    for place in late:
        text = put(text, place, value_at(wanted, place))
    if not is_named(path):
        _rename_key(wanted, path, name)
    return checked(text, wanted)


def is_named(path: Path) -> bool:
    """Whether what stands at a path is itself a name: of a level, a stage or a pipeline."""
    match path:
        case ("qualification" | "lead_stages" | "pipelines", int(), "level" | "name"):
            return True
        case ("pipelines", int(), "stages", int(), "name"):
            return True
    return False


def _cuts(text: str, root: Span, path: Path, pieces: Pieces, name: str) -> list[tuple[int, int, str]]:
    """Where the pieces stand in the text; empty where they are not written there letter by letter."""
    span = find(root, path)
    if span is None or span.text is None:
        raise gone()
    if [*pieces] == [(0, len(span.text))] and span.style not in ("|", ">"):
        return [(span.start, span.end, kept_style(span, name))]
    places = align(span.text, text, (span.start, span.end), (1, 1))
    found = [(*places.source(start, end), span.text[start:end]) for start, end in pieces]
    exact = all(text[start:end] == said for start, end, said in found)
    return [(start, end, name) for start, end, _ in found] if exact else []


def _say(data: Data, path: Path, pieces: Pieces, name: str) -> None:
    holder = cast("Any", value_at(data, path[:-1]))
    said = str(holder[path[-1]])
    for start, end in sorted(pieces, reverse=True):
        said = said[:start] + name + said[end:]
    holder[path[-1]] = said


def _rename_key(data: Data, path: Path, name: str) -> None:
    holder = cast("dict[str, Any]", value_at(data, path[:-1]))
    renamed = {name if key == path[-1] else key: value for key, value in holder.items()}
    holder.clear()
    holder.update(renamed)
