"""Addresses of stalls; those of one sale stand below it."""

from django.urls import path

from samebook.stalls.views import acts, lists

app_name = "stalls"
urlpatterns = [
    path("opportunities/<id:opportunity_id>/stalls/open", acts.open_stall, name="open"),
    path("opportunities/<id:opportunity_id>/stalls/meeting", acts.meeting, name="meeting"),
    path("stalls/", lists.at_risk_list, name="list"),
    path("stalls/at-risk.<slug:ending>", lists.at_risk_file, name="file"),
    path("stalls/<id:stall_id>/end", acts.end, name="end"),
    path("stalls/proposals/<id:proposal_id>/confirm", acts.confirm, name="confirm"),
    path("stalls/proposals/<id:proposal_id>/wave-off", acts.wave_off, name="wave_off"),
]
