"""The units that an order means, as a workbook: what a page shows only the first of."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Level
from giaoban.kit.export import ExportColumn, export_xlsx

from ..queries.meant import Reached

_COLUMNS = (
    ExportColumn(_("Unit"), width=60), ExportColumn(_("Level"), width=14), ExportColumn(_("In"), width=40),
    ExportColumn(_("Code"), width=16),
)  # fmt: skip


def meant_list(units: Iterable[Reached], title: str) -> bytes:
    """One row a unit."""
    rows = ((u.name, str(Level(u.level).label), u.place, u.code) for u in units)
    return export_xlsx(_COLUMNS, rows, title=title)
