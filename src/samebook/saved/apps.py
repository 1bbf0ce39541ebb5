from django.apps import AppConfig


class SavedConfig(AppConfig):
    name = "samebook.saved"
    label = "saved"
    default_auto_field = "django.db.models.BigAutoField"
