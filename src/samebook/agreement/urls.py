"""Addresses of the Book."""

from django.urls import path

from samebook.agreement.views import acts, drafts, pages

app_name = "agreement"
urlpatterns = [
    path("", pages.book, name="book"),
    path("editions", pages.editions, name="editions"),
    path("editions/new", drafts.begin, name="begin"),
    path("editions/check", drafts.check, name="check"),
    path("editions/<id:edition_id>", pages.edition, name="edition"),
    path("editions/<id:edition_id>/draft", drafts.draft_from, name="draft_from"),
    path("editions/<id:edition_id>/edit", drafts.edit, name="edit"),
    path("editions/<id:edition_id>/propose", acts.propose, name="propose"),
    path("editions/<id:edition_id>/sign", acts.sign, name="sign"),
    path("editions/<id:edition_id>/withdraw", acts.withdraw, name="withdraw"),
]
