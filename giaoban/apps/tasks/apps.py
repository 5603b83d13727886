"""Names the room to Django."""

from importlib import import_module

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "giaoban.apps.tasks"
    label = "tasks"

    def ready(self) -> None:
        import_module("giaoban.apps.tasks.receivers")
