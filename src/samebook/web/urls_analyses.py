"""Addresses of the built-in analyses."""

from django.urls import path

from samebook.web.views import analyses

app_name = "analyses"
urlpatterns = [
    path("", analyses.catalogue, name="list"),
    path("<slug:name>", analyses.analysis, name="analysis"),
    path("<slug:name>/save", analyses.save, name="save"),
    path("<slug:name>/chart.svg", analyses.picture, name="chart"),
    path("<slug:name>/chart.png", analyses.png, name="png"),
    path("<slug:name>/figures.xlsx", analyses.workbook, name="xlsx"),
    path("<slug:name>/figures.csv", analyses.rows_file, name="csv"),
]
