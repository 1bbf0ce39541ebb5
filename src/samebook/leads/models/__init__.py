"""Leads, and what is done about them."""

from samebook.leads.models.attempt import Attempt
from samebook.leads.models.lead import Lead, LeadResponse
from samebook.leads.models.link import DeliveryLink

__all__ = ["Attempt", "DeliveryLink", "Lead", "LeadResponse"]
