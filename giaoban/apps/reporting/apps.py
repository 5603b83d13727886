"""Names the room to Django, and says in which form an indicator is asked for."""

from django.apps import AppConfig

from giaoban.apps.indicators.domain.asking import says_where


class ReportingConfig(AppConfig):
    name = "giaoban.apps.reporting"
    label = "reporting"

    def ready(self) -> None:
        says_where(f"{self.name}.queries.definitions.asked_where")
