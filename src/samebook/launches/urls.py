"""Addresses of launches, below ``/launches/``."""

from django.urls import path

from samebook.launches.views import cells, documents, files, lists, plan, process, signing, training

app_name = "launches"
urlpatterns = [
    path("", lists.table, name="launches"),
    path("new", plan.new, name="new"),
    path("training/<id:training_id>/acknowledge", training.acknowledge, name="acknowledge"),
    path("<id:launch_id>", lists.launch, name="launch"),
    path("<id:launch_id>/change", plan.change, name="change"),
    path("<id:launch_id>/plan", plan.plan, name="plan"),
    path("<id:launch_id>/milestones", plan.milestone, name="milestone"),
    path("<id:launch_id>/milestones/<id:milestone_id>", plan.end_milestone, name="end_milestone"),
    path("<id:launch_id>/rules", plan.rule, name="rule"),
    path("<id:launch_id>/new-names", plan.take_in, name="take_in"),
    path("<id:launch_id>/call-off", plan.call_off, name="call_off"),
    path("<id:launch_id>/take-back", plan.take_back, name="take_back"),
    path("<id:launch_id>/cells/<id:cell_id>", cells.cell, name="cell"),
    path("<id:launch_id>/cells/<id:cell_id>/ask", cells.ask, name="ask"),
    path("<id:launch_id>/documents", documents.documents, name="documents"),
    path("<id:launch_id>/documents/<id:document_id>/approve", documents.approve, name="approve"),
    path("<id:launch_id>/documents/<id:document_id>/end", documents.end, name="end_document"),
    path("<id:launch_id>/sign", signing.sign, name="sign"),
    path("<id:launch_id>/declare", signing.declare, name="declare"),
    path("<id:launch_id>/signatures/<id:signature_id>", signing.signature, name="signature"),
    path("<id:launch_id>/training", training.training, name="training"),
    path("<id:launch_id>/training/remind", training.remind, name="remind"),
    path("<id:launch_id>/process", process.process, name="process"),
    path("<id:launch_id>/grid.<str:ending>", files.grid, name="file"),
    path("<id:launch_id>/readiness.svg", files.readiness, name="readiness"),
]
