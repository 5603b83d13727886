"""Create a user who may sign in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..models import User


@usecase("accounts.create_user")
def create_user(*, actor: Actor, username: str, label: str, password: str | None, now: datetime) -> User:
    """Create a user; without `password` nobody can sign in as it. Raises Conflict when the name is taken."""
    user = User(username=username, label=label, password=make_password(password), created_at=now)
    authorize(actor, policies.create_user, user)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The user name %(name)s is taken; choose another."), name=username) from error
    record(actor=actor, code=events.USER_CREATED, subject=user)
    return user
