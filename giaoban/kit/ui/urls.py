"""Addresses of the kit itself."""

from __future__ import annotations

from django.urls import path

from giaoban.kit.ui import theme

app_name = "kit"
urlpatterns = [path("giao-dien/", theme.switch, name="theme")]
