from django.apps import AppConfig


class PlayEffectsConfig(AppConfig):
    name = "samebook.plays.effects"
    label = "play_effects"
    default_auto_field = "django.db.models.BigAutoField"
