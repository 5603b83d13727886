"""Lists of tasks and programmes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..enums import PROGRAMME_TONE, TASK_TONE, WITH_LEAD, AskKind, ProgrammeState, TaskState
from ..models import Programme
from ..queries import late_tasks, unanswered_tasks


def task_link(record: Any) -> str:
    return row_address("tasks:task", record.pk)


def programme_link(record: Any) -> str:
    return row_address("tasks:programme", record.pk)


def measured(record: Any) -> str:
    """The measure in words; of a checklist how many of its items are ticked."""
    if not record.checklist:
        return str(record.measure)
    far = _("%(ticked)s of %(items)s items of the checklist") % {
        "ticked": len(record.ticked),
        "items": len(record.checklist),
    }
    return f"{record.measure} – {far}" if record.measure else str(far)


class TaskTable(tables.Table):
    """Tasks with who leads, by when, how far."""

    counted_to = 2_000

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
    confirm = filters.YesFilter(method="only_to_confirm", label=_("To be confirmed by my unit"))
    given = filters.YesFilter(method="only_given", label=_("Given by my unit to others"))
    late = filters.YesFilter(method="only_late", label=_("Late"))
    unanswered = filters.YesFilter(method="only_unanswered", label=_("Waits for an answer"))
    key = filters.YesFilter(field_name="is_key", label=_("Key tasks"))

    def __init__(self, request: Any, rows: Any, programmes: Any, day: date) -> None:
        self.day = day
        super().__init__(request.GET, queryset=rows, request=request)
        self.filters["programme"].queryset = programmes
        self.form.fields["programme"].queryset = programmes

    def only_mine(self, rows: Any, _name: str, wanted: bool) -> Any:
        """Still to be done by one of the reader's units."""
        ids = self.request.actor.unit_ids
        return rows.filter(lead_id__in=ids, state__in=WITH_LEAD) if wanted else rows

    def only_to_confirm(self, rows: Any, _name: str, wanted: bool) -> Any:
        """Reported done to one of the reader's units, which gave it."""
        ids = self.request.actor.unit_ids
        return rows.filter(assigned_by_id__in=ids, state=TaskState.CLAIMED_DONE) if wanted else rows

    def only_given(self, rows: Any, _name: str, wanted: bool) -> Any:
        ids = self.request.actor.unit_ids
        return rows.filter(assigned_by_id__in=ids).exclude(lead_id__in=ids) if wanted else rows

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


def order_link(record: Any) -> str:
    return row_address("tasks:order", record.pk)


class OrderTable(tables.Table):
    """What was given to many."""

    title = columns.Column(_("Task"), order_by="title", link=order_link)
    unit = columns.Column(_("Given by"), accessor="unit.short_name", order_by="unit.sort_key")
    scenario = columns.Column(_("Scenario"), accessor="declaration.scenario.title", orderable=False)
    rehearsal = columns.YesColumn(_("Rehearsal"), orderable=False)
    deadline = columns.DayColumn(_("Deadline"))
    given = columns.NumberColumn(_("Given to"), unit=_("units"))
    created_at = columns.MomentColumn(_("Given at"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been given to many yet.")


def _branch_link(record: Any) -> str | None:
    """To what lies below it, where anything does."""
    return f"?duoi={record.of.code}" if record.deeper else None


class BranchTable(tables.Table):
    """How far an order is at a unit and below it, or at an organisation."""

    name = columns.Column(_("Unit or organisation"), orderable=False, link=_branch_link)
    total = columns.NumberColumn(_("Tasks"), accessor="progress.total", orderable=False)
    confirmed = columns.NumberColumn(_("Confirmed done"), accessor="progress.confirmed", orderable=False)
    claimed = columns.NumberColumn(_("Reported done"), accessor="progress.claimed", orderable=False)
    late = columns.NumberColumn(_("Late"), accessor="progress.late", orderable=False)
    waiting = columns.NumberColumn(_("Wait for an answer"), accessor="progress.waiting", orderable=False)
    share = columns.PercentColumn(_("Done"), accessor=lambda r: 100 * r.progress.share, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("There is no task here.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.progress.late else ""


class ScenarioTable(tables.Table):
    """Scenarios with how many tasks they hold, and whether one is declared."""

    title = columns.Column(_("Scenario"), link=lambda r: row_address("tasks:scenario", r.pk))
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit.sort_key")
    trigger = columns.Column(_("When it is declared"), orderable=False)
    tasks = columns.NumberColumn(_("Tasks"))
    rehearsed = columns.NumberColumn(_("Rehearsed"), unit=_("times"))
    declared = columns.YesColumn(_("Declared now"))
    retired_at = columns.MomentColumn(_("Retired"))

    class Meta(tables.Table.Meta):
        empty_text = _("No scenario yet. Prepare one for what may happen, with the tasks that go out then.")


class CoordinationTable(tables.Table):
    """Coordinations, the next review first."""

    title = columns.Column(_("Coordination"), link=lambda r: row_address("tasks:coordination", r.pk))
    kind = columns.Column(_("Kind"), accessor=lambda r: r.get_kind_display(), order_by="kind")
    unit = columns.Column(_("Kept by"), accessor="unit.short_name", order_by="unit.sort_key")
    bodies = columns.NumberColumn(_("Parties"))
    promises = columns.NumberColumn(_("Commitments"))
    broken = columns.NumberColumn(_("Not kept"), hint=_("At the latest review."))
    review_on = columns.DayColumn(_("Next review"))
    ended_at = columns.MomentColumn(_("Ended"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing yet. Write down the regulations and joint programmes that bind your unit.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.due else ""


class BurdenTable(tables.Table):
    """What is asked of one unit, the most overdue first."""

    title = columns.Column(_("What is asked"), orderable=False, link=lambda r: r.url)
    kind = columns.Column(
        _("Kind"), accessor=lambda r: dict(AskKind.choices).get(r.kind, ""), orderable=False
    )
    due = columns.MomentColumn(_("Due"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing is asked of the unit now.")


class PartTable(tables.Table):
    """The tasks of a programme, in their order, with what they aim at and how they are measured."""

    position = columns.NumberColumn(_("No."))
    title = columns.Column(_("Task"), order_by="folded", link=task_link)
    lead = columns.Column(_("Lead unit"), accessor="lead.short_name", order_by="lead.sort_key")
    deadline = columns.DayColumn(_("Deadline"))
    measure = columns.Column(_("How it is measured"), accessor=measured, orderable=False)
    state = columns.StateColumn(TaskState, TASK_TONE)
    result = columns.Column(_("With what result"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No task has been given in this programme.")
