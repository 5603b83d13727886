"""Names the room to Django."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "giaoban.apps.conferences"
    label = "conferences"
