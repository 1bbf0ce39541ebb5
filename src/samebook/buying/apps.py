from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "samebook.buying"
    label = "buying"
    default_auto_field = "django.db.models.BigAutoField"
