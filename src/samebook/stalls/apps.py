from django.apps import AppConfig


class StallsConfig(AppConfig):
    name = "samebook.stalls"
    label = "stalls"
    default_auto_field = "django.db.models.BigAutoField"
