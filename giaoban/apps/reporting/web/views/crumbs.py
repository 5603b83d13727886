"""Where am I, on every page of reporting."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ...models import Collection, Report


def in_reports(*more: Any) -> list[Crumb]:
    """Reports › …"""
    return trail((_("Reports"), reverse("reporting:overview")), *more)


def in_collection(collection: Collection, *more: Any) -> list[Crumb]:
    """Reports › the collection › …"""
    return in_reports((collection.title, reverse("reporting:progress", args=[collection.pk])), *more)


def in_report(report: Report, *more: Any) -> list[Crumb]:
    """Reports › the collection › the unit › …"""
    name = report.expectation.unit.short_name
    here = (name, reverse("reporting:report", args=[report.pk])) if more else name
    return in_collection(report.expectation.collection, here, *more)
