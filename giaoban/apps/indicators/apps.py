"""Names the room to Django."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "giaoban.apps.indicators"
    label = "indicators"
