from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "samebook.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"
