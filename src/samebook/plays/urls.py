"""Addresses of plays."""

from django.urls import path

from samebook.plays.views import drafts, library, linked, requests, using

app_name = "plays"
urlpatterns = [
    path("", library.library, name="library"),
    path("library.<slug:ending>", library.file, name="file"),
    path("new", library.new, name="new"),
    path("requests", requests.requests, name="requests"),
    path("requests/ask", requests.ask, name="ask"),
    path("requests/<id:request_id>/<slug:act>", requests.act, name="request_act"),
    path("start/<id:opportunity_id>", using.start, name="start"),
    path("runs/<id:run_id>", using.run, name="run"),
    path("runs/<id:run_id>/<slug:act>", using.act, name="run_act"),
    path("runs/steps/<id:step_id>/<slug:act>", using.step_act, name="step_act"),
    path("linked/<slug:purpose>/<str:token>", linked.linked, name="linked"),
    path("documents/<id:document_id>", library.document, name="document"),
    path("versions/<id:version_id>", drafts.version, name="version"),
    path("versions/<id:version_id>/approve", drafts.approve, name="approve"),
    path("versions/<id:version_id>/retire", library.retire, name="retire"),
    path("versions/<id:version_id>/steps", drafts.new_step, name="new_step"),
    path("steps/<id:step_id>", drafts.step, name="step"),
    path("steps/<id:step_id>/remove", drafts.remove_step, name="remove_step"),
    path("<id:play_id>", library.play, name="play"),
    path("<id:play_id>/change", library.change, name="change"),
    path("<id:play_id>/version", library.begin, name="begin"),
]
