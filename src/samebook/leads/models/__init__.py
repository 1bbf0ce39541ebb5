"""Leads, and what is done about them."""

from samebook.leads.models.attempt import Attempt
from samebook.leads.models.lead import Lead, LeadResponse

__all__ = ["Attempt", "Lead", "LeadResponse"]
