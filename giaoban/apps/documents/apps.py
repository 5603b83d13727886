"""Names the room to Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "giaoban.apps.documents"
    label = "documents"
