"""Names the room to Django."""

from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "giaoban.apps.briefings"
    label = "briefings"
