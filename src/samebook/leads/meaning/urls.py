"""Addresses of who means what; below the Book's."""

from django.urls import path

from samebook.leads.views import defining, meaning, polls

app_name = "meanings"
urlpatterns = [
    path("", meaning.index, name="index"),
    path("new", defining.begin, name="begin"),
    path("builder", defining.builder, name="builder"),
    path("compared/<id:job_id>", meaning.compared, name="compared"),
    path("compared/<id:job_id>/progress", meaning.progress, name="progress"),
    path("compared/<id:job_id>/records.<slug:ending>", meaning.file, name="file"),
    path("polls/new", polls.begin, name="poll_new"),
    path("polls/<id:poll_id>", polls.poll, name="poll"),
    path("polls/<id:poll_id>/progress", polls.progress, name="poll_progress"),
    path("polls/<id:poll_id>/answer", polls.answer, name="answer"),
    path("polls/<id:poll_id>/builder", polls.builder, name="poll_builder"),
    path("polls/<id:poll_id>/close", polls.close, name="close"),
    path("polls/<id:poll_id>/draft", polls.draft, name="draft"),
]
