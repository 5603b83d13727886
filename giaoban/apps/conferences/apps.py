"""Names the room to Django."""

from django.apps import AppConfig

from giaoban.apps.live.domain.topics import register

from .enums import ATTENDANCE_TOPIC


class ConferencesConfig(AppConfig):
    name = "giaoban.apps.conferences"
    label = "conferences"

    def ready(self) -> None:
        register(ATTENDANCE_TOPIC, "giaoban.apps.conferences.web.views.live.attendance")
