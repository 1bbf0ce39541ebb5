"""Addresses of hold-outs, below ``/hold-outs/``."""

from django.urls import path

from samebook.communications.holdouts import views

app_name = "holdouts"
urlpatterns = [
    path("", views.holdouts, name="list"),
    path("new", views.new, name="new"),
    path("<id:holdout_id>", views.holdout, name="holdout"),
    path("<id:holdout_id>/cancel", views.cancel, name="cancel"),
    path("<id:holdout_id>/do-not-send.csv", views.held_out_file, name="held_out"),
]
