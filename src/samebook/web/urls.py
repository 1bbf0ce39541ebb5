"""Addresses of the shell's own pages."""

from django.urls import path

from samebook.web.views import first_run, home, patterns, session, today

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("today", today.today, name="today"),
    path("nowhere", home.nowhere, name="nowhere"),
    path("login", session.SignIn.as_view(), name="login"),
    path("logout", session.SignOut.as_view(), name="logout"),
    path("start", first_run.first_run, name="first_run"),
    path("patterns", patterns.patterns, name="patterns"),
    path("patterns/job", patterns.job, name="patterns_job"),
    path("patterns/check", patterns.check, name="patterns_check"),
    path("healthz", home.healthz, name="healthz"),
]
