"""The clauses of an edition: what each says, why, and which editions say the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from samebook.agreement.clauses import ClauseText, clauses_of, label_of
from samebook.agreement.editor.reading import Reading
from samebook.agreement.editor.words import clause_in_words
from samebook.book.model import Book

NO_CLAUSES = frozenset({"title", "scope", "calendar"})
"""What an edition is called and where it holds: nothing that a quarter could bear out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The clauses of one edition beside those of the editions around it.

    Attributes:
        reading: Its text, as it is told in words.
        places: Names of territories by their code.
        because: Reasons by clause, as far as the Book gives any.
        texts: Every edition's clauses, by its id.
    """

    edition_id: int
    reading: Reading
    places: Mapping[str, str]
    because: Mapping[str, str]
    texts: Mapping[int, Mapping[str, ClauseText]]

    @classmethod
    def of(cls, edition_id: int, book: Book, texts: Mapping[int, str], places: Mapping[str, str]) -> "Wording":
        """Read every text once.

        Args:
            places: Names of territories by their code.
        """
        clauses = {pk: clauses_of(text) for pk, text in texts.items()}
        return cls(edition_id, Reading(texts[edition_id]), places, dict(reasons_in(book)), clauses)

    def says(self, name: str) -> str:
        """A clause in words; empty where it is no sentence."""
        return clause_in_words(self.reading, name, self.places)

    def same(self, name: str) -> frozenset[int]:
        """The editions whose clause of this name says what this edition's says.

        A clause that names segments says the same only where all segments do.
        """
        mine = self.texts[self.edition_id]
        return frozenset(pk for pk, clauses in self.texts.items() if _alike(mine, clauses, name))

    def leaves(self) -> list[str]:
        """The names of the clauses that hold no others, in the order of the text."""
        names = list(self.texts[self.edition_id])
        holds = {name.rpartition(".")[0] for name in names} | {
            name.rpartition(".")[0] for name in names if name.startswith("fields.")
        }
        holds |= {name.partition(".")[0] for name in names if "." in name}
        return [name for name in names if name not in holds and name not in NO_CLAUSES]

    def label(self, name: str) -> str:
        return label_of(name)


def reasons_in(book: Book) -> Iterator[tuple[str, str]]:
    """Each reason that stands in a Book, by its clause; several of one clause as one."""
    found: list[tuple[str, str | None]] = []
    for level in book.qualification:
        found.append((f"qualification.{level.name}", level.because))
        found += [(f"qualification.{level.name}.{each.name}", each.because) for each in level.criteria]
    found += [(f"follow_up.{name}", each.because) for name, each in book.follow_up.items()]
    found += [(f"rejection_reasons.{each.name}", each.because) for each in book.rejection_reasons.values()]
    found += [(f"not_a_lead.{each.name}", each.because) for each in book.not_a_lead.values()]
    found += [("recycle", book.recycle.because if book.recycle else None)]
    for name, group in (
        ("routing", book.routing),
        ("promises.marketing", book.marketing_promises),
        ("promises.sales", book.sales_promises),
    ):
        found.append((name, " ".join(_each_once(each.because for each in group))))
    yield from ((name, because) for name, because in found if because)


def _each_once(reasons: Iterator[str | None]) -> Sequence[str]:
    return list(dict.fromkeys(each for each in reasons if each))


def _alike(mine: Mapping[str, ClauseText], other: Mapping[str, ClauseText], name: str) -> bool:
    if name not in mine or name not in other or mine[name].text != other[name].text:
        return False
    if "in_segment" not in mine[name].text:
        return True
    return _text(mine, "segments") == _text(other, "segments")


def _text(clauses: Mapping[str, ClauseText], name: str) -> str:
    return clauses[name].text if name in clauses else ""
