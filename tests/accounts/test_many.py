"""Accounts for many units: nobody is missed, nobody gets two, a lost list is asked for again."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from giaoban.apps.accounts.actions.hand_out_accounts import Handed, hand_out_accounts
from giaoban.apps.accounts.domain.running import USERNAME, free_name, stem
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.accounts.queries import Wanted, lacking
from giaoban.apps.audit.models import AuditLine
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import Forbidden, Invalid
from tests.network import SmallNetwork, build_network

ADMIN, COMMUNES = Post.ADMINISTRATOR, Wanted(Post.OFFICER, levels=(3,))
AGAIN = replace(COMMUNES, again=True)


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def handed_out(net: SmallNetwork, wanted: Wanted = COMMUNES, actor: Actor | None = None) -> list[Handed]:
    now = clock.now()
    return hand_out_accounts(
        actor=actor or net.actor("front-p1", ADMIN), unit=net.units["front-p1"], wanted=wanted,
        day=clock.local_day(now), now=now,
    )  # fmt: skip


def below(net: SmallNetwork, wanted: Wanted) -> set[str]:
    return set(
        lacking(net.units["front-p1"], wanted, clock.local_day(clock.now())).values_list("code", flat=True)
    )


def test_every_unit_that_lacks_one_gets_one(net: SmallNetwork) -> None:
    there = net.user("front-c1")
    meant = below(net, COMMUNES)
    made = handed_out(net)
    assert {one.unit.code for one in made} == meant
    assert "front-c1" not in meant
    assert meant
    for one in made:
        row = Appointment.objects.get(user__username=one.username)
        assert (row.unit, row.post, row.valid.upper) == (one.unit, Post.OFFICER, None)
        assert AuditLine.objects.filter(code="accounts.appointed", subject_id=row.pk).count() == 1
    assert there.appointments.count() == 1
    assert below(net, COMMUNES) == set()


def test_who_signs_in_is_kept_in_the_usual_way_and_left_alone_by_the_next_list(net: SmallNetwork) -> None:
    first = handed_out(net)
    user = User.objects.get(username=first[0].username)
    assert user.password.startswith("pbkdf2_first$")
    client = Client()
    sent = {"login": first[0].username, "password": first[0].password}
    assert client.post(reverse("account_login"), sent).status_code == 302
    user.refresh_from_db()
    assert user.password.startswith("scrypt$")
    assert client.get("/").status_code == 200
    with pytest.raises(Invalid, match="Every one"):
        handed_out(net)
    again = handed_out(net, AGAIN)
    assert [one.username for one in again] == [one.username for one in first[1:]]
    assert all(a.password != b.password for a, b in zip(again, first[1:], strict=True))
    assert authenticate(None, username=first[1].username, password=first[1].password) is None
    assert authenticate(None, username=again[0].username, password=again[0].password) is not None
    assert client.get("/").status_code == 200


def test_an_account_with_another_post_keeps_its_password(net: SmallNetwork) -> None:
    user = net.user("front-c1")
    before = user.password
    Appointment.objects.create(
        user=user, unit=net.units["front-c2"], post=Post.CLERK, valid=user.appointments.get().valid
    )
    assert user.username not in {one.username for one in handed_out(net, AGAIN)}
    assert User.objects.get(pk=user.pk).password == before


def test_only_the_levels_and_organisations_that_are_named(net: SmallNetwork) -> None:
    front = net.units["front-c1"].organisation_id
    districts = Wanted(Post.CLERK, levels=(2,), organisation_ids=(front,))
    assert below(net, Wanted(Post.CLERK, organisation_ids=(front + 1,))) == set()
    assert below(net, districts) < below(net, Wanted(Post.CLERK))
    made = handed_out(net, districts)
    assert {(one.unit.organisation_id, one.unit.level) for one in made} == {(front, 2)}
    assert not {"front-p1", "front-p2", "front-tw"} & {
        one.unit.code for one in handed_out(net, Wanted(Post.CLERK))
    }


def test_not_for_units_of_another_and_not_when_nothing_is_left(net: SmallNetwork) -> None:
    for code, post in (("front-p2", ADMIN), ("front-c1", ADMIN), ("front-p1", Post.LEADER)):
        with pytest.raises(Forbidden):
            handed_out(net, actor=net.actor(code, post))
    User.objects.filter(username__in=[one.username for one in handed_out(net)]).update(last_login=clock.now())
    before = User.objects.count()
    for wanted in (COMMUNES, AGAIN):
        with pytest.raises(Invalid, match="Every one"):
            handed_out(net, wanted)
    assert User.objects.count() == before


def test_a_taken_name_gets_a_number(net: SmallNetwork) -> None:
    wanted = stem("front-c1", "Officer")
    User.objects.create(username=wanted, label="Cũ", password="!", created_at=clock.now())
    User.objects.create(username=f"{wanted}-2", label="Cũ", password="!", created_at=clock.now())
    assert f"{wanted}-3" in {one.username for one in handed_out(net)}


@given(st.text(max_size=60), st.text(max_size=40), st.sets(st.integers(2, 9)))
def test_names_are_names_and_free(code: str, post: str, numbers: set[int]) -> None:
    name = stem(f"x{code}", f"y{post}")
    taken = {name, *(f"{name}-{n}" for n in numbers)}
    free = free_name(name, taken)
    assert USERNAME.fullmatch(free)
    assert free not in taken


@pytest.mark.concurrency
def test_of_two_at_once_each_unit_has_one_account(fresh_db: Any) -> None:
    net = build_network()
    actor, gate = net.actor("front-p1", ADMIN), threading.Barrier(2)

    def press(_n: int) -> list[Handed]:
        try:
            gate.wait()
            return handed_out(net, AGAIN, actor=actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        lists = list(pool.map(press, range(2)))
    assert [one.username for one in lists[0]] == [one.username for one in lists[1]]
    per_unit = Appointment.objects.filter(post=Post.OFFICER).values_list("unit_id", flat=True)
    assert len(per_unit) == len(set(per_unit)) == len(lists[0])
    opens = [authenticate(None, username=one.username, password=one.password) for one in lists[0] + lists[1]]
    assert sum(user is not None for user in opens) == len(lists[0]), "one of the two lists holds, whole"


class TestPage:
    @pytest.fixture
    def admin(self, net: SmallNetwork) -> Client:
        client = Client()
        client.force_login(net.user("front-p1", ADMIN), backend="giaoban.config.sessions.Backend")
        return client

    def test_seen_then_handed_out_as_a_workbook(
        self, net: SmallNetwork, admin: Client, django_assert_max_num_queries: Any
    ) -> None:
        url, typed = reverse("accounts:many"), {"post": "officer", "levels": ["3"]}
        count = len(below(net, COMMUNES))
        with django_assert_max_num_queries(15):
            seen = admin.post(url, typed)
        assert (seen.status_code, seen.context["count"], User.objects.count()) == (200, count, 1)
        unseen = admin.post(
            url, {**typed, "post": "clerk", "previewed": seen.context["mark"], "confirm": "1"}
        )
        assert (unseen.status_code, User.objects.count()) == (200, 1)
        answer = admin.post(url, {**typed, "previewed": seen.context["mark"], "confirm": "1"})
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]  # type: ignore[union-attr]
        assert len(rows) == count + 2
        assert answer.headers["Cache-Control"].count("no-store")
        name, password = rows[-1][3], rows[-1][4]
        assert authenticate(None, username=name, password=password) is not None
        assert admin.post(url, typed).context["again"] == 0
        assert admin.post(url, {**typed, "again": "on"}).context["again"] == count

    def test_a_wrong_choice_is_told(self, admin: Client) -> None:
        answer = admin.post(reverse("accounts:many"), {"post": "king", "levels": ["9"]})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"post", "levels"})
