"""What a site reports: its line test, and who is there, by count."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.sites import line_verdict
from ..enums import ATTENDANCE_TOPIC, ConferenceState
from ..models import Site
from ..queries import SUBJECT

MOST = 100_000


@usecase("conferences.note_line_test")
def note_line_test(
    *, actor: Actor, site: Site, picture: bool, sound: bool, phone: bool, note: str = ""
) -> Site:
    """Note the line test of a site: passed when picture, sound and the spare telephone are good, else to be tried
    again. Locks the site. Raises Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.report_site, site, seen_by=policies.see_site)
    row = locked(site)
    row.picture_good, row.sound_good, row.phone_good = picture, sound, phone
    row.line_test, row.line_note = line_verdict(picture, sound, phone), note.strip()[:300]
    row.save(update_fields=["picture_good", "sound_good", "phone_good", "line_test", "line_note"])
    mark_moved(ATTENDANCE_TOPIC, row.conference_id)
    record(actor=actor, code=events.LINE_TESTED, subject=row, unit_id=row.unit_id, result=row.line_test)
    return row


@usecase("conferences.report_attendance")
def report_attendance(*, actor: Actor, site: Site, officers: int, others: int, now: datetime) -> Site:
    """Say that the site is connected and how many are there: officers and members, and others.

    The same counts again change nothing. Locks the site. Raises Invalid for counts outside 0 to 100,000,
    Conflict before the day of the conference and once its conclusions are confirmed.
    """
    authorize(actor, policies.report_site, site, seen_by=policies.see_site)
    for name, count in (("officers", officers), ("others", others)):
        if not 0 <= count <= MOST:
            problem = (name, str(_("Type a number from 0 to 100,000.")))
            raise Invalid(_("This is not a count of people in one place."), problems=(problem,))
    row = locked(site)
    if local_day(now) < local_day(row.conference.starts_at):
        raise Conflict(_("Attendance is counted on the day. Until then try the line."))
    if (row.officers, row.others) == (officers, others) and row.connected_at is not None:
        nothing_changed()
        return row
    row.officers, row.others, row.counted_at = officers, others, now
    row.connected_at = row.connected_at or now
    row.save(update_fields=["officers", "others", "counted_at", "connected_at"])
    if row.unit_id is not None:
        close_asks(
            kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.conference_id], now=now,
            unit_ids=[row.unit_id],
        )  # fmt: skip
    mark_moved(ATTENDANCE_TOPIC, row.conference_id)
    record(
        actor=actor,
        code=events.ATTENDANCE,
        subject=row,
        unit_id=row.unit_id,
        officers=officers,
        others=others,
    )
    return row


def locked(site: Site) -> Site:
    """One site at a time: thousands may report at once without waiting for each other."""
    row = Site.objects.select_related("conference").select_for_update(of=("self",)).get(pk=site.pk)
    if row.conference.confirmed_at is not None:
        raise Conflict(_("The conclusions of this conference are confirmed; attendance is closed."))
    if row.conference.state == ConferenceState.CALLED_OFF:
        raise Conflict(_("This conference was called off; nobody is counted."))
    return row
