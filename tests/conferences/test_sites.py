"""Sites made in one step: which, under which, told apart, settled by a table; lines tried one after the other."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.report_site import note_line_test
from giaoban.apps.conferences.actions.withdraw_asked import remove_site
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.domain.sites import ancestors_of, line_verdict, parents_by_line, told_apart
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceState, LineTest
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries.making_sites import (
    sites_of_areas,
    sites_of_units,
    to_be_tried,
    typed_sites,
)
from giaoban.apps.conferences.queries.minutes import attendance_tree
from giaoban.apps.org.enums import AreaKind, Level, Line
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.errors import Conflict, Invalid
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, planned
from tests.conferences.test_pages import at
from tests.network import SmallNetwork, build_network
from tests.seen_first import confirmed, seen
from tests.tasks.network import actor_in

DAY = date(2021, 7, 6)


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


@pytest.fixture
def found(net: SmallNetwork) -> Conference:
    return planned(net.units["front-tw"], form=ConferenceForm.ONLINE)


def add(
    found: Conference, net: SmallNetwork, *levels: Level, root: str = "front-tw", with_root: bool = False
) -> int:
    made = sites_of_units(
        found, net.units[root], Line.VERTICAL, levels, with_root=with_root, expected=5, day=DAY
    )
    return add_sites(actor=actor_in(found.unit), conference=found, sites=made, line=Line.VERTICAL, now=NOW)


def tree(found: Conference) -> dict[str, list[str]]:
    """Codes of the units above each site, topmost first."""
    codes = {s.pk: s.unit.code for s in found.sites.select_related("unit") if s.unit}
    for site in found.sites.all():
        assert site.ancestors[-1:] == ([site.parent_id] if site.parent_id else [])
    return {codes[s.pk]: [codes[a] for a in s.ancestors] for s in found.sites.all()}


def test_sites_of_a_level_stand_under_whoever_takes_part_above(net: SmallNetwork, found: Conference) -> None:
    assert add(found, net, Level.COMMUNE) == 4
    assert tree(found)["front-c1"] == []
    assert add(found, net, Level.PROVINCE, with_root=True) == 3
    above = tree(found)
    assert above["front-c1"] == ["front-tw", "front-p1"]
    assert above["front-p2"] == ["front-tw"]
    assert add(found, net, Level.DISTRICT, root="front-p1") == 2
    assert tree(found)["front-c4"] == ["front-tw", "front-p1", "front-d2"]
    assert add(found, net, Level.DISTRICT, Level.COMMUNE) == 0
    site = found.sites.get(unit=net.units["front-p1"])
    remove_site(actor=actor_in(found.unit), site=site, now=NOW)
    assert tree(found)["front-c4"] == ["front-tw", "front-d2"]
    assert found.sites.count() == 8


def test_totals_roll_up_the_tree(net: SmallNetwork, found: Conference) -> None:
    add(found, net, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    found.sites.filter(unit__code__in=("front-c1", "front-c3", "front-d2")).update(
        officers=10, others=1, counted_at=NOW, connected_at=NOW
    )
    rows = {one.site.unit.code: one for one in attendance_tree(found) if one.site.unit}
    at_place = {code: place for place, code in enumerate(rows)}
    assert at_place["front-p1"] < at_place["front-d2"] < at_place["front-c3"] <= at_place["front-d2"] + 2
    assert rows["front-p1"].whole.present == 33
    assert (rows["front-d2"].own.present, rows["front-d2"].whole.present) == (11, 22)
    assert rows["front-p1"].whole.expected == 35
    assert [one.depth for one in rows.values() if one.site.unit and one.site.unit.code == "front-c3"] == [2]


def test_two_of_one_name_are_told_apart_by_who_stands_above(net: SmallNetwork, found: Conference) -> None:
    for code in ("front-c1", "front-c3"):
        row = net.units[code]
        row.rename("Mặt trận xã Tân Lập", "Tân Lập")
        row.save()
        row.names.all().delete()
    add(found, net, Level.COMMUNE)
    names = set(found.sites.filter(name__startswith="Mặt trận xã Tân Lập").values_list("name", flat=True))
    assert names == {f"Mặt trận xã Tân Lập ({net.units[d].name})" for d in ("front-d1", "front-d2")}


def test_sites_of_areas(net: SmallNetwork, found: Conference) -> None:
    made = sites_of_areas(found, net.areas["p1"], AreaKind.COMMUNE, expected=3, day=DAY)
    assert {site.name for site in made} == {"Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn"}
    assert add_sites(actor=actor_in(found.unit), conference=found, sites=made, now=NOW) == 4
    assert sites_of_areas(found, net.areas["p1"], AreaKind.COMMUNE, expected=3, day=DAY) == []


def test_a_table_settles_what_is_there_and_adds_by_code(net: SmallNetwork, found: Conference) -> None:
    add(found, net, Level.PROVINCE)
    site = found.sites.get(unit=net.units["front-p1"])
    Site.objects.filter(pk=site.pk).update(operator="Chuyên viên")
    text = f"{site.name};1.200;Chủ tịch;;https://hop.example.vn/a;024 1\nfront-c1\t7"
    browser = signed_in(found.unit)
    assert browser.post(at(found, "settle_sites"), {"lines": text}).status_code == 302
    site.refresh_from_db()
    assert (site.expected, site.local_chair, site.operator, site.phone) == (
        1200,
        "Chủ tịch",
        "Chuyên viên",
        "024 1",
    )
    assert site.line_url == "https://hop.example.vn/a"
    assert found.sites.get(unit=net.units["front-c1"]).expected == 7
    bad = typed_sites(found, f"{site.name};-1\n\nkhong-co;3\n{site.name};;;;javascript:alert(1)")
    assert [number for number, _problem in bad.problems] == [1, 3, 4]
    assert bad.facts == {}


def test_a_unit_is_known_by_its_name_as_it_is_printed(net: SmallNetwork, found: Conference) -> None:
    """Also one that has nothing to do with the conference yet, in any case and without diacritics; not a gone one."""
    unit = net.units["front-c2"]
    typed = typed_sites(found, f"{unit.name.upper()};3")
    assert (typed.problems, [site.unit_id for site in typed.fresh]) == ([], [unit.pk])
    Unit.objects.filter(pk=unit.pk).update(valid=DateRange(date(2000, 1, 1), date(2000, 1, 2)))
    assert [number for number, _problem in typed_sites(found, f"{unit.name};3").problems] == [1]


def test_what_would_be_added_is_shown_first(net: SmallNetwork, found: Conference) -> None:
    browser = signed_in(found.unit)
    typed = {"root": "front-p1", "line": "vertical", "levels": ["2", "3"], "expected": "9"}
    page = browser.post(at(found, "add_sites"), typed).content.decode()
    assert "6 sites would be added" in page
    assert not found.sites.exists()
    assert page.count('name="levels" value=') >= 2
    url = at(found, "add_sites")
    browser.post(url, {**seen(browser, url, typed), "levels": []})  # not what was shown
    assert not found.sites.exists()
    assert confirmed(browser, url, typed).status_code == 302
    assert found.sites.count() == 6
    assert browser.post(at(found, "add_sites"), {**typed, "root": "khong-co"}).status_code == 422
    assert signed_in(net.units["front-p2"]).get(at(found, "add_sites")).status_code == 404


@pytest.mark.parametrize("bad", range(4))
def test_a_line_is_good_when_all_three_are(bad: int) -> None:
    good = [n != bad for n in range(3)]
    assert line_verdict(*good) is (LineTest.PASSED if bad == 3 else LineTest.AGAIN)


def test_lines_are_tried_one_after_the_other(net: SmallNetwork, found: Conference) -> None:
    add(found, net, Level.COMMUNE)
    order = list(found.sites.order_by("sort_key"))
    first = to_be_tried(found)
    assert first == order[0]
    note_line_test(
        actor=actor_in(found.unit), site=order[0], picture=True, sound=False, phone=True, note="Nhỏ tiếng"
    )
    order[0].refresh_from_db()
    assert (order[0].line_test, order[0].sound_good) == (LineTest.AGAIN, False)
    browser = signed_in(found.unit)
    good = {"picture": "on", "sound": "on", "phone": "on"}
    answer = browser.post(at(found, "tried", order[1].pk), good)
    assert order[2].name in browser.get(answer["Location"]).content.decode()
    for site in order[2:]:
        browser.post(at(found, "tried", site.pk), good)
    assert to_be_tried(found, order[3].pk) == order[0]  # round again to the one that was not good
    browser.post(at(found, "tried", order[0].pk), good)
    assert to_be_tried(found) is None
    assert browser.get(at(found, "try_lines")).status_code == 200


def test_a_site_under_itself_is_refused(found: Conference) -> None:
    new = [NewSite("A", above="B"), NewSite("B", above="A")]
    with pytest.raises(Invalid):
        add_sites(actor=actor_in(found.unit), conference=found, sites=new, now=NOW)
    assert not found.sites.exists()


@given(st.lists(st.integers(0, 60), max_size=60))
def test_ancestors_lead_to_the_top(above: list[int]) -> None:
    parents = {n: (p if p < n and p > 0 else None) for n, p in enumerate(above, 1)}
    found = ancestors_of(parents)
    assert set(found) == set(parents)
    for site, way in found.items():
        parent = parents[site]
        assert way == (() if parent is None else (*found[parent], parent))


def test_the_next_unit_above_that_takes_part() -> None:
    chains = {3: (3, 2, 1), 2: (2, 1), 9: (9,)}
    assert parents_by_line({3: 30, 1: 10, 9: 90}, chains) == {30: 10, 10: None, 90: None}


@given(
    st.dictionaries(st.integers(1, 20), st.sampled_from("abc"), max_size=12), st.sets(st.sampled_from("abc"))
)
def test_no_two_names_are_the_same(names: dict[int, str], taken: set[str]) -> None:
    more = {pk: ["x", "y"] for pk in names if pk % 2}
    found = told_apart(names, taken, more)
    assert len(set(found.values())) == len(names)
    assert not set(found.values()) & taken


def test_a_closed_conference_takes_no_more_sites(net: SmallNetwork, found: Conference) -> None:
    """Neither offered nor taken, and nobody is asked to come to what is over; what is there is still settled."""
    add(found, net, Level.PROVINCE)
    browser, site = signed_in(found.unit), found.sites.get(unit=net.units["front-p1"])
    assert at(found, "add_sites") in browser.get(at(found, "sites")).content.decode()
    Conference.objects.filter(pk=found.pk).update(state=ConferenceState.CLOSED)
    page = browser.get(at(found, "sites")).content.decode()
    assert at(found, "add_sites") not in page
    assert at(found, "settle_sites") in page
    for name in ("add_sites", "add_area_sites"):
        assert browser.get(at(found, name)).status_code == 409
    with pytest.raises(Conflict):
        add(found, net, Level.COMMUNE)
    assert browser.post(at(found, "settle_sites"), {"lines": "front-c1;7"}).status_code == 409
    assert browser.post(at(found, "settle_sites"), {"lines": f"{site.name};12"}).status_code == 302
    site.refresh_from_db()
    assert site.expected == 12
    assert not Ask.objects.filter(kind="attend", unit=net.units["front-c1"]).exists()
