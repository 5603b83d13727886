"""Ways into the room of an existing system for picture and sound, against published examples of both signatures."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import caches
from django.test import Client

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.domain.picture import (
    BigBlueButton,
    Jitsi,
    Room,
    Visitor,
    checksum,
    signed_token,
    system_from,
)
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.models import Conference, Site
from tests.conferences.links import link_to, room
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW as NOW_THEN
from tests.conferences.test_conferences import planned
from tests.conferences.test_pages import at
from tests.conferences.test_place import at as place
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 13, 1, tzinfo=UTC)
ROOM = Room("hoi-nghi-7-a1b2", "Hội nghị & giao ban")


def plain(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_published_token() -> None:
    """RFC 7515, appendix A.1: header, claims and key byte by byte, and the signature that comes of them."""
    header = b'{"typ":"JWT",\r\n "alg":"HS256"}'
    claims = b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'
    key = plain("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
    token = signed_token(header, claims, key)
    assert token.startswith("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAi")
    assert token.rpartition(".")[2] == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def test_the_published_checksum() -> None:
    """The API reference of BigBlueButton, "Usage": the example gives its SHA-1; SHA-256 is over the same string."""
    query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"  # the published one
    assert checksum("create", query, secret, by="sha1") == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    assert len(checksum("create", query, secret)) == 64


def test_a_token_is_for_one_room_and_one_visitor() -> None:
    system = Jitsi("https://hop.example.vn/", "giaoban", "k" * 32)
    url = urlsplit(system.entrance(ROOM, Visitor("Điểm cầu Lâm Đồng"), now=NOW))
    assert (url.netloc, url.path) == ("hop.example.vn", "/hoi-nghi-7-a1b2")
    claims = json.loads(plain(parse_qs(url.query)["jwt"][0].split(".")[1]))
    assert (claims["aud"], claims["sub"], claims["room"]) == ("giaoban", "hop.example.vn", ROOM.code)
    assert claims["context"]["user"] == {"name": "Điểm cầu Lâm Đồng", "affiliation": "member"}
    assert claims["nbf"] < NOW.timestamp() < claims["exp"]
    assert system.opening(ROOM) == ""


def test_a_call_is_encoded_before_its_checksum() -> None:
    system = BigBlueButton("https://bbb.example.vn/bigbluebutton/api", "s" * 32)
    for address, call in (
        (system.opening(ROOM), "create"),
        (system.entrance(ROOM, Visitor("A", True), now=NOW), "join"),
    ):
        url = urlsplit(address)
        query, _sign, told = url.query.partition("&checksum=")
        assert url.path == f"/bigbluebutton/api/{call}"
        assert told == checksum(call, query, "s" * 32)
    assert parse_qs(query)["role"] == ["MODERATOR"]
    assert parse_qs(urlsplit(system.opening(ROOM)).query)["name"] == ["Hội nghị & giao ban"]


def test_which_system_the_settings_name() -> None:
    assert system_from("", "", "", "") is None
    assert isinstance(system_from("jitsi", "https://a", "b", "c"), Jitsi)
    assert isinstance(system_from("bigbluebutton", "https://a", "", "c"), BigBlueButton)
    with pytest.raises(ValueError, match="zoom"):
        system_from("zoom", "", "", "")


@pytest.fixture(autouse=True)
def no_room_is_known() -> None:
    caches["pages"].clear()


@pytest.mark.django_db
class TestEntering:
    def test_none_is_set_up(self) -> None:
        found = planned(unit("Trung ương"))
        assert signed_in(found.unit).get(at(found, "picture")).status_code == 404

    def test_the_conference_names_its_own(self) -> None:
        found = planned(unit("Trung ương"), line_url="https://hop.example.vn/x")
        answer = signed_in(found.unit).get(at(found, "picture"))
        assert answer["Location"] == "https://hop.example.vn/x"

    def test_a_room_of_the_system_for_whoever_takes_part(self, settings: Any) -> None:
        settings.PICTURE = ("jitsi", "https://hop.example.vn", "giaoban", "k" * 32)
        centre = unit("Trung ương")
        (one,) = network(1, superior=centre)
        found = planned(centre)
        add_sites(
            actor=actor_in(centre), conference=found, sites=[NewSite("Điểm cầu Một", one.pk)], now=NOW_THEN
        )
        names = []
        for who in (centre, one):
            address = signed_in(who).get(at(found, "picture"))["Location"]
            user = json.loads(plain(address.partition("?jwt=")[2].split(".")[1]))["context"]["user"]
            names.append((user["name"], user["affiliation"]))
        assert names == [(found.chair_post, "owner"), ("Điểm cầu Một", "member")]
        assert signed_in(unit("Ngoài")).get(at(found, "picture")).status_code == 404

    def test_a_system_that_does_not_answer(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.PICTURE = ("bigbluebutton", "https://bbb.example.vn/bigbluebutton/api", "", "s" * 32)
        asked: list[str] = []

        def fails(address: str, **_options: Any) -> None:
            asked.append(address)
            raise requests.ConnectionError

        monkeypatch.setattr("giaoban.kit.outbound.requests.get", fails)
        found = planned(unit("Trung ương"))
        assert signed_in(found.unit).get(at(found, "picture")).status_code == 409
        assert asked[0].startswith("https://bbb.example.vn/bigbluebutton/api/create?name=")

    def test_the_room_is_made_once_for_all_who_enter_and_a_refusal_is_told(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.PICTURE = ("bigbluebutton", "https://bbb.example.vn/bigbluebutton/api", "", "s" * 32)
        asked: list[str] = []
        said = "<response><returncode>FAILED</returncode></response>"

        def answers(address: str, **_options: Any) -> Any:
            asked.append(address)
            response = requests.Response()
            response.status_code, response._content = 200, said.encode()
            return response

        monkeypatch.setattr("giaoban.kit.outbound.requests.get", answers)
        found = planned(unit("Trung ương"))
        chair = signed_in(found.unit)
        assert chair.get(at(found, "picture")).status_code == 409
        said = "<response><returncode>SUCCESS</returncode></response>"
        for _once in range(3):
            assert "/api/join?fullName=" in chair.get(at(found, "picture"))["Location"]
        assert len(asked) == 2


class TestByLink:
    """The consoles of sites and delegates lead into the room, and nothing tells the other system our address."""

    def test_the_plain_address_stands_on_the_console(self, client: Client, db: None) -> None:
        here = room(2, line_url="https://hop.example.vn/chung")
        Site.objects.filter(pk=here.sites[0].pk).update(line_url="https://hop.example.vn/rieng")
        for row, address in (
            (here.sites[0], "https://hop.example.vn/rieng"), (here.sites[1], "https://hop.example.vn/chung"),
            (here.delegate, "https://hop.example.vn/rieng"),
        ):  # fmt: skip
            page = client.get(place(row))
            opens = f'href="{address}" rel="noreferrer noopener" target="_blank"'
            assert opens in page.content.decode()
            assert page["Referrer-Policy"] == "no-referrer"
            assert client.get(place(row, "place_picture"))["Location"] == address

    def test_the_signed_way_is_for_this_site_alone(self, client: Client, db: None, settings: Any) -> None:
        here = room(2)
        assert 'target="_blank"' not in client.get(place(here.sites[0])).content.decode()
        assert client.get(place(here.sites[0], "place_picture")).status_code == 404
        settings.PICTURE = ("jitsi", "https://hop.example.vn", "giaoban", "k" * 32)
        for row in (here.sites[0], here.delegate):
            way = place(row, "place_picture")
            assert (
                f'href="{way}" rel="noreferrer noopener" target="_blank"'
                in client.get(place(row)).content.decode()
            )
            answer = client.get(way)
            assert (answer["Referrer-Policy"], answer["Cache-Control"]) == (
                "no-referrer",
                "private, no-store",
            )
            claims = json.loads(plain(answer["Location"].partition("?jwt=")[2].split(".")[1]))
            assert claims["context"]["user"] == {"name": str(row), "affiliation": "member"}
            assert link_to(row).token not in answer["Location"]
            assert not answer.cookies

    def test_after_the_end_and_over_an_old_link_nobody_enters(
        self, client: Client, db: None, settings: Any
    ) -> None:
        settings.PICTURE = ("jitsi", "https://hop.example.vn", "giaoban", "k" * 32)
        here = room(1)
        way = place(here.sites[0], "place_picture")
        assert client.post(way).status_code == 405
        Conference.objects.update(state="called_off")
        assert client.get(way).status_code == 404
        assert way not in client.get(place(here.sites[0])).content.decode()
        Site.objects.update(key="n" * 16)
        assert client.get(way).status_code == 410
