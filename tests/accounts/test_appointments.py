"""An appointment gives its post on its days and on no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.actions.appoint_user import appoint_user, end_appointment
from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.org.models import UnitSuccession
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden
from tests.network import SmallNetwork, build_network

TODAY = date(2021, 7, 14)
NOW = datetime(2021, 7, 14, 3, 0, tzinfo=UTC)
SYSTEM = Actor.system("tests")
DAY = timedelta(days=1)


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


@pytest.fixture
def user(net: SmallNetwork) -> User:
    return create_user(actor=SYSTEM, username="u", label="Chuyên viên", password=None, now=NOW)


def hold(
    user: User, net: SmallNetwork, start: date | None, end: date | None, unit: str = "front-c1"
) -> Appointment:
    return Appointment.objects.create(
        user=user, unit=net.units[unit], post=Post.OFFICER, valid=DateRange(start, end)
    )


@pytest.mark.parametrize(
    ("start", "end", "there"),
    [
        (TODAY - 10 * DAY, None, True),
        (TODAY, TODAY + DAY, True),
        (None, None, True),
        (TODAY - 10 * DAY, TODAY, False),  # yesterday was its last day
        (TODAY - 10 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_hat_is_there_on_its_days_only(
    user: User, net: SmallNetwork, start: date | None, end: date | None, there: bool
) -> None:
    hold(user, net, start, end)
    actor = actor_of(user, day=TODAY)
    assert (net.units["front-c1"].pk in actor.unit_ids) is there
    assert bool(actor.worn) is there


def test_what_ended_yesterday_opens_no_page(
    user: User, net: SmallNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    row = hold(user, net, TODAY - 10 * DAY, None)
    client = Client()
    client.force_login(user, backend="giaoban.config.sessions.Backend")
    assert client.get(reverse("tasks:give")).status_code == 200
    end_appointment(actor=SYSTEM, appointment=row, end=TODAY)
    assert client.get(reverse("tasks:give")).status_code in (403, 404)
    assert client.post(reverse("accounts:wear_hat"), {"unit": row.unit_id}).status_code == 404


def test_a_hat_taken_away_is_not_worn_on(user: User, net: SmallNetwork) -> None:
    hold(user, net, TODAY, None, "front-c2")
    gone = net.units["front-c1"].pk
    actor = actor_of(user, day=TODAY, worn=gone)
    assert actor.worn == net.units["front-c2"].pk


def test_a_successor_acts_for_the_merged_unit_from_that_day_on(user: User, net: SmallNetwork) -> None:
    old, new = net.units["front-c2"], net.units["front-c1"]
    hold(user, net, None, None)
    UnitSuccession.objects.create(predecessor=old, successor=new, day=TODAY)
    assert old.pk not in actor_of(user, day=TODAY - DAY).unit_ids
    assert old.pk in actor_of(user, day=TODAY).unit_ids
    assert actor_of(user, day=TODAY).holds(old.pk, (Post.OFFICER,))


def test_the_administrator_appoints_for_the_own_unit_only(user: User, net: SmallNetwork) -> None:
    admin = net.actor("front-c1", Post.ADMINISTRATOR)
    given: dict[str, Any] = {"actor": admin, "user": user, "post": Post.CLERK, "start": TODAY}
    row = appoint_user(unit=net.units["front-c1"], **given)
    assert appoint_user(unit=net.units["front-c1"], **given) == row
    with pytest.raises(Forbidden):
        appoint_user(unit=net.units["front-c2"], **given)
    with pytest.raises(Forbidden):
        appoint_user(unit=net.units["front-c1"], **{**given, "actor": net.actor("front-c1", Post.LEADER)})


def test_an_appointment_does_not_end_before_it_begins(user: User, net: SmallNetwork) -> None:
    row = appoint_user(actor=SYSTEM, user=user, unit=net.units["front-c1"], post=Post.CLERK, start=TODAY)
    with pytest.raises(Conflict):
        end_appointment(actor=SYSTEM, appointment=row, end=TODAY)


def test_the_same_post_is_never_held_twice_at_once(user: User, net: SmallNetwork) -> None:
    hold(user, net, TODAY - 10 * DAY, TODAY)
    hold(user, net, TODAY, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        hold(user, net, TODAY - DAY, TODAY + DAY)


def test_a_name_is_given_once(user: User) -> None:
    with pytest.raises(Conflict):
        create_user(actor=SYSTEM, username="u", label="Khác", password=None, now=NOW)
