"""Addresses of saved views."""

from django.urls import path

from samebook.saved import views

app_name = "saved"
urlpatterns = [
    path("", views.views, name="list"),
    path("unsubscribe/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("<id:view_id>", views.view, name="view"),
    path("<id:view_id>/change", views.change, name="change"),
    path("<id:view_id>/delete", views.delete, name="delete"),
    path("<id:view_id>/restore", views.restore, name="restore"),
    path("<id:view_id>/mail", views.mail, name="mail"),
    path("<id:view_id>/stop", views.stop, name="stop"),
]
