"""Addresses of the leads."""

from django.urls import path

from samebook.leads.views import (
    acts,
    answer,
    effect,
    embedded,
    entry,
    lead,
    linked,
    lists,
    promises,
    quarter,
    review,
    thresholds,
)

app_name = "leads"
urlpatterns = [
    path("", lists.inbox, name="inbox"),
    path("table", lists.table, name="table"),
    path("table/set-aside", lists.set_aside_many, name="set_aside_many"),
    path("board", lists.board, name="board"),
    path("new", entry.new, name="new"),
    path("effect", effect.begin, name="effect"),
    path("effect/<id:job_id>", effect.result, name="effect_result"),
    path("effect/<id:job_id>/progress", effect.progress, name="effect_progress"),
    path("effect/<id:job_id>/weeks.svg", effect.picture, name="effect_chart"),
    path("effect/<id:job_id>/leads.<slug:ending>", effect.rows_file, name="effect_file"),
    path("promises", promises.promises, name="promises"),
    path("promises/records", promises.records, name="promises_records"),
    path("promises/chart.svg", promises.picture, name="promises_chart"),
    path("promises/file.<slug:ending>", promises.file, name="promises_file"),
    path("criteria", review.criteria, name="review"),
    path("criteria/records", review.records, name="review_records"),
    path("criteria/draft", review.draft, name="review_draft"),
    path("criteria/chart.svg", review.picture, name="review_chart"),
    path("criteria/thresholds", thresholds.begin, name="thresholds_begin"),
    path("criteria/thresholds/<id:job_id>", thresholds.trial, name="thresholds"),
    path("criteria/thresholds/<id:job_id>/progress", thresholds.progress, name="thresholds_progress"),
    path("criteria/thresholds/<id:job_id>/draft", thresholds.draft, name="thresholds_draft"),
    path("criteria/file.<slug:ending>", review.file, name="review_file"),
    path("quarter", quarter.begin, name="quarter"),
    path("quarter/<id:job_id>", quarter.sheet, name="quarter_sheet"),
    path("quarter/<id:job_id>/progress", quarter.progress, name="quarter_progress"),
    path("quarter/<id:job_id>/sheet.pdf", quarter.paper, name="quarter_paper"),
    path("answer/<str:token>", answer.answer, name="answer"),
    path("form/<str:key>", embedded.form, name="form"),
    path("linked/<slug:purpose>/<str:token>", linked.linked, name="linked"),
    path("<id:lead_id>", lead.lead, name="lead"),
    path("<id:lead_id>/<slug:act>", acts.act, name="act"),
]
