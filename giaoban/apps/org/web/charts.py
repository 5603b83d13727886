"""Areas as dots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit.ui.dotmap import Dot, DotMap

from ..enums import AreaKind
from .tables import area_address

_MOST = 3000


def area_map(name: str, areas: Iterable[Any], day: date) -> DotMap | None:
    """One dot for each area with `name_then`; None without any. The nation's list is the table of areas."""
    dots = [
        Dot(a.longitude, a.latitude, a.name_then, "neutral", area_address(a.code, day))
        for a in areas
        if a.longitude is not None and a.latitude is not None
    ][:_MOST]
    if not dots:
        return None
    labels = {"neutral": AreaKind(next(iter(areas)).kind).label}
    title = _("%(area)s on %(day)s") % {"area": name, "day": f"{day:%d/%m/%Y}"}
    return DotMap(title, dots, labels, dom_id="areas", list_url=reverse("org:areas"))
