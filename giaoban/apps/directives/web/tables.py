"""Lists of directives, of the branches of a wave, of the units asked."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Level
from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..enums import TONE, DisseminationState
from ..queries.wave import Place


def directive_url(row: Any) -> str:
    return row_address("directives:dissemination", row.pk)


class DirectiveTable(tables.Table):
    """What the reader's units ask and are asked."""

    document = columns.Column(_("Document"), order_by="document.number", link=directive_url)
    summary = columns.Column(_("Summary"), accessor="document.summary", orderable=False)
    unit = columns.Column(_("Asked by"), accessor="unit.short_name", order_by="unit.sort_key")
    deadline = columns.DayColumn(_("Last deadline"))
    asked = columns.NumberColumn(_("Asked directly"), unit=_("units"))
    done = columns.NumberColumn(_("of them disseminated"), unit=_("units"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been asked. Open a document and ask for its dissemination.")


def branch_url(row: Any) -> str | None:
    """One level down, where there is one."""
    return f"?under={row.unit.pk}" if row.deeper else None


class BranchTable(tables.Table):
    """The units directly below, each with all that is below it."""

    name = columns.Column(_("Unit"), orderable=False, link=branch_url)
    asked = columns.NumberColumn(_("Asked"), accessor="tally.asked", unit=_("units"))
    acknowledged = columns.NumberColumn(_("Acknowledged"), accessor="tally.acknowledged", unit=_("units"))
    done = columns.NumberColumn(_("Disseminated"), accessor="tally.done", unit=_("units"))
    late = columns.NumberColumn(_("Late"), accessor="tally.late", unit=_("units"))
    done_late = columns.NumberColumn(_("Done late"), accessor="tally.done_late", unit=_("units"))
    filed = columns.NumberColumn(_("Programmes filed"), accessor="tally.filed")
    classes = columns.NumberColumn(_("Classes"), accessor="tally.classes")
    present = columns.NumberColumn(_("Present"), accessor="tally.present", unit=_("people"))
    due = columns.NumberColumn(_("Of people due"), accessor="tally.due", unit=_("people"))
    officers = columns.NumberColumn(_("Officers"), accessor="tally.officers", unit=_("people"))
    members = columns.NumberColumn(_("Members"), accessor="tally.members", unit=_("people"))
    others = columns.NumberColumn(_("Others reached"), accessor="tally.others", unit=_("people"))
    narrow = "scroll"

    class Meta(tables.Table.Meta):
        empty_text = _("No unit below has been asked.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.tally.late or record.tally.unanswered else ""


def part_url(row: Any) -> str:
    return row_address("directives:tick", row.pk)


class AddresseeTable(tables.Table):
    """Every unit asked, and how far it is."""

    unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key", link=part_url)
    level = columns.Column(_("Level"), accessor=lambda row: str(Level(row.level).label), order_by="level")
    deadline = columns.DayColumn(_("Deadline"))
    received_at = columns.MomentColumn(_("Received"))
    acknowledged_at = columns.MomentColumn(_("Acknowledged"))
    state = columns.StateColumn(DisseminationState, TONE)
    held_on = columns.DayColumn(_("Held on"))
    present = columns.NumberColumn(_("Present"), orderable=False, unit=_("people"))
    due = columns.NumberColumn(_("Of people due"), unit=_("people"))
    days_late = columns.NumberColumn(_("Done late by"), unit=_("working days"))
    filed_at = columns.MomentColumn(_("Programme filed"))

    class Meta(tables.Table.Meta):
        empty_text = _("No unit is asked here, or none is left by the filters.")


class AddresseeFilter(filters.FilterSet):
    """By name, by level, by what is missing."""

    q = filters.SearchFilter(field_name="unit__folded", label=_("Unit"))
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    missing = filters.ChoiceFilter(
        choices=(
            ("late", _("Late")),
            ("read", _("Not acknowledged yet")),
            ("done", _("Not disseminated yet")),
            ("filed", _("Programme not filed yet")),
        ),
        label=_("What is missing"),
        method="by_missing",
    )

    def __init__(self, *args: Any, place: Place, **options: Any) -> None:
        self.place = place
        super().__init__(*args, **options)

    def by_missing(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Narrow to what is missing."""
        wanted = {
            "late": Q(state=DisseminationState.ASKED, deadline__lte=self.place.keys["late_from"]),
            "read": Q(acknowledged_at__isnull=True),
            "done": Q(state=DisseminationState.ASKED),
            "filed": Q(programme_by__isnull=False, filed_at__isnull=True),
        }
        return rows.filter(wanted[value])


class NoticeTable(tables.Table):
    """Whom a replacement concerned, why, and whether they have seen it."""

    unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key")
    why = columns.Column(_("Told because it"), accessor="why", orderable=False)
    told_at = columns.MomentColumn(_("Told"))
    noted_at = columns.MomentColumn(_("Seen"))
    note = columns.Column(_("What the unit does"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nobody had to be told.")
