"""What the pages of the Book show of segments: the way from a segment's clause to who is in it."""

from collections.abc import Mapping

from django.urls import reverse

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of
from samebook.agreement.terms import State
from samebook.kernel.access import SEES_RECORDS, Actor
from samebook.kernel.refusals import Refused


def clause_pages(actor: Actor, edition: Edition) -> Mapping[tuple[str, str], tuple[str, str]]:
    """A page for each segment of the company's edition in force; drafts and earlier ones have no members."""
    if edition.state != State.IN_FORCE or edition.scope != "company" or not actor.has(*SEES_RECORDS):
        return {}
    try:
        names = book_of(edition).segments
    except Refused:
        return {}
    return {("segments", name): ("Members", reverse("segments:segment", args=[name])) for name in names}
