"""Whether a Book keeps the names of the fields that signed editions have."""

from samebook.agreement.field_rules import check_fields_keep_names
from samebook.agreement.models import Edition
from samebook.agreement.terms import State
from samebook.book import Book, read_book


def check_fields(book: Book) -> None:
    """Compare with every edition that is signed or in force; refuses as ``check_fields_keep_names`` does. One query."""
    for edition in Edition.objects.filter(state__in=[State.SIGNED, State.IN_FORCE]).order_by("pk"):
        signed, _ = read_book(edition.text)
        if signed is not None:
            check_fields_keep_names(signed.fields, book.fields, edition=str(edition))
