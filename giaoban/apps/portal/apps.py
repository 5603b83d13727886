"""Names the room to Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "giaoban.apps.portal"
    label = "portal"
