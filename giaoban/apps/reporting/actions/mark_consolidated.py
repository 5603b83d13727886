"""Mark the reports that an issued briefing used: a set-wise step inside the briefing's own use case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from giaoban.apps.audit.actions.record_line import line_for, record_many
from giaoban.kit.access import Actor

from .. import events
from ..enums import ReportState, Step
from ..models import Report, ReportStep


def mark_consolidated(*, actor: Actor, reports: Sequence[int], now: datetime) -> int:
    """Set these received reports to consolidated; those in another state stay. Returns how many.

    Locks the reports' rows in id order. Inside a use case only.
    """
    rows = list(
        Report.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=reports, state=ReportState.RECEIVED)
        .order_by("pk")
    )
    Report.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=ReportState.CONSOLIDATED, updated_at=now
    )
    ReportStep.objects.bulk_create(
        [
            ReportStep(
                report=row, version_id=row.counted_id, step=Step.CONSOLIDATED, at=now,  # type: ignore[misc]
                unit_id=actor.worn, user_id=actor.user_id,
            )
            for row in rows
        ],
        batch_size=1000,
    )  # fmt: skip
    if rows:
        record_many(lines=[line_for(actor, events.STEP[Step.CONSOLIDATED], row, None, {}) for row in rows])
    return len(rows)
