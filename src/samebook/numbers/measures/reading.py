"""A measure read from its ``.sql`` file: the header says what it means, and the SELECT is held to it."""

from samebook.kernel.refusals import Refused
from samebook.numbers.header import read_header
from samebook.numbers.language import read_query
from samebook.numbers.measures.definition import NEEDS, Kind, Measure
from samebook.numbers.tables import Registry, registry

BAD = "measures.bad_header"
REQUIRED = ("name", "title", "means", "kind", "grain", "columns", "unit", "nulls", "time", "source", "by", "drill")


def read_measure(text: str, *, chapter: str, declared: Registry = registry) -> Measure:
    """Read and check one definition.

    Raises:
        Refused: ``measures.bad_header``, ``measures.not_in_subset``.
    """
    header, sections = read_header(text, ("columns",), code=BAD)
    columns = sections["columns"]
    missing = [key for key in REQUIRED if not header.get(key) and not (key == "columns" and columns)]
    if missing:
        raise _bad(f"The header lacks {', '.join(missing)}.")
    query = read_query(text, declared)
    measure = Measure(
        name=header["name"],
        title=header["title"],
        means=header["means"],
        grain=header["grain"],
        unit=header["unit"],
        nulls=header["nulls"],
        time=header["time"],
        source=header["source"],
        drill=header["drill"],
        kind=_kind(header["kind"]),
        by=tuple(word.strip() for word in header["by"].split(",")),
        chapter=chapter,
        text=text,
        columns=columns,
        query=query,
        split=header.get("split", ""),
        horizons=tuple(float(word) for word in header.get("horizons", "").split(",") if word.strip()),
    )
    _check_columns(measure, declared)
    return measure


def _check_columns(measure: Measure, declared: Registry) -> None:
    given = set(measure.query.named_selects)
    if given != set(measure.columns):
        raise _bad(f"Header and SELECT differ in columns: {', '.join(sorted(given ^ set(measure.columns)))}.")
    needed = {"record_id", *NEEDS[measure.kind], *([measure.split] if measure.split else [])}
    for name in measure.by:
        if name not in declared.dimensions:
            raise _bad(f"There is no dimension {name}.")
        needed.add(declared.dimension(name).column)
    if measure.kind == "survival" and not measure.horizons:
        raise _bad("A measure of kind survival has horizons.")
    if needed - given:
        raise _bad(f"A measure of kind {measure.kind} also gives {', '.join(sorted(needed - given))}.")


def _kind(word: str) -> Kind:
    for kind in NEEDS:
        if kind == word:
            return kind
    raise _bad(f"There is no kind {word}; there are {', '.join(NEEDS)}.")


def _bad(message: str) -> Refused:
    return Refused(BAD, message)
