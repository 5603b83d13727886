"""How an office works inside: whether drafts go through a leader."""

from __future__ import annotations

from giaoban.apps.org.models import Unit

from ..models import Office


def is_office_of_one(unit: Unit) -> bool:
    """Are the steps between officer and leader switched off for this unit?"""
    office: Office | None = getattr(unit, "office", None)  # most units have no row
    return office is not None and office.steps_off
