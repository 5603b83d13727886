"""Lists of directives and how far they are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, tables


def directive_url(row: Any) -> str:
    return reverse("directives:dissemination", args=[row.pk])


class DirectiveTable(tables.Table):
    """What the reader's units ask and are asked."""

    document = columns.Column(_("Document"), order_by="document.number", link=directive_url)
    summary = columns.Column(_("Summary"), accessor="document.summary", orderable=False)
    unit = columns.Column(_("Asked by"), accessor="unit.short_name", order_by="unit.sort_key")
    deadline = columns.DayColumn(_("Deadline"))
    asked = columns.NumberColumn(_("Asked"), unit=_("units"))
    done = columns.NumberColumn(_("Disseminated"), unit=_("units"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been asked. Open a document and ask for its dissemination.")


def branch_url(row: Any) -> str | None:
    """One level down, where there is one."""
    return f"?under={row.unit.pk}" if row.deeper and row.unit else None


class BranchTable(tables.Table):
    """The units directly below, each with all that is below it."""

    name = columns.Column(_("Unit"), orderable=False, link=branch_url)
    asked = columns.NumberColumn(_("Asked"), accessor="tally.asked", unit=_("units"))
    done = columns.NumberColumn(_("Disseminated"), accessor="tally.done", unit=_("units"))
    late = columns.NumberColumn(_("Late"), accessor="tally.late", unit=_("units"))
    classes = columns.NumberColumn(_("Classes"), accessor="tally.classes")
    present = columns.NumberColumn(_("Present"), accessor="tally.present", unit=_("people"))
    due = columns.NumberColumn(_("Of people due"), accessor="tally.due", unit=_("people"))
    officers = columns.NumberColumn(_("Officers"), accessor="tally.officers", unit=_("people"))
    members = columns.NumberColumn(_("Members"), accessor="tally.members", unit=_("people"))
    others = columns.NumberColumn(_("Others reached"), accessor="tally.others", unit=_("people"))

    class Meta(tables.Table.Meta):
        empty_text = _("No unit below has been asked.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.tally.late else ""


class NoticeTable(tables.Table):
    """Whom a replacement concerned, why, and whether they have seen it."""

    unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key")
    why = columns.Column(_("Told because it"), accessor="why", orderable=False)
    told_at = columns.MomentColumn(_("Told"))
    noted_at = columns.MomentColumn(_("Seen"))
    note = columns.Column(_("What the unit does"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nobody had to be told.")
