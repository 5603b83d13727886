"""The whole list of what is asked, for when there is too much of one kind for the home."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.ui import columns, filters, tables

from ..enums import DUE_TONE, Due
from ..queries.asked import kind_label


class AskTable(tables.Table):
    """One ask a line, the most overdue first."""

    title = columns.Column(_("What is asked"), link=lambda ask: ask.url)
    kind = columns.Column(_("Kind"), accessor=lambda ask: kind_label(ask.kind), order_by="kind")
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit__sort_key")
    due = columns.MomentColumn(_("By when"))
    when = columns.StateColumn(Due, DUE_TONE, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing is asked of your unit now.")

    def row_class(self, record: Any) -> str:
        return {Due.OVERDUE.value: "gb-row-late", Due.TODAY.value: "gb-row-due"}.get(record.when, "")


class AskFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=AskKind.choices, label=_("Kind"))
