"""Addresses of the Book."""

from django.urls import path

from samebook.agreement.views import acts, delegates, drafts, editor, guided, history, negotiation, pages, part, scope

app_name = "agreement"
urlpatterns = [
    path("", pages.book, name="book"),
    path("editions", pages.editions, name="editions"),
    path("editions/new", drafts.begin, name="begin"),
    path("editions/scope", scope.begin, name="begin_scope"),
    path("editions/guided", guided.guided, name="guided"),
    path("editions/check", drafts.check, name="check"),
    path("editions/<id:edition_id>", pages.edition, name="edition"),
    path("editions/<id:edition_id>/draft", drafts.draft_from, name="draft_from"),
    path("editions/<id:edition_id>/amend", acts.amend, name="amend"),
    path("editions/<id:edition_id>/clause", negotiation.clause, name="clause"),
    path("editions/<id:edition_id>/comment", negotiation.comment, name="comment"),
    path("editions/<id:edition_id>/counter", negotiation.counter, name="counter"),
    path("editions/<id:edition_id>/end", scope.end, name="end"),
    path("editions/<id:edition_id>/inherits", scope.inherits, name="inherits"),
    path("editions/<id:edition_id>/keep", scope.keep, name="keep"),
    path("editions/<id:edition_id>/take-over", scope.take_over, name="take_over"),
    path("editions/<id:edition_id>/history", history.history, name="history"),
    path("editions/<id:edition_id>/negotiation", negotiation.negotiation, name="negotiation"),
    path("editions/<id:edition_id>/edit", drafts.edit, name="edit"),
    path("editions/<id:edition_id>/forms", editor.forms, name="forms"),
    path("editions/<id:edition_id>/forms/<slug:section>/<str:key>", part.part, name="form_part"),
    path("editions/<id:edition_id>/forms/<slug:section>/<str:key>/builder", editor.builder, name="form_builder"),
    path("editions/<id:edition_id>/forms/<slug:section>/<str:key>/delete", editor.delete, name="form_delete"),
    path("editions/<id:edition_id>/forms/<slug:section>/<str:key>/move", editor.move, name="form_move"),
    path("editions/<id:edition_id>/propose", acts.propose, name="propose"),
    path("editions/<id:edition_id>/sign", acts.sign, name="sign"),
    path("editions/<id:edition_id>/withdraw", acts.withdraw, name="withdraw"),
    path("comments/<id:comment_id>/settle", negotiation.settle, name="settle"),
    path("counter-proposals/<id:counter_id>/<slug:act>", negotiation.decide, name="decide"),
    path("delegates", delegates.delegates, name="delegates"),
    path("delegates/<id:delegation_id>/end", delegates.end, name="end_delegation"),
]
