"""What leads tell of the sales they became: when somebody last tried to reach the customer and nothing came back."""

from collections.abc import Sequence
from datetime import datetime

from samebook.leads.models import Attempt, LeadResponse
from samebook.leads.terms import AttemptOutcome


def unanswered_tries(opportunity_ids: Sequence[int]) -> dict[int, datetime]:
    """By opportunity, the last attempt with no answer since: neither reached later, nor a response. Three queries."""
    tried: dict[int, datetime] = {}
    attempts = Attempt.objects.filter(lead__opportunity__in=opportunity_ids).exclude(outcome=AttemptOutcome.REACHED)
    for key, at in attempts.values_list("lead__opportunity_id", "happened_at"):
        tried[key] = max(at, tried.get(key, at))
    answered = answers([*tried])
    return {key: at for key, at in tried.items() if key not in answered or answered[key] < at}


def answers(opportunity_ids: Sequence[int]) -> dict[int, datetime]:
    """By opportunity, when the customer was last reached, or last responded. Two queries."""
    answered: dict[int, datetime] = {}
    reached = Attempt.objects.filter(lead__opportunity__in=opportunity_ids, outcome=AttemptOutcome.REACHED)
    responses = LeadResponse.objects.filter(lead__opportunity__in=opportunity_ids)
    for rows in (
        reached.values_list("lead__opportunity_id", "happened_at"),
        responses.values_list("lead__opportunity_id", "response__received_at"),
    ):
        for key, at in rows:
            answered[key] = max(at, answered.get(key, at))
    return answered
