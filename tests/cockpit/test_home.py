"""The home is one list: what is asked of me, by when; alike things in one pile; per hat."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.cockpit.enums import Due
from giaoban.apps.cockpit.queries.asked import board, units_of_hat
from giaoban.apps.reporting.actions.pass_inside import put_to_leader
from giaoban.apps.tasks.models import Ask
from tests.network import ALWAYS, SmallNetwork
from tests.reporting.conftest import NOW, Round, open_month

NOON = timezone.localtime(timezone.now()).replace(hour=12, minute=0, second=0, microsecond=0)


def ask(
    net: SmallNetwork, unit: str, due: datetime | None, number: int = 1, kind: str = "report", **more: str
) -> Ask:
    values = {"title": f"{kind} {number}", "url": f"/bao-cao/{number}/", "post": "", **more}
    return Ask.objects.create(
        kind=kind, unit=net.units[unit], due=due, subject_type="reporting.Report", subject_id=number,
        created_at=timezone.now(), **values,
    )  # fmt: skip


def test_groups_by_when(net: SmallNetwork) -> None:
    for number, due in enumerate(
        [
            NOON - timedelta(hours=1),
            NOON + timedelta(hours=2),
            NOON + timedelta(days=3),
            NOON + timedelta(days=8),
            None,
        ]
    ):
        ask(net, "front-p1", due, number)
    ask(net, "front-p2", NOON, 99)
    actor = net.actor("front-p1")
    found = board(actor, units_of_hat(actor), NOON)
    assert [(g.due, g.count) for g in found.groups] == [
        (Due.OVERDUE, 1),
        (Due.TODAY, 1),
        (Due.WEEK, 1),
        (Due.LATER, 2),
    ]
    assert found.count == 5


def test_many_alike_are_one_line_with_their_number(
    net: SmallNetwork, django_assert_num_queries: object
) -> None:
    for number in range(63):
        ask(net, "front-tw", NOON + timedelta(minutes=number), number, "receive_report")
    for number in range(5):
        ask(net, "front-tw", NOON + timedelta(minutes=number), number, "report")
    actor = net.actor("front-tw")
    with django_assert_num_queries(2):  # type: ignore[operator]
        (group,) = board(actor, units_of_hat(actor), NOON).groups
    piles = {pile.kind: pile for pile in group.piles}
    assert (piles["receive_report"].count, piles["receive_report"].is_piled) == (63, True)
    assert (piles["report"].count, piles["report"].is_piled, len(piles["report"].asks)) == (5, False, 5)
    assert group.count == 68


def test_the_page_shows_the_pile_and_stays_within_its_queries(
    client: Client, net: SmallNetwork, django_assert_max_num_queries: object
) -> None:
    for number in range(63):
        ask(net, "front-tw", NOON + timedelta(days=2), number, "receive_report")
    client.force_login(net.user("front-tw"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = client.get("/")
    text = answer.content.decode()
    assert "<strong>63</strong>" in text
    assert text.count("<li>\n<a href") == 1


def test_what_is_asked_of_another_unit_or_post_is_not_shown(client: Client, net: SmallNetwork) -> None:
    ask(net, "front-p2", NOON, 1, title="Elsewhere")
    ask(net, "front-p1", NOON, 2, title="For the leader", post=Post.LEADER)
    client.force_login(net.user("front-p1"))
    text = client.get("/").content.decode() + client.get("/viec/").content.decode()
    assert "Elsewhere" not in text
    assert "For the leader" not in text
    client.force_login(net.user("front-p1", Post.LEADER))
    assert "For the leader" in client.get("/").content.decode()


def test_what_colleagues_see_to_stands_apart(client: Client, net: SmallNetwork) -> None:
    ask(net, "front-p1", NOON, 1, "report", title="Their report")
    ask(net, "front-p1", NOON, 2, "confirm_task", title="For both")
    leader = net.actor("front-p1", Post.LEADER)
    alone = board(leader, units_of_hat(leader), NOON)
    assert (alone.count, alone.of_colleagues) == (2, 0)  # nobody else is there to do it
    net.actor("front-p1")
    found = board(leader, units_of_hat(leader), NOON)
    assert (found.count, found.of_colleagues) == (1, 1)
    client.force_login(net.user("front-p1", Post.LEADER))
    text = client.get("/").content.decode()
    assert text.index("For both") < text.index("gb-colleagues") < text.index("Their report")
    client.force_login(net.user("front-p1", Post.ADMINISTRATOR))
    empty = client.get("/").content.decode()
    assert empty.index("Nothing is asked of your post now") < empty.index("Their report")


def test_a_report_put_to_the_leader_is_the_leaders_too(client: Client, net: SmallNetwork) -> None:
    month = Round(net, open_month(net))
    month.fill("front-p1")
    put_to_leader(actor=net.actor("front-p1"), report=month.report("front-p1"), now=NOW)
    leader = net.actor("front-p1", Post.LEADER)
    found = board(leader, units_of_hat(leader), NOON)
    assert month.report("front-p1").pk in {
        ask.subject_id for group in found.groups for pile in group.piles for ask in pile.asks
    }


def test_one_hat_at_a_time(client: Client, net: SmallNetwork) -> None:
    user = net.user("front-p1")
    Appointment.objects.create(user=user, unit=net.units["front-p2"], post=Post.OFFICER, valid=ALWAYS)
    ask(net, "front-p1", NOON, 1, title="First hat")
    ask(net, "front-p2", NOON, 2, title="Second hat")
    client.force_login(user)
    first = client.get("/").content.decode()
    assert "First hat" in first
    assert "Second hat" not in first
    client.post("/tai-khoan/hat/", {"unit": net.units["front-p2"].pk})
    second = client.get("/").content.decode()
    assert "Second hat" in second
    assert "First hat" not in second


def test_words_typed_by_people_are_escaped(client: Client, net: SmallNetwork) -> None:
    ask(net, "front-p1", NOON, 1, title="<script>alert(1)</script> & “x”")
    client.force_login(net.user("front-p1"))
    for path in ("/", "/viec/"):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_an_empty_home_says_what_comes_next(client: Client, net: SmallNetwork) -> None:
    client.force_login(net.user("front-p1"))
    assert "gb-empty" in client.get("/").content.decode()
    user = net.user("front-p2")
    Appointment.objects.filter(user=user).delete()
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.context["hats"] == []


@pytest.mark.usefixtures("db")
def test_who_is_not_signed_in_signs_in_first(client: Client) -> None:
    for path in ("/", "/viec/", "/lanh-dao/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/login/?next={path}")
    page = client.get("/dang-nhap/login/").content.decode()
    assert 'name="login"' in page
    assert "gb-form" in page
    assert isinstance(answer.wsgi_request.user, AnonymousUser)


def test_signing_in_and_out(client: Client, net: SmallNetwork) -> None:
    user = net.user("front-p1")
    user.set_password("mat-khau-thu-1")
    user.save()
    wrong = client.post("/dang-nhap/login/", {"login": user.username, "password": "wrong"})
    assert (
        "gb-notice" in wrong.content.decode()
        or "errorlist" in wrong.content.decode()
        or wrong.status_code == 422
    )
    right = client.post("/dang-nhap/login/", {"login": user.username, "password": "mat-khau-thu-1"})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert "gb-confirm" in client.get("/dang-nhap/logout/").content.decode()
    client.post("/dang-nhap/logout/")
    assert client.get("/").status_code == 302
