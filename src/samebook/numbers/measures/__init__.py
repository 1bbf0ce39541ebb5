"""Measures: numbers with a definition, in ``.sql`` files of chapters and in the Book."""

from samebook.numbers.measures.catalogue import (
    BOOK,
    Found,
    measure_named,
    measures,
    shipped,
    sources,
    without_figures,
)
from samebook.numbers.measures.definition import Kind, Made, Measure, text_hash
from samebook.numbers.measures.reading import read_measure

__all__ = [
    "BOOK",
    "Found",
    "Kind",
    "Made",
    "Measure",
    "measure_named",
    "measures",
    "read_measure",
    "shipped",
    "sources",
    "text_hash",
    "without_figures",
]
