"""Write an entry into a week, change it, take it out. After issue every change is marked with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.persons import person_in
from ..domain.week import NewEntry
from ..enums import Mark
from ..models import Task, Week, WeekChange, WeekEntry
from ..queries.weeks import clashes_with
from .mark_change import mark_change, reason_given

SHOWN = ("weekday", "part", "starts_at", "content", "chair", "participants", "place", "prepared_by")
"""What readers of an issued week see: a change of one of these is marked."""
FOLLOWS = ("weekday", "part", "starts_at", "content", "chair", "link", "standing")
"""What of a bound entry is not the unit's to change."""


@usecase("tasks.write_entry")
def write_entry(
    *, actor: Actor, unit: Unit, monday: date, entry: NewEntry, now: datetime, reason: str = ""
) -> WeekEntry:
    """Add an entry to the unit's week that begins on `monday`. Locks the week, opens it when it is the first. What
    stands there to the letter already (a form sent twice) is returned as it is.

    Raises Invalid when the day is no Monday, for a clash without a reason to keep both, for another unit's task, and
    for an issued week without the reason of the change.
    """
    authorize(actor, policies.write_week, unit)
    week = locked_week(unit, monday, now)
    said = {name: value for name, value in _fields(entry).items() if name != "clash_reason"}
    if (there := week.entries.filter(**said).exclude(mark=Mark.CANCELLED).first()) is not None:
        nothing_changed()
        return there
    row = WeekEntry(
        week=week, position=week.entries.count() + 1, changed_at=now, **_fields(_checked(week, entry))
    )
    if week.is_issued:
        row.mark = Mark.ADDED
    row.save(force_insert=True)
    if week.is_issued:
        _mark(row, Mark.ADDED, reason, {}, actor, now)
    record(actor=actor, code=events.ENTRY_WRITTEN, subject=row, unit_id=unit.pk, monday=str(monday))
    return row


@usecase("tasks.change_entry")
def change_entry(
    *, actor: Actor, entry: WeekEntry, to: NewEntry, now: datetime, reason: str = ""
) -> WeekEntry:
    """Write an entry anew. Locks its week. Errors as in `write_entry`; Conflict when it was cancelled.

    Of a bound entry only what is the unit's own changes: what follows its source is refused (Conflict).
    """
    unit = entry.week.unit
    authorize(actor, policies.write_week, unit, seen_by=policies.read_week)
    week = locked_week(unit, entry.week.monday, now)
    row = WeekEntry.objects.get(pk=entry.pk)
    if row.is_cancelled:
        raise Conflict(_("This entry was cancelled. Write a new one."))
    before = {name: getattr(row, name) for name in _fields(to)}
    if row.is_bound and any(before[name] != _fields(to)[name] for name in FOLLOWS):
        raise Conflict(_("Day, hour, content and chair come from the conference, and change with it."))
    after = _fields(_checked(week, to, row.pk))
    if before == after:
        nothing_changed()
        return row
    for name, value in after.items():
        setattr(row, name, value)
    if week.is_issued and any(before[name] != after[name] for name in SHOWN):
        row.mark = Mark.CHANGED
        _mark(row, Mark.CHANGED, reason, before, actor, now)
    row.touch(now)
    row.save()
    record(actor=actor, code=events.ENTRY_CHANGED, subject=row, unit_id=unit.pk, revision=week.revision)
    return row


@usecase("tasks.cancel_entry")
def cancel_entry(*, actor: Actor, entry: WeekEntry, now: datetime, reason: str = "") -> None:
    """Take an entry out of a draft; in an issued week it stays and is marked cancelled, with the reason.

    Locks the week. Raises Invalid without a reason once the week is issued; a second call changes nothing.
    """
    unit = entry.week.unit
    authorize(actor, policies.write_week, unit, seen_by=policies.read_week)
    week = locked_week(unit, entry.week.monday, now)
    row = WeekEntry.objects.filter(pk=entry.pk).first()
    if row is None or row.is_cancelled:
        nothing_changed()
        return
    if row.is_bound:
        raise Conflict(_("This entry comes from a conference. It goes when the conference is called off."))
    code = events.ENTRY_CANCELLED if week.is_issued else events.ENTRY_REMOVED
    record(actor=actor, code=code, subject=row, unit_id=unit.pk, revision=week.revision)
    if not week.is_issued:
        row.delete()
        return
    row.mark = Mark.CANCELLED
    row.touch(now)
    row.save(update_fields=["mark", "sequence", "changed_at"])
    _mark(row, Mark.CANCELLED, reason, {}, actor, now)


def locked_week(unit: Unit, monday: date, now: datetime) -> Week:
    """The unit's week, locked; a new draft when there was none. Raises Invalid when the day is no Monday."""
    if monday.weekday():
        raise Invalid(_("A week begins on a Monday."), problems=(("monday", monday.isoformat()),))
    Week.objects.get_or_create(unit=unit, monday=monday, defaults={"created_at": now})
    found: Week = Week.objects.select_for_update().get(unit=unit, monday=monday)
    return found


def _checked(week: Week, new: NewEntry, key: int = 0) -> NewEntry:
    """What is stored: without a reason where nothing clashes. Raises Invalid."""
    if new.task_id is not None and not Task.objects.filter(pk=new.task_id, lead_id=week.unit_id).exists():
        raise Invalid(_("The task belongs to another unit."), problems=(("task", str(new.task_id)),))
    if new.public:
        _names_nobody(new)
    found = clashes_with(week, new, key)
    if not found:
        return replace(new, clash_reason="")
    if not new.clash_reason.strip():
        problems = tuple((clash.what, f"{clash.kind.label}: {other.content}") for clash, other in found)
        raise Invalid(_("It clashes with another entry. Move one, or say why both stay."), problems=problems)
    return new


def _names_nobody(new: NewEntry) -> None:
    """Raises Invalid when what everybody may read names a person."""
    said = _("Everybody may read it: name the post, not the person.")
    named = [(name, said) for name in ("content", "chair", "place") if person_in(getattr(new, name))]
    if named:
        raise Invalid(said, problems=tuple(named))


def _fields(new: NewEntry) -> dict[str, Any]:
    words = ("content", "chair", "participants", "place", "prepared_by", "clash_reason")
    return {
        "weekday": new.weekday, "part": str(new.part), "starts_at": new.starts_at, "task_id": new.task_id,
        "link": new.link, "standing": new.standing, "public": new.public,
        **{name: getattr(new, name).strip() for name in words},
    }  # fmt: skip


def _mark(
    row: WeekEntry, kind: Mark, reason: str, before: dict[str, Any], actor: Actor, now: datetime
) -> None:
    said = reason_given(reason, _("The week is issued: say why it changes."))
    shown = {name: before[name] for name in SHOWN if name in before}
    mark_change(row.week, WeekChange(entry=row, kind=kind, reason=said, before=shown), actor, now)
