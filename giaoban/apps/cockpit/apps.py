"""Names the room to Django."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "giaoban.apps.cockpit"
    label = "cockpit"
