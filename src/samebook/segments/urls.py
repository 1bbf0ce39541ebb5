"""Addresses of segments. A name of the Book has no hyphen and no slash, so none of these is ever one."""

from django.urls import path

from samebook.segments.views import own, pages

app_name = "segments"
urlpatterns = [
    path("", pages.segments, name="segments"),
    path("own/new", own.new, name="new"),
    path("own/new/builder", own.builder, name="new_builder"),
    path("<slug:key>", pages.segment, name="segment"),
    path("<slug:key>/trend.svg", pages.trend, name="trend"),
    path("<slug:key>/members.<slug:ending>", pages.members_file, name="file"),
    path("<slug:key>/change", own.change, name="change"),
    path("<slug:key>/change/builder", own.builder, name="builder"),
    path("<slug:key>/delete", own.delete, name="delete"),
]
