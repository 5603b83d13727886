"""Accounts for many units at once, with their first passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import line_for, record_many
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.first_password import FirstPasswordHasher
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.running import first_password, free_name, stem
from ..enums import Post
from ..models import Appointment, User
from ..queries import Wanted, lacking, place, unused

MOST = 5000


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed over to a unit: the one time that the password can be read."""

    unit: Unit
    username: str
    password: str


@usecase("accounts.hand_out_accounts")
def hand_out_accounts(*, actor: Actor, unit: Unit, wanted: Wanted, day: date, now: datetime) -> list[Handed]:
    """An account from `day` for every unit below `unit` that is wanted and has none with this post; where it is wanted
    again, a fresh first password for those that nobody has signed in with yet. In the order of units.

    Locks the unit, so that of two at once the second finds what the first made. Raises Invalid where nothing is to
    be handed out, and for more than 5,000 at once.
    """
    authorize(actor, policies.appoint, place(unit.pk, day))
    Unit.objects.select_for_update().get(pk=unit.pk)
    units, waiting = list(lacking(unit, wanted, day)), list(unused(unit, wanted, day))
    if not units and not waiting:
        raise Invalid(_("Every one of these units has such an account already."))
    if len(units) + len(waiting) > MOST:
        raise Invalid(
            _("More than %(most)s accounts at once. Choose fewer levels or organisations."), most=MOST
        )
    made = [_made(row, wanted.post, name, now) for row, name in _named(units, wanted.post)]
    users = User.objects.bulk_create([user for user, _handed in made], batch_size=1000)
    rows = Appointment.objects.bulk_create(
        [
            Appointment(user=user, unit=handed.unit, post=wanted.post, valid=DateRange(day, None))
            for user, (_user, handed) in zip(users, made, strict=True)
        ],
        batch_size=1000,
    )
    again = [_again(row) for row in waiting]
    User.objects.bulk_update([row.user for row in waiting], ["password"], batch_size=1000)
    record_many(
        lines=[
            *(line_for(actor, events.USER_CREATED, row.user, row.unit_id, {}) for row in rows),
            *(
                line_for(
                    actor, events.APPOINTED, row, row.unit_id, {"user": row.user_id, "post": str(wanted.post)}
                )
                for row in rows
            ),
            *(line_for(actor, events.PASSWORD_CHANGED, row.user, row.unit_id, {}) for row in waiting),
        ]
    )
    handed = [*(one for _user, one in made), *again]
    return sorted(handed, key=lambda one: (one.unit.level, one.unit.sort_key, one.username))


def _named(units: list[Unit], post: Post) -> list[tuple[Unit, str]]:
    """Each with a user name that nobody has: its code and the post."""
    taken = set(User.objects.values_list("username", flat=True))
    named = []
    for unit in units:
        name = free_name(stem(unit.code, str(post.label)), taken)
        taken.add(name)
        named.append((unit, name))
    return named


def _made(unit: Unit, post: Post, username: str, now: datetime) -> tuple[User, Handed]:
    label, password = f"{post.label} – {unit.short_name}"[:160], first_password()
    kept = make_password(password, hasher=FirstPasswordHasher.algorithm)
    user = User(username=username, label=label, password=kept, created_at=now)
    return user, Handed(unit, username, password)


def _again(row: Appointment) -> Handed:
    password = first_password()
    row.user.password = make_password(password, hasher=FirstPasswordHasher.algorithm)
    return Handed(row.unit, row.user.username, password)
