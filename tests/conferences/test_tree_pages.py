"""The pages of the tree of sites: for whoever runs the conference, and over a link for the sites under one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.enums import DecisionMode
from giaoban.apps.conferences.models import Conference, Matter, Site
from giaoban.apps.conferences.web import tables as site_tables
from giaoban.apps.conferences.web.forms import floor as floor_forms
from giaoban.apps.conferences.web.views import tree
from giaoban.kit import clock
from tests.conferences.links import Room, link_to, room, send
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW
from tests.conferences.test_pages import at
from tests.tasks.network import actor_in

MOST_QUERIES = 15


@pytest.fixture
def held(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Two provinces; three communes under the first, one of them connected and counted, one only connected."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    made = room(2)
    first = made.sites[0]
    Site.objects.bulk_create(
        Site(
            conference=made.conference, parent=first, ancestors=[first.pk], name=f"Xã {n}", sort_key=f"x{n}",
            expected=10, phone=f"0263 {n}", key="k" * 16,
        )
        for n in range(3)
    )  # fmt: skip
    below = list(first.below.order_by("name"))
    for row in (*made.sites, *below[:2]):
        send(row, "here")
    send(below[0], "count", officers=7, others=2)
    return made


def by_link(row: Site, name: str = "place_below", *more: Any) -> str:
    return reverse(f"conferences:{name}", args=[link_to(row).token, *more])


class TestConsole:
    def test_who_lacks_most_stands_first_and_a_level_opens(self, held: Room) -> None:
        chair, found = signed_in(held.centre), held.conference
        text = chair.get(at(found, "tree")).content.decode()
        names = [held.sites[0].name, held.sites[1].name]
        assert text.index(names[0]) < text.index(names[1])
        assert "1 not there" in text
        assert "4 of 5 sites connected, 1 counted; 9 people present of 50 expected." in text
        assert "3 sites below" in text
        branch = at(found, "branch", held.sites[0].pk)
        assert branch in text
        text = chair.get(branch).content.decode()
        assert text.index("Xã 2") < text.index("Xã 1") < text.index("Xã 0")
        assert 'href="tel:0263 2"' in text
        assert 'href="tel:0263 0"' not in text  # counted; nobody needs to ring it up
        correct = at(found, "correct_site", held.sites[0].below.get(name="Xã 2").pk)
        assert correct in text

    def test_htmx_gets_the_level_alone(self, held: Room) -> None:
        chair, branch = signed_in(held.centre), at(held.conference, "branch", held.sites[0].pk)
        answer = chair.get(branch, headers={"HX-Request": "true"})
        text = answer.content.decode()
        assert text.lstrip().startswith("<section")
        assert "Xã 2" in text
        assert "HX-Request" in answer["Vary"]

    def test_whoever_only_takes_part_sees_no_telephones(self, held: Room) -> None:
        unit = held.sites[1].unit
        assert unit is not None
        text = signed_in(unit).get(at(held.conference, "branch", held.sites[0].pk)).content.decode()
        assert "Xã 2" in text
        assert "tel:" not in text
        assert "dieu-chinh" not in text

    def test_a_site_of_another_conference_is_not_there(self, held: Room) -> None:
        other = room(1)
        assert signed_in(held.centre).get(at(held.conference, "branch", other.sites[0].pk)).status_code == 404
        assert signed_in(other.centre).get(at(held.conference, "tree")).status_code == 404

    def test_many_sites_are_paged_and_ask_no_more(
        self, held: Room, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
    ) -> None:
        monkeypatch.setattr(tree, "MOST", 2)
        chair, branch = signed_in(held.centre), at(held.conference, "branch", held.sites[0].pk)
        chair.get(branch)
        with django_assert_max_num_queries(MOST_QUERIES):
            text = chair.get(branch).content.decode()
        assert f"{branch}?tu=2" in text
        assert "Xã 0" not in text
        text = chair.get(f"{branch}?tu=2").content.decode()
        assert "Xã 0" in text
        assert "3–3 of 3" in text
        for odd in ("x", "-1", "99", "9" * 30):
            assert chair.get(f"{branch}?tu={odd}").status_code == 200


class TestOverALink:
    def test_a_site_sees_what_stands_under_it(self, client: Client, held: Room) -> None:
        first, second = held.sites
        text = client.get(by_link(first, "place")).content.decode()
        assert "Xã 2" in text
        assert "3 of 4 sites connected, 1 counted" in text
        text = client.get(by_link(second, "place")).content.decode()
        assert "gb-tree" not in text
        page = client.get(by_link(first))
        assert (page.status_code, page["Referrer-Policy"], page.cookies.output()) == (200, "no-referrer", "")
        assert 'href="tel:0263 2"' in page.content.decode()
        assert "All sites" not in page.content.decode()
        assert second.name not in page.content.decode()

    def test_and_nothing_else(self, client: Client, held: Room) -> None:
        first, second = held.sites
        below = first.below.get(name="Xã 2")
        assert client.get(by_link(first, "place_branch", below.pk)).status_code == 200
        assert client.get(by_link(first, "place_branch", second.pk)).status_code == 404
        assert client.get(by_link(second, "place_branch", below.pk)).status_code == 404
        assert client.get(by_link(below, "place_branch", first.pk)).status_code == 404
        delegate = reverse("conferences:place_below", args=[link_to(held.delegate).token])
        assert client.get(delegate).status_code == 404
        assert client.post(by_link(first)).status_code == 405
        Site.objects.filter(pk=first.pk).update(key="n" * 16)
        assert client.get(by_link(first)).status_code == 410

    def test_its_console_shows_the_first_and_where_the_others_are(
        self, client: Client, held: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tree, "FEW", 2)
        first = held.sites[0]
        for address in (by_link(first, "place"), f"{by_link(first)}?it=1"):
            text = client.get(address).content.decode()
            assert "Xã 2" in text
            assert "Xã 0" not in text
            assert "All 3 of them" in text
        assert "Xã 0" in client.get(by_link(first)).content.decode()

    def test_an_empty_level_says_so(self, client: Client, held: Room) -> None:
        assert "No site stands under this one." in client.get(by_link(held.sites[1])).content.decode()
        Conference.objects.update(rehearsal=True)
        assert "nothing of it counts" in client.get(by_link(held.sites[1])).content.decode()


class TestThousands:
    """What lists or draws every site stays small where there are thousands."""

    def test_the_map_shows_the_topmost_with_all_below_them(
        self, held: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(site_tables, "MOST_DOTS", 4)
        for row, (lon, lat) in zip(held.sites, ((108.4, 11.9), (105.8, 21.0)), strict=True):
            assert row.unit
            assert row.unit.area
            row.unit.area.longitude, row.unit.area.latitude = lon, lat
            row.unit.area.save()
        dots = site_tables.site_map(held.conference, 5)
        assert dots
        assert {(d.title.partition(" – ")[0], d.tone) for d in dots.dots} == {
            (held.sites[0].name, "due"), (held.sites[1].name, "progress"),
        }  # fmt: skip
        monkeypatch.setattr(site_tables, "MOST_DOTS", 1)
        assert site_tables.site_map(held.conference, 5) is None
        chair = signed_in(held.centre)
        assert 'class="gb-dots"' not in chair.get(at(held.conference, "sites")).content.decode()
        assert chair.get(at(held.conference, "map_dots")).status_code == 404

    def test_a_site_is_found_by_words_of_its_name(self, held: Room) -> None:
        new = NewSite("Điểm cầu Đạ Tẻh")
        add_sites(actor=actor_in(held.centre), conference=held.conference, sites=[new], now=NOW)
        text = signed_in(held.centre).get(f"{at(held.conference, 'sites')}?q=da+teh").content.decode()
        table = text.partition("gb-grid")[2]
        assert "Điểm cầu Đạ Tẻh" in table
        assert held.sites[0].name not in table

    def test_a_count_told_by_telephone_finds_its_site_by_name(
        self, held: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(floor_forms, "MOST_CHOICES", 2)
        matter = Matter.objects.create(
            conference=held.conference, position=1, text="Thông qua", mode=DecisionMode.HANDS, opened_at=NOW
        )
        chair, address = signed_in(held.centre), at(held.conference, "tally", matter.pk)
        assert "<select" not in chair.get(address).content.decode().partition("<main")[2]
        counts = {"agree": "7", "against": "0", "abstain": "0"}
        assert chair.post(address, {**counts, "site": "xã 9"}).status_code == 422
        assert chair.post(address, {**counts, "site": " xa 0 "}).status_code == 302
        assert matter.tallies.get().site.name == "Xã 0"
