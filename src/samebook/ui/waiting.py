"""Pages that wait for a job: they ask how far it is, and are loaded anew when it has ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from samebook.jobs.models import Job
from samebook.jobs.queries import OPEN
from samebook.ui.doors import SignedRequest


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a job makes, and where it is shown.

    Args:
        what: Said above the bar.
        result: Name of the address at which the result is read; takes the job's id.
        progress: Name of the address that says how far it is; takes the job's id.
    """

    what: str
    result: str
    progress: str

    def how_far(self, request: SignedRequest, job: Job) -> HttpResponseBase:
        """How far the job is; the page asks every second, and is loaded anew when it has ended."""
        if job.state not in OPEN:
            return anew(request, self.result, job.pk)
        return render(request, "ui/parts/awaited.html", self.shown(job))

    def waiting(self, request: SignedRequest, job: Job, page: Mapping[str, Any]) -> HttpResponseBase:
        """The page until the job is done, and when it has failed.

        Args:
            page: ``title``, ``head``, the page above with ``up`` and ``up_url``, ``said`` (what was asked for), and
                where one may ask again with ``again`` and ``again_url``.
        """
        return render(request, "ui/waiting.html", {**self.shown(job), **page})

    def shown(self, job: Job) -> dict[str, Any]:
        """What ``ui/parts/awaited.html`` shows."""
        return {"job": job, "what": self.what, "progress_url": reverse(self.progress, args=[job.pk])}


def anew(request: SignedRequest, address: str, *at: object) -> HttpResponseBase:
    """What a page is answered that still asks how far a job is when it has ended."""
    return HttpResponseClientRefresh() if request.htmx else redirect(address, *at)
