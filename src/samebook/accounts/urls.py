"""Addresses of accounts and people."""

from django.urls import path

from samebook.accounts.views import accounts, people

app_name = "accounts"
urlpatterns = [
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new", accounts.new, name="new_account"),
    path("accounts/accounts.<slug:ending>", accounts.file, name="accounts_file"),
    path("accounts/names", accounts.names, name="names"),
    path("accounts/<id:account_id>", accounts.account, name="account"),
    path("accounts/<id:account_id>/change", accounts.change, name="change_account"),
    path("people/", people.people_list, name="people"),
    path("people/people.<slug:ending>", people.file, name="people_file"),
    path("people/new", people.new, name="new_person"),
    path("people/<id:person_id>", people.person, name="person"),
    path("people/<id:person_id>/change", people.change, name="change_person"),
    path("people/<id:person_id>/consent", people.consent, name="consent"),
    path("people/<id:person_id>/suppress", people.suppress, name="suppress"),
    path("people/<id:person_id>/kept.<slug:ending>", people.kept, name="kept"),
    path("people/<id:person_id>/erase", people.erase, name="erase"),
]
