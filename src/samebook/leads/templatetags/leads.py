"""What leads offers to the pages of other chapters."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import RequestContext

from samebook.leads.effect.telling import outcome_inside, outcome_words
from samebook.leads.inbox import Section

register = template.Library()
register.filter("outcome", outcome_words)
register.filter("outcome_inside", outcome_inside)


@register.inclusion_tag("leads/parts/section.html", takes_context=True)
def lead_section(context: RequestContext, section: Section, now: datetime) -> dict[str, Any]:
    """One list of the inbox with its heading; its acts lead back to the page that shows it."""
    request = context["request"]
    return {"section": section, "now": now, "request": request, "csrf_token": context.get("csrf_token")}
