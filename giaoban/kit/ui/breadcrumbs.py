"""Where am I: the way down by area and organisation. The last crumb is the page itself and has no address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Text
    url: str = ""


def trail(*steps: Crumb | tuple[Text, str] | Text) -> list[Crumb]:
    """Crumbs from Crumb objects, (label, address) pairs or plain labels.

    `trail((_("Network"), "/mang-luoi/"), "Lâm Đồng")`
    """
    return [_crumb(step) for step in steps]


def _crumb(step: Any) -> Crumb:
    if isinstance(step, Crumb):
        return step
    return Crumb(*step) if isinstance(step, tuple) else Crumb(step)


def as_crumbs(steps: Iterable[Any] | None) -> list[Crumb]:
    """What a template was given, as crumbs; nothing gives none."""
    return [_crumb(step) for step in steps or ()]
