"""Lists of briefings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..enums import TONE, BriefingState


def briefing_url(record: Any) -> str:
    return row_address("briefings:briefing", record.pk)


class BriefingTable(tables.Table):
    title = columns.Column(_("Briefing"), link=briefing_url)
    unit = columns.Column(_("By"), accessor="unit_short_then", order_by="unit__sort_key")
    period = columns.Column(
        _("Period"), accessor="collection.period.name", order_by="collection__period__starts_on"
    )
    symbol = columns.Column(_("Number and symbol"))
    dated = columns.DayColumn(_("Dated"))
    composed_at = columns.MomentColumn(_("Composed"))
    state = columns.StateColumn(BriefingState, TONE)

    class Meta(tables.Table.Meta):
        empty_text = _("No briefing has been composed yet. Compose one from the reports that were received.")


class BriefingFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=BriefingState.choices, label=_("State"))
