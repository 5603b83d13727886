"""A conference in session stands first on the page of every post that has a part in it, with the way in."""

from __future__ import annotations

import pytest
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.hold_conference import close_conference
from giaoban.apps.conferences.formats.places import link_of_site, place_path
from tests.conferences.links import Room, room
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Room:
    return room()


def words(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_a_site_enters_its_console_with_one_press(held: Room) -> None:
    site = held.sites[0]
    assert site.unit is not None
    client, way = signed_in(site.unit), place_path(link_of_site(site))
    assert f'href="{way}"' in words(client)
    assert client.get(way).status_code == 200
    other = held.sites[1]
    assert other.unit is not None
    assert way not in words(signed_in(other.unit))


def test_who_convenes_is_led_to_console_and_secretary(held: Room) -> None:
    for post, address in ((Post.LEADER, "/lanh-dao/"), (Post.OFFICER, "/")):
        text = words(signed_in(held.centre, post), address)
        for page in ("dieu-hanh", "thu-ky"):
            assert f'href="/hoi-nghi/{held.conference.pk}/{page}/"' in text
        assert "/hop/" not in text


def test_nobody_else_is_told(held: Room) -> None:
    assert held.conference.title not in words(signed_in(unit("Nơi khác")))
    assert held.sites[0].unit is not None
    auditor = signed_in(held.sites[0].unit, Post.AUDITOR)
    assert "/hop/" not in words(auditor)


def test_it_leaves_when_it_is_adjourned_and_a_rehearsal_never_comes(held: Room) -> None:
    close_conference(actor=actor_in(held.centre), conference=held.conference, now=NOW)
    assert "/hop/" not in words(signed_in(held.sites[0].unit))  # type: ignore[arg-type]
    practised = room(rehearsal=True)
    assert "/hop/" not in words(signed_in(practised.sites[0].unit))  # type: ignore[arg-type]
