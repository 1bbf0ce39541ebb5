"""How the product says no: one exception for one refusal, and data for a list of problems."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """An action that may not happen, with the reason a person can act on.

    The form shows it at its field, the API returns its code, the command line prints it and exits non-zero.

    Args:
        code: Stable and dotted, ``leads.not_deliverable``; documented, never shown alone.
        message: What was wrong, where, and what to do. A full sentence.
        field: The name of the input it is about; None when it is about the whole.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class Missing(Refused):
    """A record that is not there, or not for this actor to know of: the two look the same."""

    def __init__(self, what: str = "record") -> None:
        super().__init__("records.missing", f"There is no such {what}, or it is not yours to see.")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a text or a file; problems are collected, never thrown at the first.

    Attributes:
        line: 1-based; 0 when the problem has no place.
        column: 1-based; 0 when the problem has no place in its line.
        code: Stable and dotted, ``book.unknown_field``.
        message: What is wrong.
        hint: What to do, such as the nearest valid spelling; may be empty.
    """

    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{place}{self.message}{f' {self.hint}' if self.hint else ''}"
