"""Reminders that leave the screen: the daily one, and an urgent telegram."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.notify.actions.queue_sending import Message, queue
from giaoban.apps.notify.models import Channel
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies, queries
from ..domain import reminding
from ..models import Ask

SOON = timedelta(days=3)


@usecase("tasks.remind_user")
def remind_user(*, actor: Actor, channel: Channel, now: datetime) -> bool:
    """Once a day: what is asked of the user's posts and overdue, or due within three days. False: nothing to say."""
    authorize(actor, policies.remind, channel.user)
    day = timezone.localdate(now)
    reader = actor_of(channel.user, day=day)
    found = queries.asked_of(reader).filter(due__lt=now + SOON)
    asks = [reminding.Due(ask.title, ask.unit.short_name, ask.due) for ask in found if ask.due]
    said = None
    if asks:
        units = len({hat.unit_id for hat in reader.hats})
        body = reminding.text(asks, now, units=units)
        said = Message(f"daily:{day}", reminding.subject(asks, now), body, reverse("cockpit:home"))
    if said is None or not queue(channel, said, now):
        nothing_changed()
        return False
    record(actor=actor, code=events.REMINDED, subject=channel, asks=len(asks))
    return True


@usecase("tasks.tell_urgent")
def tell_urgent(*, actor: Actor, channel: Channel, ask: Ask, now: datetime) -> bool:
    """An urgent telegram came: once a channel. False when it was told before."""
    authorize(actor, policies.remind, channel.user)
    body = _("It must be acknowledged by %(moment)s.") % {"moment": _moment(ask.due)} if ask.due else ""
    if not queue(channel, Message(f"ask:{ask.pk}", ask.title, f"{ask.title}\n{body}", ask.url), now):
        nothing_changed()
        return False
    record(actor=actor, code=events.TOLD_URGENT, subject=channel, ask=ask.pk)
    return True


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"
