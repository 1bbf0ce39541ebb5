"""What a form changes in a draft's text, checked on the whole Book before anything is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samebook.agreement.editor.kinds import NEW, Kind, holder_of, path_of
from samebook.agreement.editor.reading import Reading, Use
from samebook.agreement.editor.renaming import Renaming, name_at, renamed
from samebook.agreement.editor.usual import USUAL, usual
from samebook.book.editing.spans import Data, Path
from samebook.book.editing.surgery import move, put
from samebook.book.pipelines import DEFAULT
from samebook.book.reading import KEYS
from samebook.kernel.refusals import Missing, Refused

MOST_NAMED = 5
_NEVER_EMPTY = {
    "criteria": "delete the level instead",
    "levels": "change it instead",
    "pipeline_stages": "delete the pipeline instead",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a form makes of a text; ``renaming`` where the part got another name."""

    text: str
    path: Path
    renaming: Renaming | None = None


def place_of(reading: Reading, kind: Kind, key: str) -> Path:
    """The path of a part that is there; ``Missing`` when it is not."""
    path = path_of(kind, key)
    if kind.by != "one" and reading.at(*path) is None and path not in _present(reading, path):
        raise Missing(kind.one.lower())
    return path


def changed(
    reading: Reading,
    kind: Kind,
    key: str,
    values: Mapping[str, Data],
    name: str = "",
    *,
    signed: Mapping[str, str] | None = None,
) -> Changed:
    """The text with one part as a form says it, and where that part stands now.

    Args:
        key: ``+`` for a part that is to be added (``0.+`` for a criterion of the first level).
        name: Of a part that has one; for one that is there a new name, carried through to where it is used.
        signed: Fields of signed editions, as `renamed` takes them.

    Raises:
        Refused: ``book.duplicate_key``, ``book.missing``, or what `renamed` and surgery refuse.
    """
    if key.rpartition(".")[2] == NEW:
        return Changed(*_added(reading, kind, key, values, name))
    path = place_of(reading, kind, key)
    stands, text, renaming = reading.at(*path), reading.text, None
    named = name if kind.by == "name" else str(values.get("level" if kind.section == "levels" else "name") or "")
    if named and named != name_at(reading, kind, key) != "":
        renaming = renamed(reading, kind, key, named, signed=signed or {})
        text = renaming.text
        path = (*path[:-1], named) if kind.by == "name" else path
    return Changed(put(text, path, _merged(stands, values, kind), order=_order(kind, path)), path, renaming)


def without(reading: Reading, kind: Kind, key: str) -> str:
    """The text without a part.

    Raises:
        Refused: ``book.in_use`` with where it is used; ``book.last``, something must stay.
    """
    path = place_of(reading, kind, key)
    text = reading.text
    siblings = reading.at(*path[:-1]) if path else None
    if kind.section in _NEVER_EMPTY and siblings is not None and len(siblings) == 1:
        instead = _NEVER_EMPTY[kind.section]
        raise Refused("book.last", f"This is the last one; {instead}.")
    if kind.section == "levels":
        level = reading.at(*path, "level")
        others = [use for use in reading.uses(kind, key) if use.section != "follow_up"]
        _refuse_uses(others, f"Level {level} cannot be deleted while it is used")
        text = put(text, ("follow_up", str(level)), None)
    else:
        _mind_uses(
            reading,
            kind,
            str(path[-1]) if path else "",
            f"“{path[-1] if path else ''}” cannot be deleted while it is used",
        )
    return put(text, path, None)


def moved(reading: Reading, kind: Kind, key: str, by: int) -> str:
    """The text with an entry of a list changed places with its neighbour; what is no list stays as it is."""
    return move(reading.text, path_of(kind, key), by) if kind.by == "place" else reading.text


def check(before: Reading, text: str, path: Path) -> Reading:
    """The changed text read; refused where the change brings in a problem that was not there.

    Raises:
        Refused: The problem's code; at the input that it is about, or with the part that it is in.
    """
    after = Reading(text)
    known = {(problem.code, problem.message) for problem in before.problems}
    fresh = [problem for problem in after.problems if (problem.code, problem.message) not in known]
    if not fresh:
        return after
    inside = [problem for problem in fresh if after.where(problem)[: len(path)] == path] if path else []
    for problem in inside:
        rest = after.where(problem)[len(path) :]
        field = str(rest[0]) if rest else None
        raise Refused(problem.code, f"{problem.message} {problem.hint}".strip(), field)
    problem = fresh[0]
    more = f" (and {len(fresh) - 1} more)" if len(fresh) > 1 else ""
    where = after.label(after.where(problem))
    raise Refused(problem.code, f"With this, {where} no longer holds: {problem.message} {problem.hint}{more}".strip())


def _added(reading: Reading, kind: Kind, key: str, values: Mapping[str, Data], name: str) -> tuple[str, Path]:
    if kind.by == "place":
        holder = holder_of(kind, key)
        items = reading.at(*holder)
        path: Path = (*holder, len(items) if isinstance(items, list) else 0)
    else:
        path = path_of(kind, f"{key.removesuffix(NEW)}{name or NEW}")
        if not name:
            raise Refused("book.missing", "Give it a name.", "name")
        if reading.at(*path) is not None or path in _present(reading, path):
            raise Refused("book.duplicate_key", f"{name!r} stands here already; choose another name.", "name")
    data: Data = {**values}
    if kind.section == "levels":
        data = {**values, "criteria": _last_level(reading).get("criteria")}
    if kind.section == "pipelines":
        data = {**values, "stages": [{"name": each.name, "decision": each.decision} for each in DEFAULT.stages]}
    merged = _merged(None, data, kind)  # type: ignore[arg-type]
    if kind.section in USUAL and reading.at(*kind.path) is None:
        entries = {**usual(kind.section, reading.at("stall_causes")), str(path[-1]): merged}
        return put(reading.text, kind.path, entries, order=KEYS), path
    text = put(reading.text, path, merged, order=_order(kind, path))
    if kind.section == "levels" and isinstance(follow := reading.at("follow_up"), dict) and follow:
        terms = follow.get(str(_last_level(reading).get("level"))) or list(follow.values())[-1]
        text = put(text, ("follow_up", str(values.get("level"))), terms)
    return text, path


def _last_level(reading: Reading) -> dict[str, Any]:
    levels = reading.at("qualification")
    return levels[-1] if isinstance(levels, list) and levels and isinstance(levels[-1], dict) else {}


def _merged(old: Data, values: Mapping[str, Data], kind: Kind) -> Data:
    """What was there with the form's values; what no input asks for stays. A reason without more is its meaning."""
    kept = old if isinstance(old, dict) else {}
    merged = {name: each for name, each in {**kept, **values}.items() if each not in (None, "", [])}
    if kind.section in ("rejection_reasons", "not_a_lead") and set(merged) == {"means"} and not isinstance(old, dict):
        return str(merged["means"])
    ordered = [each.name for each in kind.inputs]
    return {
        name: merged[name] for name in [*[n for n in ordered if n in merged], *[n for n in merged if n not in ordered]]
    }


def _order(kind: Kind, path: Path) -> tuple[str, ...]:
    return KEYS if len(path) <= 1 or kind.by == "one" else ()


def _present(reading: Reading, path: Path) -> set[Path]:
    """Entries that are there without a value."""
    holder = reading.at(*path[:-1])
    return {(*path[:-1], name) for name in holder} if isinstance(holder, dict) else set()


def _mind_uses(reading: Reading, kind: Kind, name: str, what: str) -> None:
    if kind.section in ("segments", "fields", "measures", "stall_causes"):
        _refuse_uses(reading.uses(kind, name), what)


def _refuse_uses(uses: list[Use], what: str) -> None:
    if uses:
        more = f" and {len(uses) - MOST_NAMED} more" if len(uses) > MOST_NAMED else ""
        named = "; ".join(use.label for use in uses[:MOST_NAMED])
        raise Refused("book.in_use", f"{what}: {named}{more}. Change these first.")
