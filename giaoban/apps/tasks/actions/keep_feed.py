"""A user's secret addresses of calendars: made, renewed, revoked. The address is told once, to whoever made it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.models import User
from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.secrets import MOST, digest_of, new_secret
from ..models import CalendarFeed


@usecase("tasks.make_feed")
def make_feed(*, actor: Actor, unit: Unit, now: datetime) -> tuple[CalendarFeed, str]:
    """A new address for the actor's calendar of `unit`; returns it with its secret, which nobody can read again.

    Locks the user. Raises Conflict when the actor has five that work.
    """
    authorize(actor, policies.have_feed, unit, seen_by=policies.read_week)
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    if CalendarFeed.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise Conflict(_("You have five calendar addresses. Revoke one that you do not use."))
    row, secret = _made(user.pk, unit.pk, now)
    record(actor=actor, code=events.FEED_MADE, subject=row, unit_id=unit.pk)
    return row, secret


@usecase("tasks.renew_feed")
def renew_feed(*, actor: Actor, feed: CalendarFeed, now: datetime) -> tuple[CalendarFeed, str]:
    """Another address in the place of this one, which stops working at once. Locks it.

    Raises Conflict when it was revoked, Forbidden when the actor no longer works in its unit.
    """
    row = _locked(actor, feed)
    authorize(actor, policies.have_feed, row.unit)
    if row.revoked_at is not None:
        raise Conflict(_("This address was revoked. Make a new one."))
    _revoke(row, now)
    fresh, secret = _made(row.user_id, row.unit_id, now)
    record(actor=actor, code=events.FEED_RENEWED, subject=fresh, unit_id=row.unit_id, in_place_of=row.pk)
    return fresh, secret


@usecase("tasks.revoke_feed")
def revoke_feed(*, actor: Actor, feed: CalendarFeed, now: datetime) -> CalendarFeed:
    """The address stops working at once. Locks it. A second call changes nothing."""
    row = _locked(actor, feed)
    if row.revoked_at is not None:
        nothing_changed()
        return row
    _revoke(row, now)
    record(actor=actor, code=events.FEED_REVOKED, subject=row, unit_id=row.unit_id)
    return row


def _locked(actor: Actor, feed: CalendarFeed) -> CalendarFeed:
    authorize(actor, policies.own_feed, feed, seen_by=policies.own_feed)
    rows = CalendarFeed.objects.select_for_update(of=("self",)).select_related("unit")
    found: CalendarFeed = rows.get(pk=feed.pk)
    return found


def _made(user_id: int, unit_id: int, now: datetime) -> tuple[CalendarFeed, str]:
    secret = new_secret()
    row = CalendarFeed.objects.create(
        user_id=user_id, unit_id=unit_id, digest=digest_of(secret), created_at=now
    )
    return row, secret


def _revoke(row: CalendarFeed, now: datetime) -> None:
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
