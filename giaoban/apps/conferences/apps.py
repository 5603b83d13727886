"""Names the room to Django."""

from django.apps import AppConfig

from giaoban.apps.live.domain.topics import register

from .enums import ATTENDANCE_TOPIC, FLOOR_TOPIC, PLACE_TOPIC, QUEUE_TOPIC


class ConferencesConfig(AppConfig):
    name = "giaoban.apps.conferences"
    label = "conferences"

    def ready(self) -> None:
        builders = "giaoban.apps.conferences.web.views.live"
        register(ATTENDANCE_TOPIC, f"{builders}.attendance")
        register(FLOOR_TOPIC, f"{builders}.floor")
        register(QUEUE_TOPIC, f"{builders}.queue")
        register(PLACE_TOPIC, f"{builders}.places", together=True)
