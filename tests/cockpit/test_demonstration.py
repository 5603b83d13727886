"""Choosing a post without a password: in demonstration mode, on this machine, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from giaoban.apps.accounts.models import User
from giaoban.apps.cockpit.domain.demonstration import (
    DemonstrationError,
    demonstration_from_data,
    is_this_machine,
)
from giaoban.apps.cockpit.queries.playing import STOPPED, note_playing, playing
from giaoban.apps.cockpit.queries.walk import demonstration, steps
from tests.architecture.sources import ROOT
from tests.network import SmallNetwork

PATH = "/chon-vai/can-bo-xa/"


@pytest.fixture
def officer(net: SmallNetwork) -> str:
    user = net.user("front-c1")
    user.username = "can-bo-xa"
    user.save()
    return user.username


@pytest.mark.usefixtures("demo")
def test_a_deep_link_without_a_post_leads_to_the_choice(client: Client, officer: str) -> None:
    said = "choose a post"
    assert said in client.get("/van-ban/", follow=True).content.decode()


def test_in_earnest_the_sign_in_says_nothing_of_it(client: Client, db: None) -> None:
    assert "choose a post" not in client.get("/van-ban/", follow=True).content.decode()


@pytest.mark.usefixtures("demo")
def test_a_visitor_chooses_one_of_seven_posts(client: Client, officer: str) -> None:
    page = client.get("/").content.decode()
    assert page.count("gb-role-button") == 7
    assert page.count('action="/chon-vai/') == 1
    assert 'hx-trigger="every 3s"' in page  # the others are not there yet: the page asks again by itself
    for role in demonstration().roles:
        User.objects.get_or_create(username=role.username or "x", defaults={"created_at": timezone.now()})
    page = client.get("/").content.decode()
    assert page.count('action="/chon-vai/') == 6
    assert "every 3s" not in page
    assert "dữ liệu" in page or "Simulated data" in page
    answer = client.post(PATH)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").context["request"].user.username == officer


@pytest.mark.usefixtures("demo", "officer")
@pytest.mark.parametrize(
    "where", ["10.0.0.7", "192.168.1.2", "203.0.113.9", "::ffff:10.0.0.1", "", "localhost"]
)
def test_nobody_from_another_machine(client: Client, where: str) -> None:
    assert client.post(PATH, REMOTE_ADDR=where).status_code == 404
    assert client.get("/", REMOTE_ADDR=where).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo", "officer")
@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"])
def test_nobody_through_a_proxy(client: Client, header: str) -> None:
    assert client.post(PATH, **{header: "127.0.0.1"}).status_code == 404  # type: ignore[arg-type]


@pytest.mark.usefixtures("demo", "officer")
def test_it_takes_a_post_and_a_token() -> None:
    assert Client().get(PATH).status_code == 405
    assert Client(enforce_csrf_checks=True).post(PATH).status_code == 403


@pytest.mark.usefixtures("demo", "net")
@pytest.mark.parametrize("code", ["nguoi-dan", "quan-tri", "van-thu"])
def test_a_post_that_is_not_there_says_so(client: Client, code: str) -> None:
    assert client.post(f"/chon-vai/{code}/").status_code == 404


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    "changed", [{}, {"DEBUG": True}, {"PRODUCTION": False}, {"COUNTRY_PACK": "giaoban.packs.vietnam"}]
)
def test_no_other_setting_switches_it_on(
    client: Client, settings: Settings, changed: Mapping[str, object]
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    with pytest.raises(NoReverseMatch):
        reverse("cockpit:take_role", args=["can-bo-xa"])
    assert client.post(PATH).status_code in (302, 404)
    assert client.get("/")["Location"].startswith("/dang-nhap/")
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo", "officer")
def test_the_view_itself_asks_for_the_mode(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.post(PATH).status_code == 404


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    code = "import django; django.setup(); from django.urls import reverse"
    code += "; print(reverse('cockpit:take_role', args=['x']))"
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIAOBAN_DEMO")}
    env |= {"DJANGO_SETTINGS_MODULE": "giaoban.config.settings", **changed}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_production_with_the_demonstration_does_not_start() -> None:
    done = start(GIAOBAN_ENV="production", GIAOBAN_DEMO="1", GIAOBAN_SECRET_KEY="k" * 60)
    assert done.returncode != 0
    assert "refused" in done.stderr
    assert "/chon-vai/" not in done.stdout


def test_without_the_mode_the_address_does_not_exist_and_with_it_it_does() -> None:
    assert "NoReverseMatch" in start().stderr
    assert start(GIAOBAN_DEMO="1").stdout.strip() == "/chon-vai/x/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("127.0.0.1, 10.0.0.1", False),
    ],
)
def test_addresses_of_this_machine(address: str, expected: bool) -> None:
    assert is_this_machine(address) is expected


def test_the_walk_has_seven_steps_that_lead_somewhere(
    net: SmallNetwork, django_assert_max_num_queries: object
) -> None:
    actor = net.actor("front-tw")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        found = steps(actor)
    assert len(found) == 7
    assert {step.state for step in found} == {"open"}
    assert found[0].url == "/van-ban/"
    assert found[6].url == "/nhiem-vu/?key=on"


def test_every_role_of_the_pack_is_described() -> None:
    roles = demonstration().roles
    assert [r.code for r in roles] == [
        "can-bo-xa",
        "chuyen-vien",
        "lanh-dao",
        "van-thu",
        "lam-dong",
        "quan-tri",
        "nguoi-dan",
    ]
    assert all(len(r.description) > 30 for r in roles)
    assert "later" in roles[-1].description
    with translation.override("vi"):
        assert "phiên bản sau" in demonstration().roles[-1].description


def test_every_text_of_the_walk_is_there_in_both_languages() -> None:
    english = demonstration()
    with translation.override("vi"):
        vietnamese = demonstration()
    assert vietnamese.walk_title == "Một vòng công tác trong 7 bước"
    assert vietnamese.steps[3].label == "Số liệu cần kiểm tra"
    for ours, theirs in zip(
        [*english.roles, *english.steps], [*vietnamese.roles, *vietnamese.steps], strict=True
    ):
        assert ours.label != theirs.label


@pytest.mark.parametrize(
    ("here", "marked"), [("/van-ban/", 0), ("/nhiem-vu/", 6), ("/", None), ("/don-vi/", None)]
)
def test_only_the_step_whose_page_is_shown_is_marked(
    net: SmallNetwork, here: str, marked: int | None
) -> None:
    states = [step.state for step in steps(net.actor("front-tw"), here)]
    assert [n for n, state in enumerate(states) if state == "current"] == ([] if marked is None else [marked])
    assert set(states) <= {"open", "current"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"roles": [{"code": "x"}]},
        {"roles": [], "walk": {"title": "", "steps": [{"look": "moon", "label": "", "hint": ""}]}},
    ],
)
def test_data_that_cannot_be_used(data: Mapping[str, object]) -> None:
    with pytest.raises(DemonstrationError):
        demonstration_from_data(data)


@pytest.mark.usefixtures("demo")
def test_the_bar_of_the_walk_stands_above_pages(client: Client, net: SmallNetwork) -> None:
    client.force_login(net.user("front-tw"))
    assert 'hx-get="/vong-cong-tac/?here=/"' in client.get("/").content.decode()
    bar = client.get("/vong-cong-tac/?here=/van-ban/").content.decode()
    assert bar.count('aria-label="One working cycle in 7 steps"') == 2  # a bar at a desk, a line on a phone
    assert "<span>1/7 · Incoming document</span>" in bar
    other = client.get("/vong-cong-tac/?here=/hoi-nghi/999/").content.decode()
    assert "aria-current" not in other


@pytest.mark.usefixtures("demo")
def test_while_the_play_goes_on_every_page_says_so(
    client: Client, net: SmallNetwork, settings: Settings, tmp_path: Path
) -> None:
    """In the bar that every page loads; it asks again by itself, and is silent when the play is through."""
    settings.VAR_DIR = tmp_path
    client.force_login(net.user("front-tw"))
    with CaptureQueriesContext(connection) as silent:
        assert "gb-playing" not in client.get("/vong-cong-tac/?here=/").content.decode()
    note_playing("Báo cáo 2020-H1 3/378")
    with CaptureQueriesContext(connection) as told:
        bar = client.get("/vong-cong-tac/?here=/").content.decode()
    assert "still filling in its figures: Báo cáo 2020-H1 3/378." in bar
    assert 'hx-trigger="every 10s"' in bar
    assert len(told) == len(silent)
    note_playing(f"{STOPPED}Báo cáo 2020-H1")
    bar = client.get("/vong-cong-tac/?here=/").content.decode()
    assert "The demonstration stopped in “Báo cáo 2020-H1”" in bar
    assert "every 10s" not in bar


def test_the_start_page_says_how_far_the_play_is(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    assert playing() == ("", False)
    note_playing("Các kỳ trước 3/378")
    assert playing() == ("Các kỳ trước 3/378", False)
    note_playing(f"{STOPPED}Các kỳ trước")
    assert playing() == ("Các kỳ trước", True)
    note_playing("")
    assert playing() == ("", False)
