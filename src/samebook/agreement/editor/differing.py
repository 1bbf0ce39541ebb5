"""Two texts of a Book compared part by part, in sentences: what is new, gone, changed, renamed or moved. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from samebook.agreement.editor.kinds import INNER, INNER_KEYS
from samebook.agreement.editor.parts import Group, Part, every_part, parts_of
from samebook.agreement.editor.reading import Reading
from samebook.book.editing.spans import Data

Identity = tuple[str, str]
UNNAMED = ("routing", "marketing", "sales")
"""Lists whose entries have no name; which is which is seen by what they say."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a part says, before and after; empty where it does not say it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One part that two texts say otherwise.

    Attributes:
        what: ``changed``, ``new``, ``gone``, ``renamed`` or ``moved``.
        lines: What differs; none where it is only written otherwise.
        part: As it is afterwards; as it was, where it is gone.
        because: The reason it gives afterwards, where that is not among the lines.
    """

    what: str
    name: str
    section: str
    part: Part
    lines: list[Line] = field(default_factory=list)
    because: str = ""


def differences(before: Reading, after: Reading, places: Mapping[str, str] | None = None) -> list[Change]:
    """What another text says otherwise, in the order of the forms; empty where both say the same."""
    pairs = zip(parts_of(before, places), parts_of(after, places), strict=True)
    return [change for old, new in pairs for change in _of_section(old, new)]


def _of_section(old: Group, new: Group) -> list[Change]:
    was, now = _identified(old, new)
    changes = [_compared(was[key], now[key]) for key in now if key in was and not _same(was[key], now[key])]
    fresh = [now[key] for key in now if key not in was]
    for key, part in was.items():
        if key in now:
            continue
        twin = next((each for each in fresh if _twins(part, each)), None)
        if twin is None:
            changes.append(_whole("gone", part))
            continue
        fresh = [each for each in fresh if each is not twin]
        if (
            part.kind.section in INNER_KEYS and part.name == twin.name
        ):  # what it is part of has another name, which is said there
            continue
        line = (
            Line("Place", _place(part), _place(twin))
            if part.kind.by == "place" and part.kind.section in UNNAMED
            else Line("Name", *_names(part, twin))
        )
        changes.append(
            Change("moved" if line.label == "Place" else "renamed", _called(twin), twin.kind.many, twin, [line])
        )
    changes += [_whole("new", part) for part in fresh]
    return [*changes, *_order(old, new, was, now)]


def _identified(old: Group, new: Group) -> tuple[dict[Identity, Part], dict[Identity, Part]]:
    """The parts of both by what they are the same by: a name, or for rules and promises what stands in their place."""
    if old.kind.section not in UNNAMED:
        return {_identity(part): part for part in every_part([old])}, {
            _identity(part): part for part in every_part([new])
        }
    said = [[repr(part.data) for part in group.parts] for group in (old, new)]
    was: dict[Identity, Part] = {}
    now: dict[Identity, Part] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, said[0], said[1], autojunk=False).get_opcodes():
        both = min(i2 - i1, j2 - j1) if tag in ("equal", "replace") else 0
        for step in range(both):
            was[("", f"{i1 + step}")] = old.parts[i1 + step]
            now[("", f"{i1 + step}")] = new.parts[j1 + step]
        was |= {("was", f"{at}"): old.parts[at] for at in range(i1 + both, i2)}
        now |= {("now", f"{at}"): new.parts[at] for at in range(j1 + both, j2)}
    return was, now


def _identity(part: Part) -> Identity:
    values = part.data if isinstance(part.data, dict) else {}
    match part.kind.section:
        case "levels":
            return "levels", str(values.get("level"))
        case "stages" | "pipelines":
            return part.kind.section, str(values.get("name"))
    return part.kind.section, part.clause


def _same(old: Part, new: Part) -> bool:
    return _own(old) == _own(new)


def _own(part: Part) -> Data:
    """What a part itself says: of a level without its criteria, of the Book's title without the sections."""
    if not isinstance(part.data, dict):
        return part.data
    if not part.kind.path:
        return {each.name: part.data.get(each.name) for each in part.kind.inputs}
    held = INNER_KEYS.get(INNER.get(part.kind.section, ""))
    own = {name: each for name, each in part.data.items() if name != held}
    return own | ({"order": [each.name for each in part.inner]} if part.kind.section == "pipelines" else {})


def _twins(old: Part, new: Part) -> bool:
    """Whether two parts differ by nothing but their name or their place."""
    if old.kind is not new.kind:
        return False
    if old.kind.section in UNNAMED:
        return _same(old, new)
    said = [_nameless(part) for part in (old, new)]
    return bool(said[0]) and said[0] == said[1]


def _names(old: Part, new: Part) -> tuple[str, str]:
    """The names of a part before and after; as the text has them where both are called by the same label."""
    return (old.name, new.name) if old.name != new.name else (old.key, new.key)


def _nameless(part: Part) -> Data:
    if not isinstance(part.data, dict):
        return part.data
    return {name: each for name, each in part.data.items() if name not in ("level", "name")}


def _compared(old: Part, new: Part) -> Change:
    lines = list(lines_between(old.lines, new.lines))
    because = "" if any(line.label == "Because" for line in lines) else new.because
    return Change("changed", _called(new), new.kind.many, new, lines, because)


def lines_between(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> Iterable[Line]:
    """What differs between two lists of labelled values."""
    was, now = dict(old), dict(new)
    for label in dict.fromkeys([*was, *now]):
        if was.get(label, "") != now.get(label, ""):
            yield Line(label, was.get(label, ""), now.get(label, ""))


def _whole(what: str, part: Part) -> Change:
    lines = [Line(label, said if what == "gone" else "", said if what == "new" else "") for label, said in part.lines]
    return Change(what, _called(part), part.kind.many, part, lines)


def _order(old: Group, new: Group, was: Mapping[Identity, Part], now: Mapping[Identity, Part]) -> list[Change]:
    """Lists whose order counts: the entries that both have, in the order of each."""
    if old.kind.by != "place" or old.kind.section in UNNAMED:
        return []
    common = [key for key in was if key in now and was[key].kind is old.kind]
    after = sorted(common, key=lambda key: int(now[key].key))
    before = sorted(common, key=lambda key: int(was[key].key))
    if before == after:
        return []
    line = Line("Order", ", ".join(was[key].name for key in before), ", ".join(now[key].name for key in after))
    return [Change("moved", new.kind.many, new.kind.many, now[after[0]], [line])]


def _place(part: Part) -> str:
    return f"number {int(part.key) + 1}"


def _called(part: Part) -> str:
    """A part by its full name: a criterion with its level."""
    if part.kind.section == "criteria":
        level = part.clause.split(".")[1]
        return f"Level {level}, {part.name.lower()}"
    if part.kind.section == "pipeline_stages":
        return part.called
    if part.kind.section == "follow_up":
        return f"Follow-up of level {part.key}"
    alone = part.kind.section in ("levels", "general", "marketing", "sales") or part.kind.by == "one"
    return part.name if alone else f"{part.kind.one}: {part.name}"
