"""Which part of a Book speaks of which: from a definition to where it is used, and back. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from samebook.agreement.editor.kinds import CONDITIONS
from samebook.book.editing.spans import Data, Path

IN_QUOTES = re.compile(r"'(?:[^']|'')*'")
SEGMENT_NAMED = re.compile(r"\bin_segment\s*\(\s*'([^']*)'\s*\)", re.IGNORECASE)
FIELD_NAMED = re.compile(r"(?<![\w.])[a-z]+\.[a-z0-9_]+(?![\w.])", re.ASCII)


@dataclass(slots=True)
class Links:
    """Paths of parts, in the order of the text.

    Attributes:
        used_in: A definition (segment, field, level) to the parts that name it.
        speaks_of: A part to the definitions that it names.
    """

    used_in: dict[Path, list[Path]] = field(default_factory=lambda: defaultdict(list))
    speaks_of: dict[Path, list[Path]] = field(default_factory=lambda: defaultdict(list))


def links_of(data: Data) -> Links:
    """Every link of a Book's values; what is not defined in the text links to nothing."""
    found = Links()
    for path, text in texts_of(data):
        for target in _named(data, path, text):
            user = part_path(path)
            if target != user and target not in found.speaks_of[user]:
                found.speaks_of[user].append(target)
                found.used_in[target].append(user)
    for name in _mapping(data, "follow_up"):
        if level := _level(data, str(name)):
            found.used_in[level].append(("follow_up", name))
    return found


def texts_of(data: Data, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text below a path, in order."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, each in data.items():
            yield from texts_of(each, (*path, name))
    elif isinstance(data, list):
        for at, each in enumerate(data):
            yield from texts_of(each, (*path, at))


def part_path(path: Path) -> Path:
    """The part that a path lies in: a criterion, an entry of a section, or the section that is one part."""
    match path:
        case ("qualification", int(), "criteria", str(), *_):
            return path[:4]
        case ("promises", str(), int(), *_):
            return path[:3]
        case ("pipelines", int(), "stages", int(), *_):
            return path[:4]
        case ("ask" | "recycle" | "known_person" as section, *_):
            return (section,)
    return path[:2]


def names_level(path: Path) -> bool:
    """Whether a text at this path is the name of a level, spoken of elsewhere than in the level itself."""
    match path:
        case ("promises", str(), int(), "level") | ("routing", int(), "levels", int()):
            return True
    return False


def segments_in(condition: str) -> list[tuple[int, int, str]]:
    """The segments that a condition names, with where each name begins and ends in it."""
    return [(found.start(1), found.end(1), found[1]) for found in SEGMENT_NAMED.finditer(condition)]


def fields_in(condition: str) -> list[tuple[int, int, str]]:
    """The fields that a condition names, with where each name begins and ends in it; not what stands in quotes."""
    plain = IN_QUOTES.sub(lambda quoted: "'" * len(quoted[0]), condition)
    return [(found.start(), found.end(), found[0]) for found in FIELD_NAMED.finditer(plain)]


def _named(data: Data, path: Path, text: str) -> Iterator[Path]:
    if path[0] == "measures":
        yield from _of_measure(data, path, text)
    elif path[-1] in CONDITIONS:
        yield from (("segments", name) for _, _, name in segments_in(text) if name in _mapping(data, "segments"))
    if is_over_fields(data, path):
        yield from (("fields", name) for _, _, name in fields_in(text) if name in _mapping(data, "fields"))
    if names_level(path) and (level := _level(data, text)):
        yield level
    if names_cause(path) and text in _mapping(data, "stall_causes"):
        yield ("stall_causes", text)
    if names_stage(path):
        yield from stages_called(data, text)


def names_measure(path: Path) -> bool:
    """Whether a text at this path is the name of a measure that another one is made of."""
    match path:
        case ("measures", str(), "ratio", "of" | "to") | ("measures", str(), "cumulative" | "change"):
            return True
    return False


def names_cause(path: Path) -> bool:
    """Whether a text at this path is the name of a cause that a rule of stalls points to."""
    match path:
        case ("stalls", str(), "cause"):
            return True
    return False


def names_stage(path: Path) -> bool:
    """Whether a text at this path is the name of a stage, of whatever pipeline, that a rule of stalls is for."""
    match path:
        case ("stalls", str(), "stage"):
            return True
    return False


def stages_called(data: Data, name: str) -> Iterator[Path]:
    """The stages of this name in every pipeline."""
    pipelines = data.get("pipelines") if isinstance(data, dict) else None
    for at, pipeline in enumerate(pipelines if isinstance(pipelines, list) else []):
        stages = pipeline.get("stages") if isinstance(pipeline, dict) else None
        for place, stage in enumerate(stages if isinstance(stages, list) else []):
            if isinstance(stage, dict) and stage.get("name") == name:
                yield ("pipelines", at, "stages", place)


def is_over_fields(data: Data, path: Path) -> bool:
    """Whether a condition or an expression names fields; that of a measure over a table names columns."""
    if path[0] != "measures":
        return path[-1] in CONDITIONS
    measure = _mapping(data, "measures").get(str(path[1])) if len(path) > 1 else None
    return path[-1] == "expression" and isinstance(measure, dict) and "over" not in measure


def _of_measure(data: Data, path: Path, text: str) -> Iterator[Path]:
    if names_measure(path) and text in _mapping(data, "measures"):
        yield ("measures", text)


def _mapping(data: Data, section: str) -> dict[str, Data]:
    found = data.get(section) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _level(data: Data, name: str) -> Path | None:
    levels = data.get("qualification") if isinstance(data, dict) else None
    items = levels if isinstance(levels, list) else []
    found = (at for at, each in enumerate(items) if isinstance(each, dict) and each.get("level") == name)
    at = next(found, None)
    return None if at is None else ("qualification", at)
