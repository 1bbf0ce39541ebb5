"""What leads tell of the sales they became: when somebody last tried to reach the customer and nothing came back."""

from collections.abc import Sequence
from datetime import datetime

from samebook.leads.models import Attempt, LeadResponse
from samebook.leads.terms import AttemptOutcome


def unanswered_tries(opportunity_ids: Sequence[int]) -> dict[int, datetime]:
    """By opportunity, the last attempt with no answer since: neither reached later, nor a response. Two queries."""
    tried: dict[int, datetime] = {}
    answered: dict[int, datetime] = {}
    attempts = Attempt.objects.filter(lead__opportunity__in=opportunity_ids)
    for key, outcome, at in attempts.values_list("lead__opportunity_id", "outcome", "happened_at"):
        kept = answered if outcome == AttemptOutcome.REACHED else tried
        kept[key] = max(at, kept.get(key, at))
    responses = LeadResponse.objects.filter(lead__opportunity__in=tried)
    for key, at in responses.values_list("lead__opportunity_id", "response__received_at"):
        answered[key] = max(at, answered.get(key, at))
    return {key: at for key, at in tried.items() if key not in answered or answered[key] < at}
