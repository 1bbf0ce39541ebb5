"""Addresses of the board report, below ``/board/``."""

from django.urls import URLPattern, URLResolver, path

from samebook.board.views import acts, pages

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="reports"),
    path("benchmarks", acts.benchmarks, name="benchmarks"),
    path("<str:period>", pages.circulated, name="circulated"),
    path("<str:period>/internal", pages.internal, name="internal"),
    path("<str:period>/progress", pages.progress, name="progress"),
    path("<str:period>/close", acts.close, name="close"),
    path("<str:period>/restate", acts.restate, name="restate"),
    path("<str:period>/sign", acts.sign, name="sign"),
    path("<str:period>/offer", acts.offer, name="offer"),
    path("<str:period>/comment/<str:kind>/<str:voice>", acts.comment, name="comment"),
    path("<str:period>/<str:kind>.<str:ending>", pages.file, name="file"),
]
