"""What became of a part while somebody had its form open and the draft was changed by another. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from samebook.agreement.editor.kinds import INNER, INNER_KEYS, NEW, Kind, holder_of, path_of
from samebook.agreement.editor.reading import Reading
from samebook.book.editing.spans import Data
from samebook.kernel.refusals import Missing

SAME, CHANGED, GONE = "same", "changed", "gone"
_NAMED = {"levels": "level", "stages": "name", "pipelines": "name"}


@dataclass(frozen=True, slots=True)
class Standing:
    """``same``: it stands as it was, maybe elsewhere; ``changed``; ``gone``. ``key``: where it stands now, or stood."""

    what: str
    key: str


def standing(before: Reading, now: Reading, kind: Kind, key: str) -> Standing:
    """What became of a part of one text in a later one."""
    if kind.by == "one":
        was, here = (_own(kind, reading.at(*kind.path)) for reading in (before, now))
        return Standing(SAME if was == here else CHANGED if here else GONE, key)
    if kind.section == "criteria":
        return _criterion(before, now, kind, key)
    if kind.section == "pipeline_stages":
        return _stage(before, now, kind, key)
    if key == NEW:
        return Standing(SAME, key)
    at = _place(before, now, kind, key)
    if at is None:
        return Standing(GONE, key)
    return Standing(SAME if _at(before, kind, key) == _at(now, kind, at) else CHANGED, at)


def _criterion(before: Reading, now: Reading, kind: Kind, key: str) -> Standing:
    level, _, name = key.partition(".")
    at = _named_place(before.at("qualification"), now.at("qualification"), int(level), "level")
    if at is None:
        return Standing(GONE, key)
    there = f"{at}.{name}"
    if name == NEW:
        return Standing(SAME, there)
    was, holder = before.at(*path_of(kind, key)), now.at("qualification", at, "criteria")
    return _in_names(was, before.at("qualification", int(level), "criteria"), holder, f"{at}.", name)


def _stage(before: Reading, now: Reading, kind: Kind, key: str) -> Standing:
    pipeline, _, stage = key.partition(".")
    at = _named_place(before.at("pipelines"), now.at("pipelines"), int(pipeline), "name")
    if at is None:
        return Standing(GONE, key)
    if stage == NEW:
        return Standing(SAME, f"{at}.{NEW}")
    was, here = before.at(*holder_of(kind, key)), now.at("pipelines", at, "stages")
    place = _named_place(was, here, int(stage), "name")
    if place is None:
        return Standing(GONE, f"{at}.{stage}")
    there = f"{at}.{place}"
    return Standing(SAME if _at(before, kind, key) == _at(now, kind, there) else CHANGED, there)


def _place(before: Reading, now: Reading, kind: Kind, key: str) -> str | None:
    """The key under which the part stands in the later text; None when it is gone."""
    was, here = before.at(*kind.path), now.at(*kind.path)
    if kind.by == "name":
        found = _in_names(before.at(*path_of(kind, key)), was, here, "", key)
        return None if found.what == GONE else found.key
    if kind.section in _NAMED:
        at = _named_place(was, here, int(key), _NAMED[kind.section])
    else:
        at = _same_place(was, here, int(key))
    return None if at is None else str(at)


def _in_names(was: Data, holder: Data, here: Data, prefix: str, name: str) -> Standing:
    """An entry with a name: under it, or as it was under one that is new."""
    entries = here if isinstance(here, dict) else {}
    if name in entries:
        return Standing(SAME if entries[name] == was else CHANGED, f"{prefix}{name}")
    known = holder if isinstance(holder, dict) else {}
    other = next((each for each, said in entries.items() if said == was and each not in known), None)
    return Standing(SAME, f"{prefix}{other}") if other is not None else Standing(GONE, f"{prefix}{name}")


def _named_place(was: Data, here: Data, at: int, by: str) -> int | None:
    """Where an item of a list stands that is known by a name; one renamed stands where it stood."""
    old, new = _items(was), _items(here)
    if at >= len(old):
        raise Missing("part of the Book")
    names = [[str(each.get(by)) if isinstance(each, dict) else "" for each in items] for items in (old, new)]
    if names[0][at] in names[1]:
        return names[1].index(names[0][at])
    return at if at < len(new) and len(old) == len(new) and names[1][at] not in names[0] else None


def _same_place(was: Data, here: Data, at: int) -> int | None:
    """Where an item of a list without names stands: as it is, or changed between neighbours that stayed."""
    old, new = [repr(each) for each in _items(was)], [repr(each) for each in _items(here)]
    if at >= len(old):
        raise Missing("part of the Book")
    if old[at] in new and old.count(old[at]) == new.count(old[at]) == 1:
        return new.index(old[at])
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i1 <= at < i2:
            there = j1 + at - i1
            return there if tag != "delete" and there < j2 else None
    return None


def _at(reading: Reading, kind: Kind, key: str) -> Data:
    return _own(kind, reading.at(*path_of(kind, key)))


def _own(kind: Kind, data: Data) -> Data:
    """What the form of a part shows of it."""
    if not isinstance(data, dict):
        return data
    if kind.section in INNER:
        return {name: said for name, said in data.items() if name != INNER_KEYS[INNER[kind.section]]}
    if not kind.path:
        return {each.name: data.get(each.name) for each in kind.inputs}
    return data


def _items(data: Data) -> list[Any]:
    return data if isinstance(data, list) else []
