"""Collects what the chapters declare: the one place that knows all parts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "samebook.config"
    label = "config"

    def ready(self) -> None:
        from samebook.config import declarations

        declarations.declare()
