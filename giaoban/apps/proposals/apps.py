"""Names the room to Django."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "giaoban.apps.proposals"
    label = "proposals"
