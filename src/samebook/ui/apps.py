from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "samebook.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
