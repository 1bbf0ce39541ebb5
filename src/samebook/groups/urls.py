"""Addresses of buying groups, below those of their opportunities."""

from django.urls import path

from samebook.groups.views import group

app_name = "groups"
urlpatterns = [
    path("<id:opportunity_id>/group/", group.group, name="group"),
    path("<id:opportunity_id>/group/<slug:act>", group.act, name="act"),
]
