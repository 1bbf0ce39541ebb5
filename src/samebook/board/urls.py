"""Addresses of the board report, below ``/board/``."""

from django.urls import URLPattern, URLResolver, path

from samebook.board.budget import views as budget
from samebook.board.views import acts, pages

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.index, name="reports"),
    path("benchmarks", acts.benchmarks, name="benchmarks"),
    path("budget", budget.page, name="budget"),
    path("budget/chart.svg", budget.picture, name="budget_chart"),
    path("budget/budget.xlsx", budget.file, name="budget_file"),
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
