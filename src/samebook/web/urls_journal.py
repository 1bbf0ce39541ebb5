"""Addresses of the journal."""

from django.urls import path

from samebook.web.views import journal

app_name = "journal"
urlpatterns = [
    path("", journal.entries, name="list"),
    path("verify", journal.verify, name="verify"),
    path("verifying", journal.verifying, name="verifying"),
]
