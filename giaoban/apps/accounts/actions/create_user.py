"""Create a user who may sign in, alone or with a post."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.running import USERNAME
from ..enums import Post
from ..models import Appointment, User
from ..queries import place
from .appoint_user import check_days


@usecase("accounts.create_user")
def create_user(*, actor: Actor, username: str, label: str, password: str | None, now: datetime) -> User:
    """Create a user; without `password` nobody can sign in as it. Raises Conflict when the name is taken."""
    user = User(username=username, label=label, password=make_password(password), created_at=now)
    authorize(actor, policies.create_user, user)
    _store(user)
    record(actor=actor, code=events.USER_CREATED, subject=user)
    return user


@usecase("accounts.open_account")
def open_account(
    *,
    actor: Actor,
    unit: Unit,
    post: Post,
    username: str,
    label: str,
    password: str,
    start: date,
    now: datetime,
    end: date | None = None,
) -> Appointment:
    """Create a user with a post in `unit`, from `start` to `end` (exclusive). For administrators of the unit or of one
    above it.

    Raises Invalid for a user name that is none and for an end that is not after the start, Conflict when the name is
    taken.
    """
    authorize(actor, policies.appoint, place(unit.pk, start))
    check_days(start, end)
    if not USERNAME.fullmatch(username):
        said = _("Small letters without diacritics, digits, dot, - and _; at least three of them.")
        raise Invalid(said, problems=(("username", said),))
    label = label.strip() or f"{post.label} – {unit.short_name}"
    user = User(username=username, label=label, password=make_password(password), created_at=now)
    _store(user)
    row = Appointment.objects.create(user=user, unit=unit, post=post, valid=DateRange(start, end))
    record(actor=actor, code=events.USER_CREATED, subject=user, unit_id=unit.pk)
    record(actor=actor, code=events.APPOINTED, subject=row, unit_id=unit.pk, user=user.pk, post=post)
    return row


def _store(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The user name %(name)s is taken; choose another."), name=user.username) from error
