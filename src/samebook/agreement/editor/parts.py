"""Every part of a draft as the page of forms lists it: what it says, why, where it is used."""

from dataclasses import dataclass, field

from samebook.agreement.editor.kinds import BY_SECTION, KINDS, Kind
from samebook.agreement.editor.reading import Reading, Use
from samebook.book.editing.spans import Data

_SAID = ("means", "when", "otherwise", "because", "level", "name", "to")


@dataclass(slots=True)
class Part:
    """One entry.

    Attributes:
        facts: What else it says, as (label, value).
        inner: Of a level: its criteria.
        moves: Which ways it can be moved: ``up``, ``down``.
    """

    kind: Kind
    key: str
    name: str
    says: str = ""
    means: str = ""
    because: str = ""
    otherwise: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    inner: "list[Part]" = field(default_factory=list)
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One section; ``can_add`` unless it is one part that is there."""

    kind: Kind
    parts: list[Part]
    add_key: str = "+"

    @property
    def can_add(self) -> bool:
        return self.kind.by != "one" or not self.parts


def parts_of(reading: Reading) -> list[Group]:
    """All sections in the order of the page, also the empty ones."""
    return [_group(reading, kind) for kind in KINDS if kind.section != "criteria"]


def _group(reading: Reading, kind: Kind) -> Group:
    found = reading.at(*kind.path)
    if kind.by == "one":
        parts = [_part(reading, kind, "-", kind.one, found)] if found is not None else []
        return Group(kind, parts, "-")
    if isinstance(found, dict):
        parts = [
            _part(reading, kind, name, name if kind.section == "fields" else _words(name), data)
            for name, data in found.items()
        ]
        return Group(kind, parts)
    items = found if isinstance(found, list) else []
    parts = [_part(reading, kind, str(at), _title(kind, at, data), data) for at, data in enumerate(items)]
    for at, part in enumerate(parts):
        part.moves = (*(("up",) if at else ()), *(("down",) if at + 1 < len(parts) else ()))
    return Group(kind, parts)


def _part(reading: Reading, kind: Kind, key: str, name: str, data: Data) -> Part:
    values = data if isinstance(data, dict) else {"means": data} if isinstance(data, str) else {}
    part = Part(
        kind, key, name,
        says=reading.says(values.get("when"), kind.section),
        means=_text(values.get("means")),
        because=_text(values.get("because")),
        otherwise=_text(values.get("otherwise")),
        facts=[
            (each.label, _text(values[each.name]))
            for each in kind.inputs
            if each.name in values and each.name not in _SAID and values[each.name] is not None
        ],
        uses=reading.uses(kind, key) if kind.section in ("segments", "fields") else [],
    )  # fmt: skip
    criteria = values.get("criteria")
    if kind.section == "levels" and isinstance(criteria, dict):
        inner = BY_SECTION["criteria"]
        part.inner = [_part(reading, inner, f"{key}.{each}", _words(each), said) for each, said in criteria.items()]
    return part


def _title(kind: Kind, at: int, data: Data) -> str:
    values = data if isinstance(data, dict) else {}
    match kind.section:
        case "routing":
            return f"To {values.get('to')}"
        case "levels":
            return f"Level {values.get('level')}"
        case "stages":
            return _words(_text(values.get("name")))
        case "marketing":
            return f"{values.get('leads')} of level {values.get('level')} a {values.get('per')}"
    return f"{values.get('follow_up')} on time"


def _text(value: Data) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    return {"true": "yes", "false": "no"}.get(value, value) if isinstance(value, str) else ""


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
