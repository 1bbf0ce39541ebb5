"""Addresses of what works, below ``/plays/what-works/``."""

from django.urls import path

from samebook.plays.effects import views

app_name = "plays_effects"
urlpatterns = [
    path("", views.what_works, name="what_works"),
    path("lots/new", views.new_lot, name="new_lot"),
    path("lots/forecast", views.forecast, name="forecast"),
    path("lots/<id:lot_id>", views.lot, name="lot"),
    path("lots/<id:lot_id>/stop", views.stop, name="stop"),
]
