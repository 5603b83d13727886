"""Who was there, site by site down the tree, and what was corrected, as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from giaoban.kit.export import ExportColumn, Kind, export_xlsx

from ..models import Conference
from ..queries.minutes import Counted, attendance_tree, corrections_of
from .handouts import handout_words

INDENT = "    "


def attendance_xlsx(found: Conference) -> bytes:
    """One row a site, indented by how deep it stands, with its own counts and those of all below it."""
    words = handout_words().attendance
    corrected = _corrections(found)
    columns = [
        ExportColumn(_("Site"), width=48),
        ExportColumn(_("Depth"), Kind.INTEGER),
        ExportColumn(_("Expected"), Kind.INTEGER),
        ExportColumn(_("Officers and members"), Kind.INTEGER),
        ExportColumn(_("Others"), Kind.INTEGER),
        ExportColumn(_("Present"), Kind.INTEGER),
        ExportColumn(_("Expected, with all below"), Kind.INTEGER),
        ExportColumn(_("Present, with all below"), Kind.INTEGER),
        ExportColumn(_("Connected at"), Kind.MOMENT),
        ExportColumn(_("Corrected"), width=60),
    ]
    rows = (_row(one, corrected) for one in attendance_tree(found))
    return export_xlsx(columns, rows, title=f"{words['title']} – {found.said_title}", sheet=words["sheet"])


def _row(one: Counted, corrected: dict[int, list[str]]) -> list[object]:
    site = one.site
    return [
        INDENT * one.depth + site.name,
        one.depth,
        site.expected,
        site.officers,
        site.others,
        one.own.present if site.counted_at else None,
        one.whole.expected,
        one.whole.present,
        site.connected_at,
        "; ".join(corrected.get(site.pk, ())),
    ]


def _corrections(found: Conference) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    for site, said in _said(found):
        told.setdefault(site, []).append(said)
    return told


def _said(found: Conference) -> Iterator[tuple[int, str]]:
    for row in corrections_of(found):
        before = (row.officers_before or 0) + (row.others_before or 0)
        yield row.site_id, f"{before} → {row.officers + row.others}: {row.reason}"
