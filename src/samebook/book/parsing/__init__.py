"""Text of a condition to a typed expression. SQLGlot reads it; every node is checked here, nothing is inherited."""

from samebook.book.parsing.condition import parse_condition

__all__ = ["parse_condition"]
