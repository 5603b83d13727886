"""Whom to remind of what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from giaoban.apps.notify.models import Channel, Sending

from ..enums import AskKind, AskState
from ..models import Ask

URGENT = (AskKind.ACKNOWLEDGE,)
FRESH = timedelta(days=1)
"""A telegram that came earlier is in the daily reminder."""


def urgent_news(now: datetime, day: date) -> list[tuple[Ask, Channel]]:
    """Urgent asks of the last day, each with the channels of who may answer it and was not told yet. Three queries."""
    post = "unit__appointments__post"
    pairs = (
        Ask.objects.filter(
            kind__in=URGENT, state=AskState.OPEN, created_at__gt=now - FRESH, created_at__lte=now
        )
        .filter(
            unit__appointments__valid__contains=day,
            unit__appointments__user__channels__urgent=True,
            unit__appointments__user__channels__confirmed_at__isnull=False,
            unit__appointments__user__channels__stopped_at=None,
        )
        .values_list("pk", "unit__appointments__user__channels", "post", post)
    )
    wanted = {(ask, channel) for ask, channel, asked, held in pairs if asked in ("", held)}
    asks = Ask.objects.in_bulk({ask for ask, _channel in wanted})
    channels = Channel.objects.select_related("user").in_bulk({channel for _ask, channel in wanted})
    told = set(
        Sending.objects.filter(channel__in=channels, key__in=[f"ask:{ask}" for ask in asks]).values_list(
            "channel_id", "key"
        )
    )
    return [(asks[a], channels[c]) for a, c in sorted(wanted) if (c, f"ask:{a}") not in told]
