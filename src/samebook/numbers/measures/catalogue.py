"""Every measure by its name: those that are files of chapters, and those of the Book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from samebook.kernel.refusals import Missing, Refused
from samebook.numbers.measures.definition import Measure
from samebook.numbers.measures.reading import read_measure
from samebook.numbers.tables import registry

BOOK = "book_"
"""What the names of the Book's measures begin with, so that no release can take one of them."""
_loaded: dict[str, Measure] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """What the Book defines.

    Attributes:
        measures: By name.
        without_figures: Names of those that have none, with the reason.
    """

    measures: Mapping[str, Measure]
    without_figures: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[int | None], Found]
"""Measures that are defined elsewhere: as they are in force now, or as an edition of that number had them."""
sources: list[Source] = []
"""Filled by ``config``; each keeps what it has read for as long as its text is the same."""


def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order of the chapters; then those of the Book in force.

    Raises:
        ValueError: Two of one name.
    """
    found = dict(shipped())
    for source in sources:
        found |= source(None).measures
    return found


def without_figures() -> Mapping[str, str]:
    """Names of the measures of the Book in force that have no figures, with the reason."""
    return {name: why for source in sources for name, why in source(None).without_figures.items()}


def shipped() -> Mapping[str, Measure]:
    """The measures that are files of chapters.

    Raises:
        ValueError: Two of one name, or one that begins as the Book's do.
    """
    if not _loaded:
        found: dict[str, Measure] = {}
        for chapter, folder in registry.folders.items():
            for path in sorted(folder.glob("*.sql")):
                measure = read_measure(path.read_text("utf-8"), chapter=chapter)
                if measure.name != path.stem or measure.name in found or measure.name.startswith(BOOK):
                    raise ValueError(f"{path}: the name {measure.name} is not the file's, or is taken")
                found[measure.name] = measure
        _loaded.update(found)
    return _loaded


def measure_named(name: str, *, edition: int | None = None) -> Measure:
    """One measure.

    Args:
        edition: Number of an edition of the Book: as it was defined there, whatever is in force now.

    Raises:
        Missing: There is none of that name.
        Refused: ``measures.no_figures``, with the reason.
    """
    if not name.startswith(BOOK):
        if name in shipped():
            return shipped()[name]
        raise Missing(f"measure “{name[:60]}”")
    for source in sources:
        found = source(edition)
        if name in found.measures:
            return found.measures[name]
        if name in found.without_figures:
            raise Refused("measures.no_figures", found.without_figures[name])
    raise Missing(f"measure “{name[:60]}”")
