"""Reads of accounts: the actor behind a user; the accounts that an administrator runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Organisation, Unit, UnitLine
from giaoban.apps.org.queries.naming import the_one, units_called
from giaoban.kit.access import Actor, Hat
from giaoban.kit.errors import Invalid, NotFound

from . import policies
from .domain.running import Account, Place
from .enums import Post
from .models import Appointment, User

_NEAR = 5
_HATS = """
SELECT a.unit_id, a.post,
  (SELECT array_agg(s.predecessor_id ORDER BY s.id) FROM org_unitsuccession s
   WHERE s.successor_id = a.unit_id AND s.day <= %s)
FROM accounts_appointment a WHERE a.user_id = %s AND a.valid @> %s::date ORDER BY a.id
"""


def actor_of(user: User, *, day: date, worn: int | None = None) -> Actor:
    """The actor that `user` is on `day`: every appointment in force is a hat, one of them worn.

    A hat also stands for units that its unit succeeded by then. One query, asked on every request.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HATS, [day, user.pk, day])
        hats = tuple(Hat(unit_id, post, tuple(merged or ())) for unit_id, post, merged in cursor.fetchall())
    units = [h.unit_id for h in hats]
    chosen = worn if worn in units else (units[0] if units else None)
    return Actor(kind="user", user_id=user.pk, hats=hats, worn=chosen, label=user.label)


def places(unit_ids: Iterable[int], day: date) -> list[Place]:
    """Each of the units with all above it on that day, on either line. One query."""
    above: dict[int, set[int]] = {unit: set() for unit in unit_ids}
    for unit, path in UnitLine.objects.on(day).filter(unit_id__in=above).values_list("unit_id", "path"):
        above[unit] |= {int(label) for label in path.split(".")}
    return [Place(unit, frozenset(over)) for unit, over in above.items()]


def place(unit_id: int, day: date) -> Place:
    """The unit with all above it on that day. One query."""
    return places([unit_id], day)[0]


def account(user: User, day: date) -> Account:
    """The user with the places of the posts that have not ended by that day. Two queries."""
    rows = Appointment.objects.filter(user=user).exclude(valid__fully_lt=(day, None))
    return Account(user.pk, tuple(places(set(rows.values_list("unit_id", flat=True)), day)))


def _under(unit_ids: Collection[int], day: date) -> QuerySet[UnitLine]:
    """Lines of all that stands under one of the units at any depth, on either line. One query now."""
    lines: QuerySet[UnitLine] = UnitLine.objects.on(day)
    paths = {*lines.filter(unit_id__in=unit_ids).values_list("path", flat=True), *map(str, unit_ids)}
    return lines.filter(reduce(or_, (Q(path__under=path) for path in paths), Q(pk=None)))


def _in_reach(actor: Actor, day: date, column: str) -> Q:
    """`column`, a unit's id, is of a unit that the actor administers: an own one or one below, on either line."""
    own = actor.units_as((Post.ADMINISTRATOR,))
    return Q(**{f"{column}__in": own}) | Q(**{f"{column}__in": _under(own, day).values("unit_id")})


def unit_in_reach(actor: Actor, written: str, day: date) -> Unit:
    """The unit that is meant, by its code or a name that it has or had, among those that the actor administers.

    Raises Invalid: for none, with up to five whose names hold the words; for one outside; for several, with codes.
    """
    reach = Unit.objects.filter(_in_reach(actor, day, "pk"), valid__contains=day)
    meant = units_called([written], day).find(written)
    inside = set(reach.filter(pk__in=[unit.pk for unit in meant]).values_list("pk", flat=True))
    if inside:
        return the_one([unit for unit in meant if unit.pk in inside], written, day)
    if meant:
        raise Invalid(_("“%(name)s” is outside of what you administer."), name=written.strip())
    near = reach.search(written).order_by("level", "sort_key", "pk")[:_NEAR]
    if names := "; ".join(f"{unit.name} ({unit.code})" for unit in near):
        asked = _("No unit is called “%(name)s”. Is one of these meant: %(names)s?")
        raise Invalid(asked, name=written.strip(), names=names)
    raise Invalid(_("There is no unit “%(name)s”. Write its name or its code."), name=written.strip())


def run_by(actor: Actor, day: date) -> QuerySet[Appointment]:
    """Appointments, of all times, in units that the actor administers. In the order of units. Two queries."""
    rows = Appointment.objects.filter(_in_reach(actor, day, "unit_id"))
    found: QuerySet[Appointment] = rows.select_related("user", "unit")
    return found.order_by("unit__level", "unit__sort_key", "user__username", "pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units below get an account: of these levels and organisations (none named: all), with this post."""

    post: Post
    levels: tuple[int, ...] = ()
    organisation_ids: tuple[int, ...] = ()
    again: bool = False
    """Accounts that nobody has signed in with get a new first password, too: the list was lost."""


def _below(unit: Unit, wanted: Wanted, day: date) -> QuerySet[Unit]:
    under = _under([unit.pk], day).exclude(unit=unit)
    rows = Unit.objects.filter(pk__in=under.values("unit_id"), valid__contains=day)
    if wanted.levels:
        rows = rows.filter(level__in=wanted.levels)
    if wanted.organisation_ids:
        rows = rows.filter(organisation_id__in=wanted.organisation_ids)
    found: QuerySet[Unit] = rows.order_by("level", "sort_key", "pk")
    return found


def organisations_below(unit: Unit, day: date) -> QuerySet[Organisation]:
    """Organisations of the units below. One query."""
    below = _below(unit, Wanted(Post.OFFICER), day).order_by().values("organisation_id")
    return Organisation.objects.filter(pk__in=below).order_by("pk")


def _posts(wanted: Wanted, day: date) -> QuerySet[Appointment]:
    """Appointments to the post that have not ended by that day."""
    found: QuerySet[Appointment] = Appointment.objects.filter(post=wanted.post)
    return found.exclude(valid__fully_lt=(day, None))


def lacking(unit: Unit, wanted: Wanted, day: date) -> QuerySet[Unit]:
    """Units below that are wanted and in which nobody holds the post, nor will."""
    held = _posts(wanted, day).filter(unit=OuterRef("pk"))
    return _below(unit, wanted, day).filter(~Exists(held))


def unused(unit: Unit, wanted: Wanted, day: date) -> QuerySet[Appointment]:
    """Posts below that are wanted again, of open accounts with this post only that nobody has signed in with."""
    if not wanted.again:
        return Appointment.objects.none()
    rows = _posts(wanted, day).filter(unit__in=_below(unit, wanted, day).values("pk"))
    others = Appointment.objects.filter(user=OuterRef("user_id")).exclude(pk=OuterRef("pk"))
    alone = rows.filter(~Exists(others), user__last_login=None, user__is_active=True)
    return alone.select_related("user", "unit").order_by("unit__level", "unit__sort_key", "pk")


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account for its page: the posts in the reader's reach, and whether the reader runs all of it."""

    user: User
    posts: list[Appointment]
    elsewhere: bool
    """Posts outside of the reader's reach are held, too."""
    may_run: bool


def account_card(actor: Actor, pk: int, day: date) -> AccountCard:
    """An account with a post in the actor's reach. Raises NotFound. Six queries."""
    posts = list(run_by(actor, day).filter(user_id=pk).order_by("-valid"))
    if not posts:
        raise NotFound()
    user, whole = posts[0].user, account(posts[0].user, day)
    reach = {row.unit_id for row in posts}
    elsewhere = any(place.unit_id not in reach for place in whole.places)
    return AccountCard(user, posts, elsewhere, policies.run_account.allows(actor, whole))
