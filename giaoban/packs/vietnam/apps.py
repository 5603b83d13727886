"""Registers the pack's management commands with Django."""

from django.apps import AppConfig


class VietnamConfig(AppConfig):
    name = "giaoban.packs.vietnam"
    label = "pack_vietnam"
