"""Copy last week's standing entries into a week; issue it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import Mark, WeekState
from ..models import Week, WeekEntry
from ..queries.weeks import entries_in_order, unexplained_clashes
from .write_entry import locked_week

_COPIED = (
    "weekday", "part", "starts_at", "content", "chair", "participants", "place", "prepared_by", "link", "public",
)  # fmt: skip


@usecase("tasks.copy_standing")
def copy_standing(*, actor: Actor, unit: Unit, monday: date, now: datetime) -> int:
    """Take over the standing entries of the week before; returns how many are new. Locks the week.

    What stands there already in the same words on the same day is left alone. Raises Conflict once the week is
    issued, Invalid when the day is no Monday. A clash that arises is shown, and hinders issuing.
    """
    authorize(actor, policies.write_week, unit)
    week = locked_week(unit, monday, now)
    if week.is_issued:
        raise Conflict(_("The week is issued. Write each entry with the reason of the change."))
    last = Week.objects.filter(unit=unit, monday=monday - timedelta(days=7)).first()
    rows = [e for e in (entries_in_order(last) if last else []) if e.standing and e.mark != Mark.CANCELLED]
    there = {(e.weekday, e.part, e.content) for e in week.entries.all()}
    fresh = [e for e in rows if (e.weekday, e.part, e.content) not in there]
    if not fresh:
        nothing_changed()
        return 0
    WeekEntry.objects.bulk_create(
        WeekEntry(
            week=week, position=len(there) + n, standing=True, clash_reason=old.clash_reason, changed_at=now,
            **{name: getattr(old, name) for name in _COPIED},
        )
        for n, old in enumerate(fresh, 1)
    )  # fmt: skip
    record(actor=actor, code=events.WEEK_COPIED, subject=week, unit_id=unit.pk, entries=len(fresh))
    return len(fresh)


@usecase("tasks.issue_week")
def issue_week(*, actor: Actor, week: Week, now: datetime) -> Week:
    """Make the schedule known; from then on changes are marked. Locks the week.

    Raises Invalid for an empty week and while two entries clash without a reason. A second call changes nothing.
    """
    authorize(actor, policies.issue_week, week.unit, seen_by=policies.read_week)
    row: Week = Week.objects.select_for_update().get(pk=week.pk)
    if row.is_issued:
        nothing_changed()
        return row
    if not row.entries.exists():
        raise Invalid(_("The week is empty. Write its entries first."))
    if count := unexplained_clashes(row):
        raise Invalid(
            _("%(count)s clashes have no reason. Move an entry, or say why both stay."), count=count
        )
    row.state, row.revision, row.issued_at = WeekState.ISSUED, 1, now
    row.save(update_fields=["state", "revision", "issued_at"])
    record(actor=actor, code=events.WEEK_ISSUED, subject=row, unit_id=row.unit_id, monday=str(row.monday))
    return row
