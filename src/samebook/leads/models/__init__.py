"""Leads, what is done about them, and the polls on what their words mean."""

from samebook.leads.models.attempt import Attempt
from samebook.leads.models.lead import Lead, LeadResponse
from samebook.leads.models.poll import Poll, PollAnswer, PollInvitation

__all__ = ["Attempt", "Lead", "LeadResponse", "Poll", "PollAnswer", "PollInvitation"]
