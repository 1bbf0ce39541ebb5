"""A visitor's request through the public form: the response, and what they allowed, in one transaction."""

from datetime import datetime

from samebook.accounts.actions import record_consent
from samebook.communications.models import Response
from samebook.journal.transactions import action
from samebook.kernel.access import Actor
from samebook.leads.actions.intake import take_in
from samebook.leads.arrivals import LeadArrival, TakenIn

PURPOSE = "marketing"


@action
def sign_up(actor: Actor, arrival: LeadArrival, *, wording: str | None, at: datetime) -> TakenIn:
    """Take one request in; the same external id adds nothing again, neither a lead nor a consent.

    Args:
        wording: The version of the sentence that the visitor agreed to; None when they did not.
    """
    [taken] = take_in(actor, [arrival], at=at, origin="form")
    if wording is None or taken.outcome not in ("created", "joined"):
        return taken
    person_id = Response.objects.filter(external_id=arrival.external_id).values_list("person_id", flat=True).first()
    if person_id is not None:
        record_consent(
            actor, person_id, purpose=PURPOSE, channel="email", granted=True, origin="form", at=at, wording=wording
        )
    return taken
