from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "samebook.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import register_converter

        from samebook.ui.converters import IdConverter

        register_converter(IdConverter, "id")
