"""Names the room to Django."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "giaoban.apps.notify"
    label = "notify"
