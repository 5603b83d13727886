"""Lists of tasks and programmes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables

from ..enums import PROGRAMME_TONE, TASK_TONE, WITH_LEAD, ProgrammeState, TaskState
from ..models import Programme
from ..queries import late_tasks, unanswered_tasks


def task_link(record: Any) -> str:
    return reverse("tasks:task", args=[record.pk])


def programme_link(record: Any) -> str:
    return reverse("tasks:programme", args=[record.pk])


class TaskTable(tables.Table):
    """Tasks with who leads, by when, how far."""

    title = columns.Column(_("Task"), order_by="folded", link=task_link)
    lead = columns.Column(_("Lead unit"), accessor="lead.short_name", order_by="lead.sort_key")
    assigned_by = columns.Column(
        _("Given by"), accessor="assigned_by.short_name", order_by="assigned_by.sort_key"
    )
    deadline = columns.DayColumn(_("Deadline"))
    state = columns.StateColumn(TaskState, TASK_TONE)
    wished_on = columns.DayColumn(
        _("Waits for an answer since"), hint=_("Asked for a change; not late meanwhile.")
    )
    is_key = columns.YesColumn(_("Key task"))

    class Meta(tables.Table.Meta):
        empty_text = _("No task fits. Clear the filters, or give a task.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.is_late(self.day) else ""

    def __init__(self, rows: Any, request: Any, *, day: date, **options: Any) -> None:
        self.day = day
        super().__init__(rows, request, **options)


class TaskFilter(filters.FilterSet):
    """Mine, late, key; state, programme, unit, words."""

    q = filters.SearchFilter(field_name="folded")
    unit = filters.SearchFilter(field_name="lead__folded", label=_("Lead unit"))
    state = filters.ChoiceFilter(choices=TaskState.choices, label=_("State"))
    programme = filters.ModelChoiceFilter(queryset=Programme.objects.none(), label=_("Action programme"))
    mine = filters.YesFilter(method="only_mine", label=_("In my unit's hands"))
    late = filters.YesFilter(method="only_late", label=_("Late"))
    unanswered = filters.YesFilter(method="only_unanswered", label=_("Waits for an answer"))
    key = filters.YesFilter(field_name="is_key", label=_("Key tasks"))

    def __init__(self, request: Any, rows: Any, programmes: Any, day: date) -> None:
        self.day = day
        super().__init__(request.GET, queryset=rows, request=request)
        self.filters["programme"].queryset = programmes
        self.form.fields["programme"].queryset = programmes

    def only_mine(self, rows: Any, _name: str, wanted: bool) -> Any:
        """Led by, or waiting for the word of, one of the reader's units."""
        if not wanted:
            return rows
        ids = self.request.actor.unit_ids
        return rows.filter(
            Q(lead_id__in=ids, state__in=WITH_LEAD) | Q(assigned_by_id__in=ids, state=TaskState.CLAIMED_DONE)
        )

    def only_late(self, rows: Any, _name: str, wanted: bool) -> Any:
        return late_tasks(rows, self.day) if wanted else rows

    def only_unanswered(self, rows: Any, _name: str, wanted: bool) -> Any:
        return unanswered_tasks(rows) if wanted else rows


class ProgrammeTable(tables.Table):
    """Programmes with how far their tasks are."""

    title = columns.Column(_("Action programme"), order_by="folded", link=programme_link)
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit.sort_key")
    year = columns.Column(_("Year"), accessor="year")
    total = columns.NumberColumn(_("Tasks"), unit=_("tasks"))
    confirmed = columns.NumberColumn(_("Confirmed done"), unit=_("tasks"))
    late = columns.NumberColumn(_("Late"), unit=_("tasks"))
    waiting = columns.NumberColumn(_("Wait for an answer"), unit=_("tasks"))
    state = columns.StateColumn(ProgrammeState, PROGRAMME_TONE)

    class Meta(tables.Table.Meta):
        empty_text = _("No programme yet. Open one, then give its key tasks.")


class PartTable(tables.Table):
    """The tasks of a programme, in their order, with what they aim at and how they are measured."""

    position = columns.NumberColumn(_("No."))
    title = columns.Column(_("Task"), order_by="folded", link=task_link)
    lead = columns.Column(_("Lead unit"), accessor="lead.short_name", order_by="lead.sort_key")
    deadline = columns.DayColumn(_("Deadline"))
    measure = columns.Column(_("How it is measured"), orderable=False)
    state = columns.StateColumn(TaskState, TASK_TONE)
    result = columns.Column(_("With what result"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No task has been given in this programme.")
