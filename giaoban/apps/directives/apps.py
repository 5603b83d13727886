"""Names the room to Django, and connects it to what lower rooms publish."""

from importlib import import_module

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "giaoban.apps.directives"
    label = "directives"

    def ready(self) -> None:
        import_module("giaoban.apps.directives.receivers")
