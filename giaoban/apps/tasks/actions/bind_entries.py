"""Entries of weeks that follow something else, set-wise: plain functions for the transaction of whoever plans it.

However many units: one statement each to open their weeks, to lock them, to read, and for each kind of change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import F

from ..domain.bound import BoundEntry, Differences, Source, Standing, differences
from ..enums import Mark, WeekState
from ..models import Week, WeekChange, WeekEntry
from .write_asks import inside_a_transaction
from .write_entry import SHOWN

_BATCH = 2000
_READ = (*SHOWN, "link", "sequence", "minutes")
_OPEN = """
INSERT INTO tasks_week (unit_id, monday, state, revision, created_at)
SELECT unit_id, monday, 'draft', 0, %s FROM unnest(%s::bigint[], %s::date[]) AS wanted (unit_id, monday)
 ORDER BY unit_id ON CONFLICT (unit_id, monday) DO NOTHING
"""
# In id order, so that two conferences with the same units never wait for each other in a circle.
_LOCK = """
SELECT id FROM tasks_week
 WHERE id IN (SELECT week_id FROM tasks_weekentry WHERE source_type = %s AND source_id = %s)
    OR (unit_id, monday) IN (SELECT * FROM unnest(%s::bigint[], %s::date[]))
 ORDER BY id FOR UPDATE
"""
_CHANGE = """
UPDATE tasks_weekentry AS e
   SET weekday = n.weekday, part = n.part, starts_at = n.starts_at, content = n.content, chair = n.chair,
       place = n.place, link = n.link, minutes = n.minutes, sequence = e.sequence + 1, changed_at = %s,
       clash_reason = CASE WHEN (e.weekday, e.part) = (n.weekday, n.part) THEN e.clash_reason ELSE '' END,
       mark = CASE WHEN n.issued THEN 'changed' ELSE e.mark END
  FROM unnest(%s::bigint[], %s::bool[], %s::smallint[], %s::text[], %s::time[], %s::text[], %s::text[], %s::text[],
              %s::text[], %s::smallint[])
       AS n (id, issued, weekday, part, starts_at, content, chair, place, link, minutes)
 WHERE e.id = n.id
"""
_COLUMNS = ("weekday", "part", "starts_at", "content", "chair", "place", "link", "minutes")


def place_entries(
    *,
    source: Source,
    entries: Sequence[BoundEntry],
    reason: str,
    user_id: int | None,
    now: datetime,
    whole: bool = True,
) -> int:
    """Let the weeks of units say what `source` is now; returns how many entries came, changed or went.

    With `whole`, entries of units that are not named go; without, only the units named are looked at. In a week that
    was issued each of these is marked, with `reason`; what goes from a draft leaves nothing behind. Clashes are not
    looked for: pages tell them, and a week is not issued before somebody said why both stay.
    """
    inside_a_transaction()
    units, mondays = [e.unit_id for e in entries], [e.monday for e in entries]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [now, units, mondays])
        cursor.execute(_LOCK, [source.type, source.id, units, mondays])
    found = differences(_standing(source), entries, whole=whole)
    _go(found.gone, now)
    _change(found, now)
    fresh = _come(source, found, now)
    _say(found, fresh, reason[:300], user_id, now)
    return len(found.gone) + len(found.changed) + len(fresh)


def time_entries(*, source: Source, minutes: int | None, now: datetime) -> int:
    """How long `source` takes, in all weeks in which it stands: no change to what a schedule shows, calendars learn it.

    Returns how many entries said otherwise before.
    """
    inside_a_transaction()
    rows = WeekEntry.objects.filter(source_type=source.type, source_id=source.id).exclude(mark=Mark.CANCELLED)
    other = rows.exclude(minutes=minutes) if minutes is not None else rows.exclude(minutes=None)
    return other.update(minutes=minutes, sequence=F("sequence") + 1, changed_at=now)


def withdraw_entries(
    *,
    source: Source,
    reason: str,
    user_id: int | None,
    now: datetime,
    unit_ids: Collection[int] | None = None,
) -> int:
    """Take the entries of `source` out of the weeks (of `unit_ids` only, if given); returns how many.

    An issued week keeps them, cancelled with `reason`.
    """
    inside_a_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [source.type, source.id, [], []])
    gone = [row for row in _standing(source) if unit_ids is None or row.unit_id in unit_ids]
    _go(gone, now)
    _say(Differences(gone, [], []), [], reason[:300], user_id, now)
    return len(gone)


def _standing(source: Source) -> list[Standing]:
    rows = (
        WeekEntry.objects.filter(source_type=source.type, source_id=source.id)
        .exclude(mark=Mark.CANCELLED)
        .order_by("pk")
        .values("pk", "week__unit_id", "week__monday", "week__state", *_READ)
    )
    return [
        Standing(
            row["pk"],
            row["week__unit_id"],
            row["week__monday"],
            row["week__state"] == WeekState.ISSUED,
            {name: row[name] for name in _READ},
        )
        for row in rows
    ]


def _go(gone: Sequence[Standing], now: datetime) -> None:
    if not gone:
        return
    WeekEntry.objects.filter(pk__in=[row.pk for row in gone if not row.issued]).delete()
    WeekEntry.objects.filter(pk__in=[row.pk for row in gone if row.issued]).update(
        mark=Mark.CANCELLED, sequence=F("sequence") + 1, changed_at=now
    )


def _change(found: Differences, now: datetime) -> None:
    if not found.changed:
        return
    columns = zip(
        *((row.pk, row.issued, *(values[c] for c in _COLUMNS)) for row, values in found.changed), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [now, *map(list, columns)])


def _come(source: Source, found: Differences, now: datetime) -> list[WeekEntry]:
    """New entries; one that comes from another week goes on counting its changes."""
    if not found.fresh:
        return []
    counted = {row.unit_id: row.values["sequence"] + 1 for row in found.gone}
    mondays: dict[date, list[int]] = {}
    for entry in found.fresh:
        mondays.setdefault(entry.monday, []).append(entry.unit_id)
    weeks = {
        (week.unit_id, monday): week
        for monday, units in mondays.items()
        for week in Week.objects.filter(monday=monday, unit_id__in=units)
    }
    rows = []
    for entry in found.fresh:
        week = weeks[entry.unit_id, entry.monday]
        mark = Mark.ADDED if week.is_issued else Mark.NONE
        rows.append(
            WeekEntry(
                week=week, mark=mark, place=entry.place[:200], source_type=source.type, source_id=source.id,
                changed_at=now, sequence=counted.get(entry.unit_id, 0), **entry.fields(),
            )
        )  # fmt: skip
    return WeekEntry.objects.bulk_create(rows, batch_size=_BATCH)


def _say(
    found: Differences, fresh: Sequence[WeekEntry], reason: str, user_id: int | None, now: datetime
) -> None:
    """Mark what happened to issued weeks: one more revision each, and the change with its reason."""
    changes: list[tuple[int, Mark, dict[str, str]]] = [
        (row.pk, Mark.CANCELLED, {}) for row in found.gone if row.issued
    ]
    changes += [(row.pk, Mark.CHANGED, _words(row)) for row, _new in found.changed if row.issued]
    changes += [(row.pk, Mark.ADDED, {}) for row in fresh if row.mark]
    if not changes:
        return
    ids = [pk for pk, _kind, _before in changes]
    Week.objects.filter(entries__in=ids).update(revision=F("revision") + 1)
    revisions = dict(WeekEntry.objects.filter(pk__in=ids).values_list("pk", "week__revision"))
    WeekChange.objects.bulk_create(
        [
            WeekChange(
                entry_id=pk, revision=revisions[pk], kind=kind, reason=reason, before=before, at=now,
                user_id=user_id,
            )
            for pk, kind, before in changes
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _words(row: Standing) -> dict[str, str]:
    """How an entry stood, as `WeekChange.before` keeps it."""
    return {name: str(row.values[name] or "") for name in SHOWN}
