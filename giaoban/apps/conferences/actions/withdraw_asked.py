"""Take back what was asked for a planned conference: a site, or a paper that has not been handed in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Func, Value
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ATTENDANCE_TOPIC, PaperState
from ..models import Conference, Paper, Site
from ..queries import SUBJECT
from .enter_weeks import leave_weeks
from .order_papers import SUBJECT as PAPER_SUBJECT
from .plan_conference import locked


@usecase("conferences.remove_site")
def remove_site(*, actor: Actor, site: Site, now: datetime) -> Conference:
    """Take a site out; its unit is no longer asked to take part. Sites under it move up. Locks the conference.

    Raises Conflict once the site has connected or counted: then it took part.
    """
    authorize(actor, policies.run, site.conference, seen_by=policies.see)
    row = locked(site.conference)
    there = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if there.connected_at is not None:
        raise Conflict(_("This site has connected already; it took part and stays."))
    if there.unit_id is not None:
        close_asks(
            kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], now=now, unit_ids=[there.unit_id],
            done=False,
        )  # fmt: skip
    leave_weeks(row, actor, now, _("The site was taken out of the conference."), there.unit_id)
    mark_moved(ATTENDANCE_TOPIC, row.pk)
    record(actor=actor, code=events.SITE_REMOVED, subject=row, unit_id=row.unit_id, site_unit=there.unit_id)
    Site.objects.filter(conference=row, parent=there).update(parent=there.parent_id)
    Site.objects.filter(conference=row, ancestors__contains=[there.pk]).update(
        ancestors=Func(F("ancestors"), Value(there.pk), function="array_remove")
    )
    there.delete()
    return row


@usecase("conferences.withdraw_paper")
def withdraw_paper(*, actor: Actor, paper: Paper, now: datetime) -> Conference:
    """Do without a paper that was asked for; its unit is no longer asked. Locks the conference.

    Raises Conflict once it was handed in.
    """
    authorize(actor, policies.run, paper.conference, seen_by=policies.see)
    row = locked(paper.conference)
    there = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if there.state != PaperState.ASKED:
        raise Conflict(_("The paper has been handed in; move it in the order instead."))
    close_asks(kind=AskKind.PAPER, subject_type=PAPER_SUBJECT, subject_ids=[there.pk], now=now, done=False)
    record(actor=actor, code=events.PAPER_WITHDRAWN, subject=row, unit_id=row.unit_id, of=there.unit_id)
    there.delete()
    return row
