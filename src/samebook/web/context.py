"""What the shell around every page shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from samebook.web.places import address_of, places_for

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The company, who reads, where they may go, and their choice of light or dark."""
    theme = request.COOKIES.get("theme", "")
    company = getattr(request, "company", None)
    shown: dict[str, Any] = {
        "company": company.name if company else "",
        "simulated": bool(company and company.simulated),
        "zone": company.time_zone.replace("_", " ") if company else "UTC",
        "home": reverse("web:home"),
    }
    if getattr(request, "user", None) and request.user.is_authenticated:
        actor = request.actor  # type: ignore[attr-defined]  # put there by ActorMiddleware
        shown |= {
            "user": request.user.name,
            "roles": sorted(role.label for role in actor.roles),
            "places": places_for(actor, request.path),
            "search": address_of("web:search"),
            "searched": request.GET.get("q", "") if request.path == address_of("web:search") else "",
            "profile": reverse("settings:profile"),
            "logout": reverse("web:logout"),
        }
    return {"shell": shown, "theme": theme if theme in THEMES else ""}
