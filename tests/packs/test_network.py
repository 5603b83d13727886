"""The real data set: counts as published in docs, and that the plan fits together."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from giaoban.apps.org.actions.load_network import load_network
from giaoban.apps.org.domain.network_plan import NetworkPlan
from giaoban.apps.org.enums import AreaKind, DayKind, Line
from giaoban.apps.org.models import Area, AreaPlacement, AreaSuccession, Unit, UnitLine
from giaoban.kit.access import Actor
from giaoban.packs.vietnam.network.areas import Areas, build_areas
from giaoban.packs.vietnam.network.dates import NEW, OLD
from giaoban.packs.vietnam.network.organisations import read_rules
from giaoban.packs.vietnam.network.plan import network_plan
from giaoban.packs.vietnam.network.source import Source, read_source, split_name

THEN, NOW = date(2021, 7, 6), date(2025, 8, 1)


@cache
def source() -> Source:
    return read_source()


@cache
def areas() -> Areas:
    return build_areas(source())


@cache
def plan(maps: str, extent: str) -> NetworkPlan:
    return network_plan(maps, extent, source=source())


def test_the_map_before_july_2025() -> None:
    kinds = Counter(a.kind for a in areas().of_map(old=True, new=False).rows.values())
    assert kinds == {
        AreaKind.NATION: 1,
        AreaKind.PROVINCE: 63,
        AreaKind.DISTRICT: 696,
        AreaKind.COMMUNE: 10_035,
    }
    with_communes = {p.parent for p in areas().placements if p.node.startswith("c63-")}
    assert sum(code.startswith("d63-") and code not in with_communes for code in areas().rows) == 5


def test_the_map_since_july_2025() -> None:
    kinds = Counter(a.kind for a in areas().of_map(old=False, new=True).rows.values())
    assert kinds == {AreaKind.NATION: 1, AreaKind.PROVINCE: 34, AreaKind.COMMUNE: 3_321}


def test_what_became_of_the_old_communes() -> None:
    """docs of the data set: 9,569 go whole, 471 are split over 2 to 5, a new one is made of up to 15."""
    whole = [c for c in source().communes_became if len(c.new) == 1]
    split = Counter(len(c.new) for c in source().communes_became if len(c.new) > 1)
    assert (len(whole), sum(split.values()), set(split)) == (9_569, 471, {2, 3, 4, 5})
    made_of = Counter(new for c in source().communes_became for new in c.new)
    assert (len(made_of), max(made_of.values())) == (3_321, 15)
    shares = Counter(s.share for s in areas().successions)
    going_on = sum(a.kind is AreaKind.COMMUNE and a.valid == (None, None) for a in areas().rows.values())
    merged_provinces = 63 - 11
    assert shares[1] == 9_569 - going_on + merged_provinces  # type: ignore[index]
    assert shares[None] == sum(parts * count for parts, count in split.items())


def test_eleven_provinces_go_on_as_they_are() -> None:
    names = {
        a.short_name for a in areas().rows.values() if a.kind is AreaKind.PROVINCE and a.valid == (None, None)
    }
    assert names == {
        "Hà Nội", "Huế", "Cao Bằng", "Điện Biên", "Lai Châu", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Thanh Hóa",
        "Nghệ An", "Hà Tĩnh",
    }  # fmt: skip


def test_every_dot_lies_near_the_country() -> None:
    """Sixty kilometres from its district is a namesake elsewhere; islands lie further out."""
    astray = [a.name for a in areas().rows.values() if a.longitude is None or not 102 < a.longitude < 115]
    assert astray == []
    assert all(7 < (a.latitude or 0) < 24 for a in areas().rows.values())
    moved = areas().rows["c63-09118"]
    district = next(p.parent for p in areas().placements if p.node == "c63-09118")
    assert district is not None
    assert (moved.latitude, moved.longitude) == (
        areas().rows[district].latitude,
        areas().rows[district].longitude,
    )


@pytest.mark.parametrize(
    ("name", "parts"), [("Thành Phố Bắc Kạn", ("Thành phố", "Bắc Kạn")), ("Quận 1", ("Quận", "1"))]
)
def test_names_are_split_from_their_kind(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts
    with pytest.raises(ValueError, match="no known kind"):
        split_name("Bản Đôn")


@pytest.mark.parametrize("extent", ["demo", "all"])
def test_everyone_below_the_top_has_a_superior(extent: str) -> None:
    chosen = plan("all", extent)
    vertical = {link.node for line, link in chosen.lines if line is Line.VERTICAL}
    inside = {u.code for u in chosen.units if u.organisation in {r.code for r in read_rules()}}
    assert {code for code in inside if not code.endswith("-TW")} == vertical
    assert {link.parent for _line, link in chosen.lines} <= inside
    assert len({u.code for u in chosen.units}) == len(chosen.units)


def test_demonstration_has_what_the_scenario_needs() -> None:
    chosen = {u.code: u for u in plan("all", "demo").units}
    six = ("MTTQ", "CD", "ND", "TN", "PN", "CCB")
    provinces = [u for u in chosen.values() if u.level == 1 and u.organisation in six and u.valid != NEW]
    assert len(provinces) == 378
    assert sum(u.organisation == "BDV" and u.level == 1 for u in chosen.values()) == 63
    hanoi = [u for c, u in chosen.items() if c.startswith("MTTQ-01-") and u.valid in (OLD, (None, None))]
    assert Counter(u.level for u in hanoi) == {2: 30, 3: 526}
    assert {f"{o}-68-24856" for o in six if o != "CD"} <= set(chosen)
    assert "CD-68-24856" not in chosen
    assert sum(c.startswith("MTTQ34-68-") or c == "MTTQ-68-24856" for c in chosen) > 100
    assert len(chosen) < 2_500


def test_twenty_thousand_bodies() -> None:
    chosen = Counter(u.level for u in plan("all", "all").units)
    assert 17_000 < chosen[3] < 20_000  # type: ignore[index]
    assert 20_000 < sum(chosen.values()) < 25_000
    unions = [u for u in plan("2025", "all").units if u.organisation == "CD" and u.level == 3]
    assert len(unions) == 532


def test_calendar_covers_the_years() -> None:
    days = plan("2021", "none").calendar
    assert {d.day.year for d in days} == set(range(2019, 2028))
    assert date(2025, 4, 26) in {d.day for d in days if d.kind is DayKind.MADE_UP}
    assert len({d.day for d in days}) == len(days)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_network_loads_and_loads_again() -> None:
    system = Actor.system("tests")
    load_network(actor=system, plan=plan("all", "all"))
    assert Area.objects.on(THEN).count() == 1 + 63 + 696 + 10_035
    assert Area.objects.on(NOW).count() == 1 + 34 + 3_321
    assert AreaPlacement.objects.on(THEN).count() == 1 + 63 + 696 + 10_035
    assert AreaPlacement.objects.on(NOW).count() == 1 + 34 + 3_321
    assert Unit.objects.count() == len(plan("all", "all").units)
    assert UnitLine.objects.count() == len(plan("all", "all").lines)
    whole = AreaSuccession.objects.filter(share=1, predecessor__kind__in=["commune", "district"]).count()
    going_on = Area.objects.filter(
        kind="commune", valid__startswith__isnull=True, valid__endswith__isnull=True
    )
    assert whole + going_on.count() == 9_569
    assert load_network(actor=system, plan=plan("all", "all")).nothing
