"""Names the room to Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "giaoban.apps.reporting"
    label = "reporting"
