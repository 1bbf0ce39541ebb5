"""Addresses of the numbers."""

from django.urls import path

from samebook.web.views import numbers

app_name = "numbers"
urlpatterns = [
    path("", numbers.catalogue, name="list"),
    path("preparing", numbers.preparing, name="preparing"),
    path("<slug:name>", numbers.measure, name="measure"),
    path("<slug:name>/chart.svg", numbers.picture, name="chart"),
    path("<slug:name>/records", numbers.behind, name="records"),
    path("<slug:name>/figures.xlsx", numbers.workbook, name="xlsx"),
    path("<slug:name>/figures.csv", numbers.rows_file, name="csv"),
]
