"""The JSON API: collects the chapters' routers and turns every refusal into one shape."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from samebook.board.api import router as board
from samebook.buying.api import router as opportunities
from samebook.communications.holdouts.api import router as holdouts
from samebook.groups.api import router as groups
from samebook.kernel.refusals import Missing, Refused
from samebook.launches.api import router as launches
from samebook.leads.api import router as leads
from samebook.plays.api import router as plays
from samebook.plays.effects.api import router as lots
from samebook.segments.api import router as segments
from samebook.stalls.api import router as stalls
from samebook.web.api_analyses import router as analyses
from samebook.web.api_numbers import router as numbers

api = NinjaAPI(
    title="Samebook",
    version="1",
    description="Leads in, numbers out. Every answer that refuses has a code, a message and the field it is about.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/hold-outs", holdouts)
api.add_router("/launches", launches)
api.add_router("/leads", leads)
api.add_router("/opportunities", opportunities)
api.add_router("/opportunities", groups)
api.add_router("/measures", numbers)
api.add_router("/board", board)
api.add_router("/analyses", analyses)
api.add_router("/segments", segments)
api.add_router("/offers-by-lot", lots)
api.add_router("/stalls", stalls)
api.add_router("/plays", plays)

STATUS = {"access.token": 401, "access.denied": 403, "api.key_reused": 422, "api.too_large": 413}


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What a rule said no to."""
    status = 404 if isinstance(refusal, Missing) else STATUS.get(refusal.code, 422)
    body = {"code": refusal.code, "message": refusal.message, "field": refusal.field}
    response = api.create_response(request, body, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that is not of its type."""
    place = ".".join(str(part) for part in error.errors[0].get("loc", ())[1:]) if error.errors else ""
    message = str(error.errors[0].get("msg", "")) if error.errors else "The request is not valid."
    return api.create_response(request, {"code": "api.invalid", "message": message, "field": place[:200]}, status=422)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses by itself, such as a body that is no JSON."""
    body = {"code": "api.invalid", "message": error.message, "field": None}
    return api.create_response(request, body, status=error.status_code)
