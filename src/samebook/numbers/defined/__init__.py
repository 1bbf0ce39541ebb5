"""A measure of the Book as one of ours: its SELECT gives a row per record, so that what holds for ours holds for it.

Its conditions are the Book's own and are written for each engine by the Book (``book.sql_form``).
"""

from samebook.numbers.defined.making import defined, measure_of
from samebook.numbers.defined.texts import whole_text

__all__ = ["defined", "measure_of", "whole_text"]
