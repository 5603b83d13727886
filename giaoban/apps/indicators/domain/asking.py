"""Where an indicator is asked for: its form and section, as the room of forms says it. Several have one name."""

from __future__ import annotations

from django.utils.module_loading import import_string

_SAID_BY: list[str] = []


def says_where(function: str) -> None:
    """A room of forms gives the dotted name of its function: () -> {code of an indicator: form and section}."""
    if function not in _SAID_BY:
        _SAID_BY.append(function)


def asked_where() -> dict[str, str]:
    """Form and section of each indicator that a form asks for, by its code."""
    found: dict[str, str] = {}
    for function in _SAID_BY:
        found |= import_string(function)()
    return found
