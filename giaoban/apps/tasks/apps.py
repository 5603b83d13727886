"""Names the room to Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "giaoban.apps.tasks"
    label = "tasks"
