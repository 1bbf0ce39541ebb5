"""The language of the Book: read a text, check it, judge by it, and say in English and SQL what it means.

No Django and no database here. A text becomes a `Book` (`read_book`) or a list of problems; a Book becomes a
`CompiledBook` (`compile_book`), which judges and routes records, flat mappings of values keyed ``lead.country``.
"""

from samebook.book.compiled_condition import CompiledCondition
from samebook.book.compiling import CompiledBook, Route, compile_book
from samebook.book.durations import Duration, Unit
from samebook.book.explaining import Explanation, Part
from samebook.book.judging import Judgement, LevelResult, Lift, Question, Reason, Verdict
from samebook.book.model import Book, DeclaredField
from samebook.book.reading import read_book
from samebook.book.text import content_hash, normalise
from samebook.book.values import Type, Value, check_value, format_value, parse_value

__all__ = [
    "Book",
    "CompiledBook",
    "CompiledCondition",
    "DeclaredField",
    "Duration",
    "Explanation",
    "Judgement",
    "LevelResult",
    "Lift",
    "Part",
    "Question",
    "Reason",
    "Route",
    "Type",
    "Unit",
    "Value",
    "Verdict",
    "check_value",
    "compile_book",
    "content_hash",
    "format_value",
    "normalise",
    "parse_value",
    "read_book",
]
