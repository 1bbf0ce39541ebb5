"""A draft that follows from the review."""

from datetime import datetime

from samebook.agreement.actions import draft_edition
from samebook.agreement.models import Edition
from samebook.agreement.queries import edition_of
from samebook.agreement.rules import DEPARTMENTS
from samebook.agreement.terms import State
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.leads.review.queries import review_of
from samebook.leads.review.surgery import without_criterion
from samebook.leads.review.wording import finding, reason_for


@action
def draft_without(actor: Actor, edition_id: int, *, criterion: str, at: datetime) -> Edition:
    """Draft the edition in force without one criterion, the evidence in its place.

    Args:
        criterion: With its level, ``A.money``.

    Raises:
        Refused: ``access.denied``; ``leads.not_in_force``; ``leads.no_evidence``, the review proposes nothing;
            ``leads.cannot_cut``; what ``review_of`` refuses.
        Missing: No such edition or criterion.
    """
    actor.require(*DEPARTMENTS, to="write editions")
    edition = edition_of(actor, edition_id)
    if edition.state != State.IN_FORCE:
        raise Refused("leads.not_in_force", "Only the edition in force is changed; this one is not in force.")
    review = review_of(actor, edition_id)
    found = review.criterion(criterion)
    if not found.may_go:
        raise Refused("leads.no_evidence", finding(found))
    text = without_criterion(edition.text, found.level, found.name, because=reason_for(review, found))
    title = f"{edition.title[:120]}, without {criterion}"
    return draft_edition(actor, text=text, title=title, based_on=edition.pk, at=at)
