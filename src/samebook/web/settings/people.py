"""Users and teams."""

from datetime import UTC, datetime

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samebook.company import actions, queries
from samebook.company.models import Team
from samebook.kernel.refusals import Missing
from samebook.ui.doors import SignedRequest
from samebook.ui.paging import page_of
from samebook.web.settings.doors import administrators, done, frame, kept, status_of
from samebook.web.settings.forms import NewUserForm, PasswordForm, TeamForm, UserForm


@require_safe
@administrators
def users(request: SignedRequest) -> HttpResponseBase:
    """Everyone with a login, those who left last."""
    found = queries.users(request.actor)
    page = page_of(found, ("-is_active", "name", "id"), request.GET)
    return render(request, "web/settings/users.html", frame("users") | {"page": page})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@administrators
def new(request: SignedRequest) -> HttpResponseBase:
    """Give a person a login."""
    form = NewUserForm(request.POST or None, actor=request.actor)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.add_user(request.actor, **form.values(), at=now),
        "The user is added. Tell them their first password; they can change it.",
    ):
        return redirect("settings:users")
    return render(request, "web/settings/user.html", frame("users") | {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@administrators
def user(request: SignedRequest, user_id: int) -> HttpResponseBase:
    """One user: roles, team, territories, capacity."""
    found = queries.user_of(request.actor, user_id)
    form = UserForm(request.POST or None, actor=request.actor, user=found)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.change_user(request.actor, user_id, **form.values(), at=now),
        f"{found.name} is changed.",
    ):
        return redirect("settings:users")
    page = frame("users") | {"form": form, "found": found, "password_form": PasswordForm()}
    return render(request, "web/settings/user.html", page, status=status_of(form))


@sensitive_post_parameters("password")
@require_POST
@administrators
def password(request: SignedRequest, user_id: int) -> HttpResponseBase:
    """Give a user a new password."""
    found = queries.user_of(request.actor, user_id)
    form = PasswordForm(request.POST)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.set_password(request.actor, user_id, **form.cleaned_data, at=now),
        f"{found.name} has a new password; their open sessions have ended.",
    ):
        return redirect("settings:user", user_id)
    page = frame("users") | {"form": UserForm(actor=request.actor, user=found), "found": found, "password_form": form}
    return render(request, "web/settings/user.html", page, status=422)


@require_POST
@administrators
def end(request: SignedRequest, user_id: int) -> HttpResponseBase:
    """End a login; what the person did stays."""
    now = datetime.now(UTC)
    done(request, lambda: actions.deactivate_user(request.actor, user_id, at=now), "The login is ended.")
    return redirect("settings:user", user_id)


@require_POST
@administrators
def readmit(request: SignedRequest, user_id: int) -> HttpResponseBase:
    """Let a person log in again."""
    now = datetime.now(UTC)
    done(request, lambda: actions.reactivate_user(request.actor, user_id, at=now), "The login holds again.")
    return redirect("settings:user", user_id)


@require_http_methods(["GET", "POST"])
@administrators
def teams(request: SignedRequest) -> HttpResponseBase:
    """Every team; a POST adds one."""
    form = TeamForm(request.POST or None)
    now = datetime.now(UTC)
    if kept(request, form, lambda: actions.add_team(request.actor, **form.values(), at=now), "The team is added."):
        return redirect("settings:teams")
    page = frame("teams") | {"teams": queries.teams(), "form": form}
    return render(request, "web/settings/teams.html", page, status=status_of(form))


@require_http_methods(["GET", "POST"])
@administrators
def team(request: SignedRequest, team_id: int) -> HttpResponseBase:
    """One team: name, calendar, manager."""
    found = _team(team_id)
    form = TeamForm(request.POST or None, team=found)
    now = datetime.now(UTC)
    if kept(
        request,
        form,
        lambda: actions.change_team(request.actor, team_id, **form.values(), at=now),
        f"{found.name} is changed. Running clocks keep the deadline they were given.",
    ):
        return redirect("settings:teams")
    page = frame("teams") | {"team": found, "form": form}
    return render(request, "web/settings/team.html", page, status=status_of(form))


def _team(team_id: int) -> Team:
    found = queries.teams().filter(pk=team_id).first()
    if found is None:
        raise Missing("team")
    return found
