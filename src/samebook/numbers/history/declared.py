"""What chapters declare of history: its tables, and what a row of a file may say. This module knows no domain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from samebook.kernel.refusals import Missing
from samebook.numbers.tables import FactTable

Kind = Literal["identity", "instant", "key", "code"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Records by a word that files call them by.

    Attributes:
        rows: Its first column is the word (text, each once), the others what is known by it. It is read when an import
            begins, kept in memory, and never written anywhere.
        groups: Columns of the bulk table that are filled together, where the first of the group is still empty.
    """

    rows: FactTable
    groups: tuple[tuple[str, ...], ...]

    @property
    def finds(self) -> str:
        """The column that says whether a record was found."""
        return self.groups[0][0]


@dataclass(frozen=True, slots=True)
class BulkField:
    """One thing that a row of a file may say.

    ``identity`` is the row's own id where the file comes from; ``instant`` fills a column of that type; ``key`` is a
    word that a lookup knows; ``code`` fills a column with one of few words.

    Attributes:
        also: Other names that files have for it.
        column: That an ``instant`` or a ``code`` fills.
        clean: How a word is made comparable before it is looked up; called once for each different word of a batch.
        words: What a ``code`` may be, by the word in lower case; None for any short word that holds no address.
        longest: Characters at most.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    also: tuple[str, ...] = ()
    required: bool = False
    column: str = ""
    lookup: Lookup | None = None
    clean: Callable[[str], str] | None = None
    words: Callable[[], Mapping[str, str]] | None = None
    longest: int = 200


@dataclass(frozen=True, slots=True)
class BulkTable:
    """A fact table whose rows come from files of history.

    Attributes:
        label: Of many rows, in the middle of a sentence: ``touches``.
        taken: External ids that the records hold already, so that the same thing is not counted twice; may be None.
    """

    table: FactTable
    label: str
    fields: tuple[BulkField, ...]
    taken: FactTable | None = None

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def instant(self) -> BulkField:
        return next(one for one in self.fields if one.kind == "instant")

    @property
    def identity(self) -> BulkField:
        return next(one for one in self.fields if one.kind == "identity")

    @property
    def by_name(self) -> Mapping[str, BulkField]:
        return {one.name: one for one in self.fields}

    def __post_init__(self) -> None:
        for column in ("import_id", self.instant.column):
            if column not in self.table.names:
                raise ValueError(f"{self.table.name} has no column {column}")


@dataclass(slots=True)
class Declared:
    tables: dict[str, BulkTable] = field(default_factory=dict)

    def table(self, name: str) -> BulkTable:
        try:
            return self.tables[name]
        except KeyError:
            raise Missing(f"history of “{name[:60]}”") from None


declared = Declared()


def register_history(*tables: BulkTable) -> None:
    """Make bulk tables known under their names."""
    declared.tables.update({table.name: table for table in tables})
