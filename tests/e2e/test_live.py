"""A hall and a site, each in a browser of its own: what the site counts stands on the other screen by itself, also
after a broken line, and also where no stream gets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind
from giaoban.apps.conferences.models import Conference
from giaoban.apps.conferences.models import Site as Place
from giaoban.apps.live.actions.publish_topics import publish
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look, person
from tests.e2e.streams import Streams
from tests.network import SmallNetwork, build_network

LEADER, BELOW = "front-p1", "front-d1"
SAID, AWAY = "gb-live .gb-notice", "gb-live [data-away]"


@dataclass(frozen=True)
class Online:
    """A conference of a province with a site of its own and one below it."""

    net: SmallNetwork
    conference: Conference
    place: Place


@pytest.fixture
def online(site: Site) -> Online:
    net, now = build_network(), timezone.now()
    top, below, chair = net.units[LEADER], net.units[BELOW], net.actor(LEADER, Post.LEADER)
    found = plan_conference(
        actor=chair, unit=top, kind=ConferenceKind.HALF_YEAR, form=ConferenceForm.ONLINE, place="Hội trường A",
        title="Hội nghị trực tuyến sơ kết", starts_at=now + timedelta(seconds=1), chair_post="Chủ tịch", now=now,
    )  # fmt: skip
    sites = [NewSite(unit.name, unit.pk, unit.area_id, 30) for unit in (top, below)]
    add_sites(actor=chair, conference=found, sites=sites, now=now)
    return Online(net, found, Place.objects.get(conference=found, unit=below))


def count(page: Page, place: Place, officers: int) -> None:
    page.goto(reverse("conferences:site", args=[place.conference_id, place.pk]))
    page.fill("#id_officers", str(officers))
    page.fill("#id_others", "0")
    page.click("form:has(#id_officers) button")
    expect(page.locator("#id_officers")).to_have_value(str(officers))


def test_attendance_moves_by_itself(streams: Streams, site: Site, browser: Browser, online: Online) -> None:
    net = online.net
    with (
        person(browser, site, net.user(LEADER, Post.LEADER)) as hall,
        person(browser, site, net.user(BELOW), PHONE) as phone,
    ):
        hall.goto(reverse("conferences:sites", args=[online.conference.pk]))
        expect(hall.locator(SAID)).to_contain_text("0/2 điểm cầu, 0 đại biểu")
        look(hall, "live")
        count(phone, online.place, 31)
        expect(hall.locator(SAID)).to_contain_text("1/2 điểm cầu, 31 đại biểu", timeout=5000)
        streams.stop()
        count(phone, online.place, 33)
        expect(hall.locator(SAID)).to_contain_text("31 đại biểu")  # what was shown stays
        expect(hall.locator(AWAY)).to_contain_text("tải lại trang")
        streams.start()
        expect(hall.locator(SAID)).to_contain_text("33 đại biểu", timeout=15000)
        expect(hall.locator(AWAY)).to_be_hidden()


def test_attendance_by_level_ends_with_the_last_count(
    streams: Streams, site: Site, browser: Browser, online: Online
) -> None:
    net = online.net
    with (
        person(browser, site, net.user(LEADER, Post.LEADER)) as hall,
        person(browser, site, net.user(BELOW), PHONE) as phone,
    ):
        hall.goto(reverse("conferences:tree", args=[online.conference.pk]))
        expect(hall.locator("#gb-tree")).to_contain_text("0 người")
        count(phone, online.place, 31)
        expect(hall.locator("#gb-tree")).to_contain_text("31", timeout=5000)
        count(phone, online.place, 33)  # within the five seconds in which it does not ask again
        expect(hall.locator("#gb-tree")).to_contain_text("33", timeout=12000)


def test_where_no_stream_gets_through_it_asks(site: Site, browser: Browser, online: Online) -> None:
    """Nobody streams here: the stream's address answers 404, the page's own the new count when asked."""
    net = online.net
    with (
        person(browser, site, net.user(LEADER, Post.LEADER)) as hall,
        person(browser, site, net.user(BELOW), PHONE) as phone,
    ):
        hall.clock.install()
        hall.goto(reverse("conferences:sites", args=[online.conference.pk]))
        count(phone, online.place, 31)
        publish()
        hall.clock.run_for(40_000)
        expect(hall.locator(SAID)).to_contain_text("31 đại biểu", timeout=10000)
