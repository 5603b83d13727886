"""Names the room to Django."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "giaoban.apps.directives"
    label = "directives"
