from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "samebook.company"
    label = "company"
    default_auto_field = "django.db.models.BigAutoField"
