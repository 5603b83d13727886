"""Names the room to Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "giaoban.apps.audit"
    label = "audit"
