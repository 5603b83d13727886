"""Reads of reminders."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from . import policies
from .enums import Way
from .models import Channel, Sending

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A way with its address as the user typed it, and what was sent on it last."""

    row: Channel
    address: str
    sendings: tuple[Sending, ...]


def channels(actor: Actor) -> list[ChannelCard]:
    """The actor's own ways, in order. A query a way."""
    rows = Channel.objects.visible_to(actor, policies.own_channel).order_by("way")
    return [
        ChannelCard(row, row.address, tuple(row.sendings.order_by("-created_at", "-pk")[:SHOWN]))
        for row in rows
    ]


def channel(actor: Actor, pk: int) -> Channel:
    """One of the actor's own ways. Raises NotFound."""
    found = Channel.objects.visible_to(actor, policies.own_channel).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def ways_here() -> list[Way]:
    """What this installation can send on."""
    found = [Way.EMAIL] if settings.EMAIL_READY else []
    return [*found, Way.GATEWAY] if settings.GATEWAY_URL else found


def open_channels() -> list[Channel]:
    """Every way that messages may go out on, with its user."""
    rows = Channel.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    return list(rows.select_related("user").order_by("pk"))
