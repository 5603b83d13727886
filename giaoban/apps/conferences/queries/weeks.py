"""Which conferences the weeks do not know yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from giaoban.apps.tasks.models import WeekEntry

from ..enums import ConferenceState
from ..models import Conference
from .conference import SUBJECT

AT_ONCE = 200


def not_entered(now: datetime) -> Sequence[Conference]:
    """Planned ones still to come of which the convenor's week holds no entry, not even a cancelled one. One query."""
    entry = WeekEntry.objects.filter(
        source_type=SUBJECT, source_id=OuterRef("pk"), week__unit=OuterRef("unit")
    )
    rows = Conference.objects.filter(
        state=ConferenceState.PLANNED, starts_at__gte=now, entered_after=False
    ).exclude(Exists(entry))
    return list(rows.order_by("starts_at", "pk")[:AT_ONCE])
