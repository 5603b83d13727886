"""Accounts that administrators run: whose they are, what can be done with them, and what cannot."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts import queries
from giaoban.apps.accounts.actions.appoint_user import appoint_user, end_appointment
from giaoban.apps.accounts.actions.change_password import lock_account, reset_password
from giaoban.apps.accounts.actions.create_user import open_account
from giaoban.apps.accounts.domain.running import first_password
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.network import SmallNetwork, build_network

ADMIN = Post.ADMINISTRATOR
BACKEND = "giaoban.config.sessions.Backend"
PASSWORD = re.compile(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){2}")
MOST_QUERIES = 15


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def today() -> date:
    return clock.local_day(clock.now())


def opened(actor: Actor, unit: Unit, username: str = "xa1.canbo", post: Post = Post.OFFICER) -> Appointment:
    return open_account(
        actor=actor, unit=unit, post=post, username=username, label="", password=first_password(),
        start=today(), now=clock.now(),
    )  # fmt: skip


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


class TestWhose:
    def test_own_unit_and_all_below_it_on_either_line(self, net: SmallNetwork) -> None:
        for unit in net.units.values():
            net.user(unit.code)
        found = queries.run_by(net.actor("front-p1", ADMIN), today())
        codes = {row.unit.code for row in found}
        assert {"front-p1", "front-d1", "front-c1"} <= codes
        assert not {"front-tw", "front-p2"} & codes

    def test_the_list_and_the_rule_agree_about_every_unit(self, net: SmallNetwork) -> None:
        for unit in net.units.values():
            net.user(unit.code)
        whole = {unit.pk: unit.code for unit in net.units.values()}
        for code in net.units:
            actor = net.actor(code, ADMIN)
            listed = set(queries.run_by(actor, today()).values_list("unit_id", flat=True))
            own = actor.units_as((ADMIN,))
            allowed = {place.unit_id for place in queries.places(whole, today()) if own & place.all}
            assert {whole[pk] for pk in listed} == {whole[pk] for pk in allowed}, code

    def test_one_above_opens_an_account_and_one_beside_or_below_does_not(self, net: SmallNetwork) -> None:
        commune = net.units["front-c1"]
        row = opened(net.actor("front-p1", ADMIN), commune)
        assert (row.user.label, row.valid.lower) == (f"Officer – {commune.short_name}", today())
        for code, post in (("front-p2", ADMIN), ("front-c2", ADMIN), ("front-p1", Post.LEADER)):
            with pytest.raises(Forbidden):
                opened(net.actor(code, post), commune, "khac")
        with pytest.raises(Forbidden):
            opened(net.actor("front-c1", ADMIN), net.units["front-p1"], "len.tren")

    def test_an_account_with_a_post_elsewhere_is_not_taken_over(self, net: SmallNetwork) -> None:
        """Whoever could set its password would sign in as what it is elsewhere."""
        user = opened(net.actor("front-c1", ADMIN), net.units["front-c1"]).user
        appoint_user(
            actor=net.actor("front-p2", ADMIN), user=user, unit=net.units["front-p2"], post=Post.LEADER,
            start=today() + timedelta(days=30),
        )  # fmt: skip
        for code in ("front-c1", "front-p1", "front-p2"):
            actor = net.actor(code, ADMIN)
            assert queries.account_card(actor, user.pk, today()).elsewhere
            for step in (
                lambda a=actor: reset_password(actor=a, user=user, password="x", day=today()),
                lambda a=actor: lock_account(actor=a, user=user, locked=True, day=today()),
            ):
                with pytest.raises(Forbidden):
                    step()
        lock_account(actor=net.actor("front-tw", ADMIN), user=user, locked=True, day=today())
        assert not User.objects.get(pk=user.pk).is_active

    def test_a_post_that_is_over_does_not_count(self, net: SmallNetwork) -> None:
        user = opened(net.actor("front-c1", ADMIN), net.units["front-c1"]).user
        long_ago = DateRange(date(2019, 1, 1), date(2020, 1, 1))
        Appointment.objects.create(user=user, unit=net.units["front-p2"], post=Post.OFFICER, valid=long_ago)
        reset_password(actor=net.actor("front-c1", ADMIN), user=user, password="mot-hai-ba-bon", day=today())
        assert User.objects.get(pk=user.pk).check_password("mot-hai-ba-bon")

    def test_nobody_locks_or_ends_oneself(self, net: SmallNetwork) -> None:
        actor = net.actor("front-p1", ADMIN)
        own = Appointment.objects.get(user_id=actor.user_id)
        with pytest.raises(Forbidden):
            lock_account(actor=actor, user=own.user, locked=True, day=today())
        with pytest.raises(Conflict, match="your own post"):
            end_appointment(actor=actor, appointment=own, end=today())
        with pytest.raises(NotFound):
            queries.account_card(net.actor("front-p2", ADMIN), own.user_id, today())


class TestOpening:
    @pytest.mark.parametrize("name", ["", "ab", "Cán bộ", "can bo", "CANBO", ".canbo", "a" * 61, "a/b"])
    def test_what_is_no_user_name_is_refused(self, net: SmallNetwork, name: str) -> None:
        with pytest.raises(Invalid) as refused:
            opened(net.actor("front-c1", ADMIN), net.units["front-c1"], name)
        assert refused.value.problems[0][0] == "username"
        assert not User.objects.filter(username=name).exists()

    def test_a_taken_name_leaves_nothing_half_made(self, net: SmallNetwork) -> None:
        actor, unit = net.actor("front-c1", ADMIN), net.units["front-c1"]
        opened(actor, unit)
        before = (User.objects.count(), Appointment.objects.count())
        with pytest.raises(Conflict, match=r"xa1\.canbo is taken"):
            opened(actor, unit, post=Post.CLERK)
        assert (User.objects.count(), Appointment.objects.count()) == before

    def test_first_passwords_can_be_read_out(self) -> None:
        made = {first_password() for _n in range(200)}
        assert len(made) == 200
        assert all(PASSWORD.fullmatch(one) for one in made)


class TestPages:
    @pytest.fixture
    def admin(self, net: SmallNetwork) -> Client:
        return browser(net.user("front-p1", ADMIN))

    def typed(self, net: SmallNetwork, **more: Any) -> dict[str, Any]:
        said = {"unit": "FRONT-C1", "post": "clerk", "username": "Xa1.VanThu", "start": f"{today():%d/%m/%Y}"}
        return said | more

    def test_an_account_is_made_and_signs_in_with_what_is_shown_once(
        self, net: SmallNetwork, admin: Client
    ) -> None:
        answer = admin.post(reverse("accounts:new"), self.typed(net, last=f"{today():%d/%m/%Y}"))
        shown = dict(answer.context["pairs"])
        assert answer.headers["Cache-Control"].count("no-store")
        row = Appointment.objects.get(user__username="xa1.vanthu")
        assert (row.unit.code, row.post) == ("front-c1", Post.CLERK)
        assert row.valid == DateRange(today(), today() + timedelta(days=1))
        stranger = Client()
        sent = {"login": shown["User name"], "password": shown["Password"]}
        assert stranger.post(reverse("account_login"), sent).status_code == 302
        assert stranger.get("/").status_code == 200
        page = admin.get(reverse("accounts:account", args=[row.user_id]))
        assert shown["Password"] not in page.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "place"),
        [
            ({"unit": "Không có"}, "unit"), ({"username": "Cán bộ"}, "username"), ({"post": "king"}, "post"),
            ({"start": "30/02/2026"}, "start"), ({"last": "01/01/2020"}, "__all__"), ({"username": ""}, "username"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_told_at_its_field(
        self, net: SmallNetwork, admin: Client, wrong: dict[str, str], place: str
    ) -> None:
        answer = admin.post(reverse("accounts:new"), self.typed(net, **wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [place]
        assert not User.objects.filter(username__icontains="xa1").exists()

    def test_a_part_of_a_name_brings_those_that_are_near(self, net: SmallNetwork) -> None:
        actor, district = net.actor("front-p1", ADMIN), net.units["front-d1"]
        with pytest.raises(Invalid, match="Is one of these meant") as near:
            queries.unit_in_reach(actor, district.name.split()[-1].upper(), today())
        assert f"{district.name} (front-d1)" in str(near.value)
        for nobody in ("ca mau", "khong co"):
            with pytest.raises(Invalid, match="There is no unit"):
                queries.unit_in_reach(actor, nobody, today())

    def test_of_one_name_in_two_provinces_the_one_in_reach_is_meant(self, net: SmallNetwork) -> None:
        beside, meant = net.units["front-p2"], net.units["front-c1"]
        Unit.objects.filter(pk=beside.pk).update(name=meant.name, folded=meant.folded)
        assert queries.unit_in_reach(net.actor("front-p1", ADMIN), meant.name, today()) == meant
        with pytest.raises(Invalid, match="several"):
            queries.unit_in_reach(net.actor("front-tw", ADMIN), meant.name, today())

    def test_a_taken_name_is_told_at_its_field(self, net: SmallNetwork, admin: Client) -> None:
        for status in (200, 422):
            answer = admin.post(reverse("accounts:new"), self.typed(net))
            assert answer.status_code == status
        assert "is taken" in str(answer.context["form"].errors["username"])

    def test_a_new_password_and_a_lock_end_what_is_open(self, net: SmallNetwork, admin: Client) -> None:
        user = opened(net.actor("front-p1", ADMIN), net.units["front-c1"]).user
        at_work = browser(user)
        assert at_work.get("/").status_code == 200
        new = dict(admin.post(reverse("accounts:reset_password", args=[user.pk])).context["pairs"])[
            "Password"
        ]
        assert at_work.get("/").status_code != 200
        at_work = Client()
        at_work.post(reverse("account_login"), {"login": user.username, "password": new})
        assert at_work.get("/").status_code == 200
        assert admin.post(reverse("accounts:lock", args=[user.pk])).status_code == 302
        assert at_work.get("/").status_code != 200
        refused = at_work.post(reverse("account_login"), {"login": user.username, "password": new})
        assert at_work.get("/").status_code != 200, refused
        assert "Account locked" in admin.get(reverse("accounts:account", args=[user.pk])).content.decode()
        admin.post(reverse("accounts:unlock", args=[user.pk]))
        at_work.post(reverse("account_login"), {"login": user.username, "password": new})
        assert at_work.get("/").status_code == 200

    def test_a_post_is_given_and_ends_after_its_last_day(self, net: SmallNetwork, admin: Client) -> None:
        row = opened(net.actor("front-p1", ADMIN), net.units["front-c1"])
        more = {"unit": "front-c2", "post": "officer", "start": f"{today():%d/%m/%Y}"}
        assert admin.post(reverse("accounts:appoint", args=[row.user_id]), more).status_code == 302
        outside = admin.post(reverse("accounts:appoint", args=[row.user_id]), more | {"unit": "front-p2"})
        assert outside.status_code == 422
        assert "outside of what you administer" in str(outside.context["form"].errors["unit"])
        ended = {"last": f"{today() - timedelta(days=1):%d/%m/%Y}"}
        assert admin.post(reverse("accounts:end", args=[row.pk]), ended).status_code == 409
        assert (
            admin.post(reverse("accounts:end", args=[row.pk]), {"last": f"{today():%d/%m/%Y}"}).status_code
            == 302
        )
        assert Appointment.objects.get(pk=row.pk).valid.upper == today() + timedelta(days=1)
        assert Appointment.objects.filter(user_id=row.user_id).count() == 2

    def test_the_list_is_searched_and_told_apart_by_state(
        self, net: SmallNetwork, admin: Client, django_assert_max_num_queries: Any
    ) -> None:
        row = opened(net.actor("front-p1", ADMIN), net.units["front-c1"])
        opened(net.actor("front-p1", ADMIN), net.units["front-c2"], "xa2.canbo")
        lock_account(actor=net.actor("front-p1", ADMIN), user=row.user, locked=True, day=today())
        names = [("name=XA2", ["xa2.canbo"]), ("state=locked", ["xa1.canbo"]), ("post=leader", [])]
        for query, found in names:
            table = admin.get(f"{reverse('accounts:list')}?{query}").context["table"]
            assert [r.user.username for r in table.records()] == found, query
        for address in (reverse("accounts:list"), reverse("accounts:account", args=[row.user_id])):
            with django_assert_max_num_queries(MOST_QUERIES):
                page = admin.get(address).content.decode()
            assert "xa1.canbo" in page
            own = Appointment.objects.get(user__username="front-p1-administrator")
            assert reverse("accounts:end", args=[row.pk]) in page
            assert reverse("accounts:end", args=[own.pk]) not in page

    def test_who_administers_nothing_finds_nothing(self, net: SmallNetwork) -> None:
        for user in (net.user("front-p1", Post.LEADER), net.user("front-p2", ADMIN)):
            row = User.objects.filter(username="xa1.canbo").first()
            target = row or opened(net.actor("front-p1", ADMIN), net.units["front-c1"]).user
            client = browser(user)
            for name in ("account", "appoint", "reset_password", "lock", "unlock"):
                assert client.get(reverse(f"accounts:{name}", args=[target.pk])).status_code == 404, name
        leader = browser(net.user("front-p1", Post.LEADER))
        for name in ("list", "new"):
            assert leader.get(reverse(f"accounts:{name}")).status_code == 404
        assert "/tai-khoan/" not in leader.get("/viec/").content.decode()
