"""Who may see and change accounts."""

from __future__ import annotations

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .domain.running import Account, Place
from .enums import Post
from .models import Appointment, Person, User


def _runs(actor: Actor, place: Place) -> bool:
    return bool(actor.units_as((Post.ADMINISTRATOR,)) & place.all)


def _runs_account(actor: Actor, account: Account) -> bool:
    """All of it: whoever ran one of several posts could otherwise sign in with the others. Never one's own."""
    mine = actor.user_id == account.user_id
    return not mine and bool(account.places) and all(_runs(actor, place) for place in account.places)


appoint: Policy[Unit] = Policy("accounts.appoint", may=_runs)
run_account: Policy[User] = Policy("accounts.run_account", may=_runs_account)
see_appointments: Policy[Appointment] = Policy(
    "accounts.see_appointments",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
wear_hat: Policy[Unit] = Policy("accounts.wear_hat", may=lambda actor, unit: actor.holds(unit.pk))
create_user: Policy[User] = Policy("accounts.create_user", may=lambda actor, _user: False)
own_password: Policy[User] = Policy("accounts.own_password", may=lambda actor, user: actor.user_id == user.pk)
erase_person: Policy[Person] = Policy("accounts.erase_person", may=lambda actor, _person: False)


def is_administrator(actor: Actor) -> bool:
    """Holds the administrator's post anywhere (for the menu only; every step asks for its own unit)."""
    return bool(actor.units_as((Post.ADMINISTRATOR,)))
