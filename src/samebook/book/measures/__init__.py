"""Measures of a Book: read from its text, checked against the declared tables, and said in English."""

from samebook.book.measures.reading import read_measures

__all__ = ["read_measures"]
