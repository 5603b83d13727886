"""Names the room to Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "giaoban.apps.org"
    label = "org"
