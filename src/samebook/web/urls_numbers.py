"""Addresses of the numbers."""

from django.urls import path

from samebook.web.views import numbers, numbers_files

app_name = "numbers"
urlpatterns = [
    path("", numbers.catalogue, name="list"),
    path("preparing", numbers.preparing, name="preparing"),
    path("<slug:name>", numbers.measure, name="measure"),
    path("<slug:name>/save", numbers.save, name="save"),
    path("<slug:name>/chart.svg", numbers_files.picture, name="chart"),
    path("<slug:name>/records", numbers.behind, name="records"),
    path("<slug:name>/figures.xlsx", numbers_files.workbook, name="xlsx"),
    path("<slug:name>/figures.csv", numbers_files.rows_file, name="csv"),
    path("<slug:name>/figures.svg", numbers_files.svg, name="svg"),
    path("<slug:name>/figures.png", numbers_files.png, name="png"),
]
