"""The router of opportunities, and how a change to one is answered."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from samebook.buying.api.shapes import OpportunityOut, shown
from samebook.buying.callers import BEARER, let_in, once, reader_of
from samebook.buying.models import Opportunity
from samebook.kernel.access import Actor

__all__ = ["BEARER", "done", "reader_of", "router"]

router = Router(tags=["opportunities"], auth=let_in)


def done(request: HttpRequest, status: int, act: Callable[[Actor, datetime], Opportunity]) -> HttpResponse:
    """Do it once for its key, and answer with how the opportunity stands."""
    return once(request, status, lambda actor, at: OpportunityOut(**shown(act(actor, at))).model_dump(mode="json"))
