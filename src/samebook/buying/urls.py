"""Addresses of the opportunities."""

from django.urls import path

from samebook.buying.views import acts, lists, opportunity

app_name = "buying"
urlpatterns = [
    path("", lists.table, name="opportunities"),
    path("board", lists.board, name="board"),
    path("new", opportunity.new, name="new"),
    path("<id:opportunity_id>", opportunity.opportunity, name="opportunity"),
    path("<id:opportunity_id>/stage", acts.move, name="move"),
    path("<id:opportunity_id>/<slug:act>", acts.act, name="act"),
]
