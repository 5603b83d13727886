"""Names the room to Django."""

from importlib import import_module

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "giaoban.apps.proposals"
    label = "proposals"

    def ready(self) -> None:
        import_module("giaoban.apps.proposals.receivers")
