"""The condition builder of the Book's forms for a private segment: the edition's fields, its segments and one's own."""

from functools import cached_property

from samebook.agreement.editor.reading import Reading
from samebook.agreement.queries import InForce
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.kernel.refusals import Problem
from samebook.segments.models import Segment
from samebook.segments.resolving import Resolver


class OwnReading(Reading):
    """What a condition may name when one person writes it.

    Args:
        name: Of the segment that is being written; it cannot name itself.
    """

    def __init__(self, current: InForce, owner_id: int, name: str = "") -> None:
        super().__init__(current.edition.text)
        own = dict(Segment.objects.filter(owner=owner_id).exclude(name=name).values_list("name", "condition"))
        self.current = current
        self.name = name
        self.own = own
        self.resolver = Resolver(current.book, own)

    @cached_property
    def fields(self) -> dict[str, DeclaredField]:
        return dict(self.current.book.fields)

    @cached_property
    def segments(self) -> list[str]:
        return [*self.current.book.segments, *sorted(self.own.keys() - self.current.book.segments.keys())]

    def condition(self, text: str, section: str = "") -> tuple[Expression | None, list[Problem]]:
        return self.resolver.under(self.name, text)
