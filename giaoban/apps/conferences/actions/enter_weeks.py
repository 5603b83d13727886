"""A conference stands in the week of its convenor and of every unit that is asked to take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.bind_entries import place_entries, time_entries, withdraw_entries
from giaoban.apps.tasks.domain.bound import BoundEntry, Source
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.changing import Part
from ..enums import ConferenceForm, ConferenceState
from ..models import AgendaItem, Conference, Site
from ..queries import SUBJECT

_DAY = 24 * 60
_IN_HALL = ("place", "form")
"""With one of these changed, those who meet in one hall have another place."""


def _planned() -> str:
    """The reason that the week keeps: in the installation's language, whatever its planner reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("A conference was planned.")


def enter_weeks(row: Conference, sites: Sequence[tuple[int, str]], actor: Actor, now: datetime) -> None:
    """Put a conference into the weeks of its convenor and of the units (with the names) of `sites`.

    One that was entered after it had begun is in no plan any more; a rehearsal is in none.
    """
    if not row.entered_after and not row.rehearsal:
        place_entries(
            source=Source(SUBJECT, row.pk),
            entries=_entries(row, sites),
            reason=_planned(),
            user_id=actor.user_id,
            now=now,
            whole=False,
        )


@usecase("conferences.enter_planned")
def enter_planned(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Put a planned conference, with all its sites, into the weeks, where none knows of it. Only the system calls it.

    Locks the conference; a second time changes nothing, and neither does one that was called off meanwhile.
    """
    authorize(actor, policies.enter_planned, conference)
    row = Conference.objects.select_for_update(of=("self",)).select_related("unit").get(pk=conference.pk)
    if row.state != ConferenceState.PLANNED or row.entered_after:
        nothing_changed()
        return row
    entered = place_entries(
        source=Source(SUBJECT, row.pk), entries=_entries(row, _sites(row)), reason=_planned(),
        user_id=None, now=now, whole=False,
    )  # fmt: skip
    if not entered:
        nothing_changed()
        return row
    record(actor=actor, code=events.ENTERED_WEEKS, subject=row, unit_id=row.unit_id, entries=entered)
    return row


def follow_weeks(row: Conference, parts: Sequence[Part], why: str, actor: Actor, now: datetime) -> None:
    """Let the weeks say what the conference is planned with now; `parts` is what was changed, `why` the reason."""
    if row.entered_after or row.rehearsal:
        leave_weeks(row, actor, now, why)
        return
    moved = any(part["field"] in _IN_HALL for part in parts)
    place_entries(
        source=Source(SUBJECT, row.pk),
        entries=_entries(row, _sites(row), moved=moved),
        reason=why,
        user_id=actor.user_id,
        now=now,
    )


def leave_weeks(row: Conference, actor: Actor, now: datetime, why: str, unit_id: int | None = None) -> None:
    """Take it out of all weeks, or out of that of the unit of a site that was taken out."""
    if unit_id is not None and unit_id == row.unit_id:
        return
    withdraw_entries(
        source=Source(SUBJECT, row.pk),
        reason=why,
        user_id=actor.user_id,
        now=now,
        unit_ids=None if unit_id is None else [unit_id],
    )


def time_weeks(row: Conference, now: datetime) -> None:
    """The agenda was written anew: calendars learn how long the conference takes."""
    time_entries(source=Source(SUBJECT, row.pk), minutes=_minutes(row), now=now)


def _sites(row: Conference) -> list[tuple[int, str]]:
    sites = Site.objects.filter(conference=row, unit__isnull=False).values_list("unit_id", "name")
    return [(unit, name) for unit, name in sites if unit is not None]


def _minutes(row: Conference) -> int | None:
    """By the agenda; None where it gives no point any time, or more than a day."""
    total = AgendaItem.objects.filter(conference=row).aggregate(total=Sum("minutes"))["total"] or 0
    return total if 0 < total < _DAY else None


def _entries(row: Conference, sites: Sequence[tuple[int, str]], *, moved: bool = False) -> list[BoundEntry]:
    """The convenor's entry and those of the sites. A site's own place is its own affair, unless all meet in one hall.

    The chair of another unit is named with that unit: its "Chủ tịch" is not the site's.
    """
    starts, link = timezone.localtime(row.starts_at), reverse("conferences:conference", args=[row.pk])
    hall = row.form == ConferenceForm.HALL
    chair = f"{row.chair_post} ({row.unit.short_name})"
    minutes = _minutes(row)
    own = BoundEntry(row.unit_id, starts, row.title, row.chair_post, row.place, link, minutes=minutes)
    return [
        own,
        *(
            BoundEntry(
                unit,
                starts,
                row.title,
                chair,
                row.place if hall else name,
                link,
                not (hall and moved),
                minutes,
            )
            for unit, name in sites
            if unit != row.unit_id
        ),
    ]
