"""Areas as dots."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from giaoban.kit.ui.dotmap import Dot, DotMap

from ..enums import AreaKind

_MOST = 3000


def area_map(
    name: str, areas: Collection[Any], day: date, address: Callable[[str, date], str]
) -> DotMap | None:
    """One dot for each of the areas (with `name_then`), linked to `address(code, day)`; None without any."""
    dots = [
        Dot(a.longitude, a.latitude, a.name_then, "neutral", address(a.code, day))
        for a in areas
        if a.longitude is not None and a.latitude is not None
    ][:_MOST]
    if not dots:
        return None
    labels = {"neutral": AreaKind(next(iter(areas)).kind).label}
    title = _("%(area)s on %(day)s") % {"area": name, "day": f"{day:%d/%m/%Y}"}
    return DotMap(title, dots, labels, dom_id="areas")
