"""Registers the kit's templates, template tags and static files with Django."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "giaoban.kit"
    label = "kit"
