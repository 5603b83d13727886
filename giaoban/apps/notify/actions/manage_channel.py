"""A user's ways to be reminded: set up, prove the address by a code, change, take away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.accounts.models import User
from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import AlreadyThere, Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain import codes
from ..enums import Way
from ..models import Channel
from ..queries import ways_here
from .queue_sending import CODE, Message, queue

_MINUTE = timedelta(minutes=1)
_HANDLE = re.compile(r"[+@]?[\w.\-]{3,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user wants to hear of, and when not."""

    daily: bool
    urgent: bool
    quiet_from: time
    quiet_to: time


@usecase("notify.add_channel")
def add_channel(*, actor: Actor, user: User, way: Way, address: str, now: datetime) -> Channel:
    """A new way, to be confirmed with the code that is sent there. Raises Invalid, AlreadyThere."""
    authorize(actor, policies.have_channels, user)
    if way not in ways_here():
        raise Invalid(gettext_lazy("This installation does not send on this way."))
    told = _checked(way, address)
    if Channel.objects.filter(user=user, way=way).exists():
        raise AlreadyThere(
            gettext_lazy("You have set up this way already. Take it away first to use another address.")
        )
    row = Channel(user=user, way=way, created_at=now)
    row.seal(told)
    row.save()
    _send_code(row, now)
    record(actor=actor, code=events.CHANNEL_ADDED, subject=row, way=way)
    return row


@usecase("notify.confirm_channel")
def confirm_channel(*, actor: Actor, channel: Channel, code: str, now: datetime) -> bool:
    """True when the code is the one that was sent; a wrong one counts, and after five a new one is sent for.

    Raises Conflict when no code is open any more (it lives a quarter of an hour): ask for another.
    """
    row = _locked(actor, channel)
    if row.confirmed_at is not None and row.stopped_at is None:
        nothing_changed()
        return True
    if not row.code or row.code_until is None or row.code_until < now or row.code_tries >= codes.TRIES:
        raise Conflict(gettext_lazy("This code is no longer valid. Have another one sent."))
    row.code_tries += 1
    right = codes.is_same(code, bytes(row.key), row.code)
    if right:
        row.confirmed_at, row.stopped_at, row.lost, row.code = now, None, 0, ""
    row.save()
    record(actor=actor, code=events.CHANNEL_CONFIRMED if right else events.CODE_REFUSED, subject=row)
    return right


@usecase("notify.send_code")
def send_code(*, actor: Actor, channel: Channel, now: datetime) -> Channel:
    """Another code, also for a way that was stopped. Raises Conflict when one was sent within the last minute."""
    row = _locked(actor, channel)
    if row.code_until is not None and row.code_until - codes.LIFE + _MINUTE > now:
        raise Conflict(
            gettext_lazy("A code was sent a moment ago. Wait a minute before you ask for another.")
        )
    _send_code(row, now)
    record(actor=actor, code=events.CHANNEL_CHANGED, subject=row, fields=["code"])
    return row


@usecase("notify.change_channel")
def change_channel(*, actor: Actor, channel: Channel, wishes: Wishes) -> Channel:
    """What to hear of on this way, and the hours in which nothing comes."""
    row = _locked(actor, channel)
    names = [name for name in wishes.__slots__ if getattr(row, name) != getattr(wishes, name)]
    for name in names:
        setattr(row, name, getattr(wishes, name))
    if not names:
        nothing_changed()
        return row
    row.save(update_fields=names)
    record(actor=actor, code=events.CHANNEL_CHANGED, subject=row, fields=names)
    return row


@usecase("notify.remove_channel")
def remove_channel(*, actor: Actor, channel: Channel) -> None:
    """The way, its address and all that was sent on it are deleted."""
    row = _locked(actor, channel)
    record(actor=actor, code=events.CHANNEL_REMOVED, subject=row, way=row.way)
    row.delete()


def _locked(actor: Actor, channel: Channel) -> Channel:
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    authorize(actor, policies.own_channel, row, seen_by=policies.own_channel)
    return row


def _send_code(row: Channel, now: datetime) -> None:
    code = codes.new_code()
    row.code, row.code_until, row.code_tries = codes.digest_of(code, bytes(row.key)), now + codes.LIFE, 0
    row.save(update_fields=["code", "code_until", "code_tries"])
    body = _(
        "Your code is %(code)s. It is valid for 15 minutes. If you did not ask for it, somebody mistyped: ignore it."
    )
    subject, link = _("Giao Ban: confirm this address"), reverse("notify:reminders")
    queue(row, Message(f"{CODE}{row.code[:20]}", subject, body % {"code": code}, link), now, at_once=True)


def _checked(way: Way, address: str) -> str:
    """As it is kept. Raises Invalid naming the remedy."""
    told = address.strip()
    if way == Way.EMAIL:
        try:
            validate_email(told)
        except ValidationError as error:
            remedy = gettext_lazy("This is not an e-mail address. Example: can.bo@xa.example.vn")
            raise Invalid(remedy, problems=(("address", remedy),)) from error
    elif not _HANDLE.fullmatch(told):
        remedy = gettext_lazy(
            "Write a telephone number or a name in the chat, without spaces. Example: +84912345678"
        )
        raise Invalid(remedy, problems=(("address", remedy),))
    return told
