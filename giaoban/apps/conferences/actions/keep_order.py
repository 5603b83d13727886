"""What the secretary sets right: attendance with a reason, and what was written in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ATTENDANCE_TOPIC, FLOOR_TOPIC, PLACE_TOPIC, QUEUE_TOPIC
from ..models import AttendanceCorrection, Remark, Site
from .plan_conference import locked
from .report_site import MOST


@usecase("conferences.correct_attendance")
def correct_attendance(
    *, actor: Actor, site: Site, officers: int, others: int, reason: str, now: datetime
) -> Site:
    """Put another count in the place of what a site counted, with the reason; the old count stays readable.

    Locks the conference and the site. Raises Invalid without a reason or for counts outside 0 to 100,000.
    """
    authorize(actor, policies.run, site.conference, seen_by=policies.see)
    if not reason.strip():
        raise Invalid(_("Say why the count is corrected."), problems=(("reason", str(_("It is empty."))),))
    if not (0 <= officers <= MOST and 0 <= others <= MOST):
        raise Invalid(_("This is not a count of people in one place."))
    conference = locked(site.conference)
    row = Site.objects.select_for_update().get(pk=site.pk)
    if (row.officers, row.others) == (officers, others):
        nothing_changed()
        return row
    AttendanceCorrection.objects.create(
        site=row, officers_before=row.officers, others_before=row.others, officers=officers, others=others,
        reason=reason.strip()[:300], user_id=actor.user_id, at=now,
    )  # fmt: skip
    row.officers, row.others, row.counted_at = officers, others, row.counted_at or now
    row.connected_at = row.connected_at or now
    row.save(update_fields=["officers", "others", "counted_at", "connected_at"])
    for topic in (ATTENDANCE_TOPIC, FLOOR_TOPIC, QUEUE_TOPIC):
        mark_moved(topic, conference.pk)
    mark_moved(PLACE_TOPIC, f"s{row.pk}")
    record(
        actor=actor, code=events.ATTENDANCE_CORRECTED, subject=row, unit_id=conference.unit_id,
        officers=officers, others=others,
    )  # fmt: skip
    return row


@usecase("conferences.handle_remark")
def handle_remark(*, actor: Actor, remark: Remark, now: datetime) -> Remark:
    """What was written in has been seen to. Twice changes nothing."""
    authorize(actor, policies.run, remark.conference, seen_by=policies.see)
    row = Remark.objects.select_for_update().get(pk=remark.pk)
    if row.handled_at is not None:
        nothing_changed()
        return row
    row.handled_at = now
    row.save(update_fields=["handled_at"])
    mark_moved(QUEUE_TOPIC, row.conference_id)
    record(actor=actor, code=events.REMARK_HANDLED, subject=row, unit_id=remark.conference.unit_id)
    return row
