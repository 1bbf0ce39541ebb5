"""Which clauses of a scope's text are those of the edition above, and taking over what has changed there. Pure.

A clause is called as in ``clauses``; ``qualification.A`` is the level without its criteria, which are clauses of their
own, and ``qualification`` the order of the levels. Clauses are compared by what they hold, not by how it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from samebook.agreement.clauses import NAMED_BY, WITH_PARTS
from samebook.book.editing.spans import Data, Path
from samebook.book.editing.surgery import data_of, put
from samebook.book.reading import KEYS

Parts = Mapping[str, Data]
APART: Final = ("samebook", "title", "scope")
"""What each text says of itself."""
LEVELS: Final = "qualification"


class Stand(StrEnum):
    """How a clause of a scope's text stands to the edition above."""

    INHERITED = "inherited"
    OWN = "own"
    ONLY_HERE = "only_here"
    LEFT_OUT = "left_out"
    NEW_ABOVE = "new_above"


@dataclass(frozen=True, slots=True)
class Inherited:
    """One clause.

    Attributes:
        is_behind: It was inherited (or was not there yet) and the edition above says otherwise since.
        moved: It is the scope's own, and the edition above has changed its clause since.
    """

    name: str
    stand: Stand
    is_behind: bool = False
    moved: bool = False


def parts_of(text: str) -> dict[str, Data]:
    """Every clause's value by its name, in the order of the text; ``book.yaml`` is refused."""
    data = data_of(text)
    found: dict[str, Data] = {}
    for section, value in data.items() if isinstance(data, dict) else ():
        if section in APART:
            continue
        if section in NAMED_BY and isinstance(value, list):
            found |= _listed(section, value)
        elif section in WITH_PARTS and isinstance(value, dict):
            found |= {f"{section}.{name}": each for name, each in value.items()}
        else:
            found[section] = value
    return found


def compare(own: Parts, above: Parts, base: Parts) -> list[Inherited]:
    """Each clause of either text, in the order of the scope's own, then of the one above.

    Args:
        above: Of the edition that holds above now.
        base: Of the one that was inherited from.
    """
    names = dict.fromkeys([*own, *above])
    return [_stand(name, own.get(name), above.get(name), base.get(name)) for name in names]


def taken_over(text: str, above: Parts, base: Parts) -> str:
    """The text with every inherited clause as the edition above has it now; its own ones keep their bytes.

    Raises:
        Refused: As ``surgery.put``.
    """
    behind = [each.name for each in compare(parts_of(text), above, base) if each.is_behind]
    wanted = [name for name in above if name in behind]  # in the order above, levels before their criteria
    gone = [name for name in behind if name not in above]
    for name in sorted(gone, key=len, reverse=True):
        if name in parts_of(text):
            text = put(text, _path(text, name), None)
    for name in sorted(wanted, key=lambda each: each == LEVELS):
        text = _with(text, name, above[name], list(above))
    return text


def _stand(name: str, own: Data, above: Data, base: Data) -> Inherited:
    if own is None:
        if base is None:
            return Inherited(name, Stand.NEW_ABOVE, is_behind=True)
        return Inherited(name, Stand.LEFT_OUT, moved=above != base)
    if own == above:
        return Inherited(name, Stand.INHERITED)
    if own == base:
        return Inherited(name, Stand.INHERITED, is_behind=True)
    return Inherited(name, Stand.ONLY_HERE if above is None else Stand.OWN, moved=above != base)


def _listed(section: str, items: list[Any]) -> dict[str, Data]:
    found: dict[str, Data] = {}
    called = [item for item in items if isinstance(item, dict) and item.get(NAMED_BY[section])]
    if section == LEVELS:
        found[LEVELS] = [item["level"] for item in called]
    for item in called:
        name = f"{section}.{item[NAMED_BY[section]]}"
        found[name] = {key: value for key, value in item.items() if section != LEVELS or key != "criteria"}
        if section == LEVELS and isinstance(item.get("criteria"), dict):
            found |= {f"{name}.{each}": value for each, value in item["criteria"].items()}
    return found


def _with(text: str, name: str, value: Data, order: list[str]) -> str:
    if name == LEVELS:
        levels = _items(text, LEVELS)
        rank = {level: place for place, level in enumerate(value if isinstance(value, list) else [])}
        return put(text, (LEVELS,), sorted(levels, key=lambda item: rank.get(item.get("level"), len(rank))))
    path = _path(text, name)
    if path[0] == LEVELS and len(path) == 2 and isinstance(value, dict):
        here: dict[str, Any] = next(
            (each for each in _items(text, LEVELS) if each.get("level") == value.get("level")), {}
        )
        value = {**value, **({"criteria": here["criteria"]} if "criteria" in here else {})}
    stem = name[: -len(str(path[-1]))] if isinstance(path[-1], str) else name
    beside = [each.removeprefix(stem) for each in order if each.startswith(stem)] if stem else list(KEYS)
    return put(text, path, value, order=beside)


def _path(text: str, name: str) -> Path:
    """Where a clause stands, or would: an item that is not there yet goes to the end of its list."""
    section, _, rest = name.partition(".")
    if section in NAMED_BY and rest:
        called, _, criterion = rest.partition(".") if section == LEVELS else (rest, "", "")
        names = [item.get(NAMED_BY[section]) for item in _items(text, section)]
        at = names.index(called) if called in names else len(names)
        return (section, at, "criteria", criterion) if criterion else (section, at)
    return (section, rest) if rest else (section,)


def _items(text: str, section: str) -> list[Any]:
    data = data_of(text)
    items = data.get(section) if isinstance(data, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
