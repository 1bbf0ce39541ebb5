"""The header of an analysis."""

from samebook.numbers import header

SECTIONS = ("columns", "parameters")
"""Keys whose indented lines are ``name: words`` each."""


def read_header(text: str) -> tuple[dict[str, str], dict[str, header.Names]]:
    """What the comment lines before the SELECT say: plain keys, and the names of each section.

    Raises:
        Refused: ``analyses.bad_header``.
    """
    return header.read_header(text, SECTIONS, code="analyses.bad_header")
