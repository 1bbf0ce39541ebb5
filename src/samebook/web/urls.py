"""Addresses of the shell's own pages."""

from django.urls import path

from samebook.web.importing import views as imports
from samebook.web.views import first_run, home, patterns, search, session, today

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
    path("search", search.search, name="search"),
    path("import/", imports.imports, name="imports"),
    path("import/<id:upload_id>", imports.one, name="import"),
    path("import/<id:upload_id>/read", imports.read, name="import_read"),
    path("import/<id:upload_id>/start", imports.start, name="import_start"),
    path("import/<id:upload_id>/resume", imports.resume, name="import_resume"),
    path("import/<id:upload_id>/progress", imports.progress, name="import_progress"),
    path("import/<id:upload_id>/refused.csv", imports.refused, name="import_refused"),
    path("healthz", home.healthz, name="healthz"),
]
