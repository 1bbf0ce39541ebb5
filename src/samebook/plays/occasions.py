"""What a play is written for: a request of sales, or what a chapter above misses, such as a cell of a launch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing
from samebook.plays.aims import For, known_at, within
from samebook.plays.languages import usual_in
from samebook.plays.matching import words_at
from samebook.plays.models import PlayRequest
from samebook.plays.queries import request_for

REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What asked for a play, for a reader who may see it.

    Attributes:
        words: What it is, as a line of a page.
        url: Its page.
        said: What the play would be for.
    """

    words: str
    url: str
    said: For


sources: dict[str, Callable[[Actor, int, datetime], Occasion]] = {}
"""By kind, how chapters above tell of what they miss; ``Missing`` for what is not there or not the reader's."""


def occasion_for(actor: Actor, key: str, at: datetime) -> Occasion:
    """What a key such as ``request:5`` stands for, without names that the Book in force does not have.

    Raises:
        Missing: It stands for nothing, or for nothing that the actor may see.
    """
    kind, _, number = key.partition(":")
    source = _of_request if kind == REQUEST else sources.get(kind)
    if source is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Missing("occasion")
    found = source(actor, int(number), at)
    return Occasion(found.words, found.url, within(found.said, known_at(at)))


def shown_occasion(actor: Actor, key: str, at: datetime) -> Occasion | None:
    """The same for a page; None where there is none, or none that the reader may see."""
    try:
        return occasion_for(actor, key, at) if key else None
    except Missing:
        return None


def key_of(request: PlayRequest) -> str:
    return f"{REQUEST}:{request.pk}"


def _of_request(actor: Actor, request_id: int, at: datetime) -> Occasion:
    """A request: its cause and role, the decision of its stall, the languages usual where the customer is."""
    request = request_for(actor, request_id)
    words = words_at(at)
    account = request.opportunity.account if request.opportunity else None
    said = For(
        causes=[request.cause],
        roles=[request.role] if request.role else [],
        decisions=[request.stall.decision] if request.stall and request.stall.decision else [],
        languages=sorted(usual_in(account.country)) if account else [],
    )
    asked = f"{request.asked_by.name} asked for it: {words.causes.get(request.cause, request.cause)}. {request.why}"
    return Occasion(asked, f"{reverse('plays:requests')}#request-{request.pk}", said)
