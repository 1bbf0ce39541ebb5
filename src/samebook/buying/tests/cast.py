"""A Book put in force for the tests of opportunities."""

from datetime import datetime, timedelta

from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
from samebook.agreement.models import Edition
from samebook.web.tests.cast import PASSWORD, Cast


def put_in_force(cast: Cast, text: str, *, at: datetime) -> Edition:
    """Both sides sign a text, and it takes force at a moment."""
    before = at - timedelta(hours=2)
    marketing, sales = cast.actor("marketing"), cast.actor("sales_manager")
    edition = draft_edition(marketing, text=text, at=before)
    edition = propose_edition(marketing, edition.pk, in_force_from=at, at=before)
    for actor, side in ((marketing, "marketing"), (sales, "sales")):
        sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=before)
    take_force(at=at)
    return edition
