"""Names the room to Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "giaoban.apps.files"
    label = "files"
