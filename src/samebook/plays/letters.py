"""Mails to people inside: a play to approve, steps that are due, whether a play helped, requests that are late."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from samebook.company.models import User
from samebook.company.queries import local_moment
from samebook.jobs.mail import Letter
from samebook.plays.links import PURPOSES, link
from samebook.plays.models import PlayRequest, PlayRun, RunStep
from samebook.plays.queries import ATTACHED
from samebook.plays.terms import StepState

APPROVAL = "plays.approval"
STEP = "plays.step"
"""An e-mail of a play, to somebody at a customer."""
LISTED = 30
"""How many steps or requests one mail names; the rest are on Today."""


def to_approve(run: PlayRun, owner: User) -> Letter:
    """What would be done in the rep's name, with links to approve it or do without; they need no login."""
    steps = run.steps.select_related("step").prefetch_related(ATTACHED).exclude(state=StepState.SKIPPED)
    context = {
        "rep": owner, "run": run, "steps": list(steps.order_by("place")), "page": page_of(run),
        "links": {purpose: link(run.pk, owner.pk, purpose) for purpose in PURPOSES},
    }  # fmt: skip
    text = render_to_string("plays/mail/approve.txt", context)
    return Letter(owner.email, _line(f"To approve: {run.version.play.name}"), text, APPROVAL)


def page_of(run: PlayRun) -> str:
    """The address of its page, which no other play in use has."""
    return _page("plays:run", run.pk)


def helped(run: PlayRun, maker: User) -> Letter:
    """What a rep said of a play, for who keeps it."""
    context = {"maker": maker, "run": run, "page": _page("plays:play", run.version.play_id)}
    text = render_to_string("plays/mail/helped.txt", context)
    verb = "helped" if run.helped else "did not help"
    return Letter(maker.email, _line(f"{run.version.play.name} {verb}"), text, "plays.helped")


def due(user: User, steps: Sequence[RunStep]) -> Letter:
    """Steps that somebody should have performed by now."""
    listed = [(step, local_moment(step.due_at) if step.due_at else "") for step in steps[:LISTED]]
    context = {"user": user, "steps": listed, "more": max(0, len(steps) - LISTED), "page": _page("web:today")}
    text = render_to_string("plays/mail/due.txt", context)
    count = len(steps)
    return Letter(user.email, f"{count} step{'' if count == 1 else 's'} of plays due", text, "plays.due")


def late(user: User, requests: Sequence[PlayRequest], at: datetime) -> Letter:
    """Plays that marketing owed by now, for marketing and for who asked."""
    listed = [(each, local_moment(each.due_at) if each.due_at else "") for each in requests[:LISTED]]
    context = {"user": user, "requests": listed, "page": _page("plays:requests")}
    text = render_to_string("plays/mail/late.txt", context)
    count = len(requests)
    return Letter(user.email, f"{count} play{'' if count == 1 else 's'} asked for and late", text, "plays.late")


def _page(name: str, *arguments: int) -> str:
    return f"{settings.SAMEBOOK_BASE_URL}{reverse(name, args=arguments)}"


def _line(text: str) -> str:
    return " ".join(text.split())[:150]
