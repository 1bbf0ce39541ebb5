"""Opportunities read by other programs."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from samebook.buying import queries
from samebook.buying.api.access import BEARER, reader_of, router
from samebook.buying.api.shapes import Key, Opportunities, OpportunityOut, shown

MOST = 500
"""Opportunities on a page."""


@router.get("", response=Opportunities, summary="List opportunities", openapi_extra=BEARER)
def list_opportunities(  # noqa: PLR0917 (each is a part of the address)
    request: HttpRequest,
    outcome: Literal["open", "won", "lost"] | None = None,
    pipeline: Annotated[str, Query(max_length=40)] = "",
    stage: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> dict[str, Any]:
    """The opportunities that the token may see, oldest first."""
    found = queries.opportunities_for(reader_of(request)).filter(pk__gt=after)
    wanted = {"outcome": outcome, "pipeline": pipeline, "stage": stage}
    said = {name: value for name, value in wanted.items() if value and "\0" not in value}
    rows = list(found.filter(**said).order_by("pk")[: limit + 1])
    page = rows[:limit]
    return {"results": [shown(each) for each in page], "next": page[-1].pk if len(rows) > limit else None}


@router.get("/{opportunity_id}", response=OpportunityOut, summary="Read one opportunity", openapi_extra=BEARER)
def read_opportunity(request: HttpRequest, opportunity_id: Key) -> dict[str, Any]:
    """One opportunity."""
    return shown(queries.opportunity_for(reader_of(request), opportunity_id))
