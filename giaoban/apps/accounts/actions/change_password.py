"""A new password for an account; an account that nobody may sign in with."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import User
from ..queries import account


@usecase("accounts.change_password")
def change_password(*, actor: Actor, user: User, password: str) -> User:
    """Set the actor's own password – the form has asked for the old one – or, as the operator, anybody's; every other
    sign-in of the account ends.
    """
    authorize(actor, policies.own_password, user)
    row = User.objects.select_for_update().get(pk=user.pk)
    row.password = make_password(password)
    row.save(update_fields=["password"])
    record(actor=actor, code=events.PASSWORD_CHANGED, subject=row)
    return row


@usecase("accounts.reset_password")
def reset_password(*, actor: Actor, user: User, password: str, day: date) -> User:
    """Set a password that the administrator hands over; every sign-in of the account ends. For whoever runs every post
    of the account on `day`.
    """
    authorize(actor, policies.run_account, account(user, day))
    row = User.objects.select_for_update().get(pk=user.pk)
    row.password = make_password(password)
    row.save(update_fields=["password"])
    record(actor=actor, code=events.PASSWORD_CHANGED, subject=row)
    return row


@usecase("accounts.lock_account")
def lock_account(*, actor: Actor, user: User, locked: bool, day: date) -> User:
    """Nobody signs in with the account from now on and its sign-ins end, or it is open again. Its posts stay. For
    whoever runs every post of the account on `day`.
    """
    authorize(actor, policies.run_account, account(user, day))
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_active is not locked:
        nothing_changed()
        return row
    row.is_active = not locked
    row.save(update_fields=["is_active"])
    record(actor=actor, code=events.LOCKED if locked else events.UNLOCKED, subject=row)
    return row
