"""A new password for an account."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..models import User


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
