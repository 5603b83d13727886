"""A site tries its line: picture, sound and spare telephone, each for itself."""

from __future__ import annotations

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.links import Link
from ..domain.sites import line_verdict
from ..enums import ATTENDANCE_TOPIC, PLACE_TOPIC, QUEUE_TOPIC
from ..models import Site
from ..queries.place import holder_of
from .report_site import locked


@usecase("conferences.try_line")
def try_line(*, actor: Actor, link: Link, picture: bool, sound: bool, phone: bool, note: str = "") -> Site:
    """Note what the site itself saw and heard: passed when all three are good, else to be tried again.

    The same again changes nothing. Locks the site. Raises LinkRenewed, and Conflict once the conclusions are confirmed
    or the conference was called off.
    """
    authorize(actor, policies.act_for_site, Site(pk=link.pk))
    row = locked(holder_of(link))  # type: ignore[arg-type]  # the policy lets sites through only
    result = line_verdict(picture, sound, phone)
    said = {
        "picture_good": picture, "sound_good": sound, "phone_good": phone, "line_note": note.strip()[:300],
        "line_test": result,
    }  # fmt: skip
    if all(getattr(row, name) == value for name, value in said.items()):
        nothing_changed()
        return row
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    for topic, key in (
        (ATTENDANCE_TOPIC, row.conference_id),
        (QUEUE_TOPIC, row.conference_id),
        (PLACE_TOPIC, link.short),
    ):
        mark_moved(topic, key)
    record(
        actor=actor, code=events.LINE_TESTED, subject=row, unit_id=row.unit_id, result=result, picture=picture,
        sound=sound, phone=phone,
    )  # fmt: skip
    return row
