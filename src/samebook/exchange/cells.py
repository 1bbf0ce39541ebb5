"""One row of a file as text, and how large a file's parts may be. No Django here."""

from dataclasses import dataclass

from samebook.kernel.refusals import Refused

LONGEST_LINE = 1_000_000
LONGEST_CELL = 100_000
MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Cells:
    """One row as text. ``refused`` says why it cannot be taken; the cells are then as far as they could be read.

    Attributes:
        number: The row as a spreadsheet counts them: the header is 1, a line break within quotes starts none.
    """

    number: int
    cells: tuple[str, ...]
    refused: Refused | None = None
