"""Names the room to Django."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "giaoban.apps.live"
    label = "live"
