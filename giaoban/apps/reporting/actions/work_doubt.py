"""What people say of single figures: comments on cells, and the working off of doubts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import DoubtState
from ..models import CellComment, Doubt, Report


@usecase("reporting.comment_on_cell")
def comment_on_cell(*, actor: Actor, report: Report, cell: str, body: str, now: datetime) -> CellComment:
    """Write a remark on one cell or text. The report's unit and everybody who may read it see the remark."""
    authorize(actor, policies.comment_report, report, seen_by=policies.see_report)
    if not body.strip() or actor.user_id is None or actor.worn is None:
        raise Invalid(gettext_lazy("Write the remark."), problems=(("body", _("missing")),))
    row = CellComment.objects.create(
        report=report, cell=cell, body=body.strip()[:4000], user_id=actor.user_id, unit_id=actor.worn, at=now
    )
    record(actor=actor, code=events.COMMENTED, subject=report, cell=cell, comment=row.pk)
    return row


@usecase("reporting.resolve_doubt")
def resolve_doubt(*, actor: Actor, doubt: Doubt, state: DoubtState, note: str, now: datetime) -> Doubt:
    """Close a doubt: explained or confirmed as right, with a note; corrected when a new version came.

    Raises Conflict when somebody closed it first.
    """
    authorize(actor, policies.resolve_doubt, doubt, seen_by=policies.see_doubt)
    row = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if row.state != DoubtState.OPEN:
        raise Conflict(
            gettext_lazy("This figure was already checked: %(state)s."), state=row.get_state_display()
        )
    if state is DoubtState.OPEN or not note.strip():
        raise Invalid(gettext_lazy("Say how the figure was checked."), problems=(("note", _("missing")),))
    row.state, row.note, row.resolved_at, row.resolved_by_id = state, note.strip(), now, actor.user_id
    row.save(update_fields=["state", "note", "resolved_at", "resolved_by"])
    record(
        actor=actor, code=events.DOUBT_RESOLVED, subject=row, state=state, rule=row.rule, report=row.report_id
    )
    return row
