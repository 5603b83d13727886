"""Reads: names and places then, chains, search, letterheads, calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from giaoban.apps.org import queries
from giaoban.apps.org.enums import AreaKind, Level, Line
from giaoban.apps.org.models import Area, Organisation, Unit, order_key
from giaoban.kit.access import Actor
from tests.org.small import SYSTEM

THEN, NOW = date(2021, 7, 6), date(2025, 8, 1)
FRONT_OF = "Ủy ban MTTQ Việt Nam tỉnh"
USER = Actor(kind="user", user_id=1)
pytestmark = pytest.mark.usefixtures("network")


def unit(code: str) -> Unit:
    return Unit.objects.select_related("organisation").get(code=code)


def codes(ids: object) -> list[str]:
    by_id = dict(Unit.objects.values_list("pk", "code"))
    return [by_id[i] for i in ids]  # type: ignore[attr-defined]


def test_chain_goes_from_the_unit_upwards() -> None:
    commune, centre = unit("MTTQ-68-24856"), unit("MTTQ-TW")
    found = queries.chains([commune.pk, centre.pk], Line.VERTICAL, THEN)
    assert codes(found[commune.pk]) == ["MTTQ-68-24856", "MTTQ-68-674", "MTTQ-68", "MTTQ-TW"]
    assert codes(found[centre.pk]) == ["MTTQ-TW"]
    assert codes(queries.ancestors(commune, Line.VERTICAL, THEN)) == ["MTTQ-68-674", "MTTQ-68", "MTTQ-TW"]


def test_chains_ask_once() -> None:
    ids = list(Unit.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.chains(ids, Line.VERTICAL, THEN)
    assert len(asked) == 1


def test_units_below_follow_the_day() -> None:
    below = queries.units_below(unit("MTTQ-68"), Line.VERTICAL, THEN)
    assert {u.code for u in below} >= {"MTTQ-68-674", "MTTQ-68-24856"}
    assert "MTTQ-68" not in {u.code for u in below}
    assert not queries.units_below(unit("MTTQ-68"), Line.VERTICAL, NOW).exists()
    direct = queries.units_below(unit("MTTQ-68"), Line.VERTICAL, THEN, direct=True)
    assert {u.code for u in direct} == {"MTTQ-68-672", "MTTQ-68-674"}
    convened = queries.units_below(unit("BDV-TW"), Line.CONVENING, THEN)
    assert [u.code for u in convened] == ["MTTQ-TW", "CD-TW", "ND-TW", "TN-TW", "PN-TW", "CCB-TW"]


def test_convening_is_set_wise() -> None:
    front, farmers = unit("MTTQ-TW"), unit("ND-68")
    found = queries.convening_of([front.pk, farmers.pk], THEN)
    assert codes([found[front.pk], found[farmers.pk]]) == ["BDV-TW", "BDV-68"]
    assert queries.convening_of([front.pk], NOW) == {}


def test_lists_stand_in_vietnamese_order() -> None:
    vietnam = Area.objects.get(code="vn")
    names = [a.short_name for a in queries.areas_below(vietnam, THEN, AreaKind.PROVINCE)]
    assert names == ["Bình Thuận", "Cà Mau", "Đà Nẵng", "Hà Nội", "Huế", "Lâm Đồng"]


def test_order_is_syllable_by_syllable_and_numbers_by_value() -> None:
    given = ["Phường 10", "Bạc Liêu", "Phường 2", "Bà Rịa - Vũng Tàu", "Ba Tri"]
    assert sorted(given, key=order_key) == [
        "Ba Tri",
        "Bà Rịa - Vũng Tàu",
        "Bạc Liêu",
        "Phường 2",
        "Phường 10",
    ]


@pytest.mark.parametrize("words", ["da nang", "ĐÀ NẴNG", "nang  da", "Đà Nẵng"])
def test_search_ignores_diacritics_case_and_order(words: str) -> None:
    found = queries.find_areas(actor=USER, query=words, day=THEN)
    assert [(a.name, a.way) for a in found] == [("Thành phố Đà Nẵng", "Việt Nam")]
    units = queries.find_units(actor=USER, query=f"nong dan {words}", day=THEN)
    assert [u.code for u in units] == ["ND-48"]


def test_hue_has_its_name_of_the_day() -> None:
    found = {
        day: (
            queries.find_areas(actor=USER, query="hue", day=day).get(code="p63-46").name_then,
            queries.names_of_units([unit("MTTQ-46").pk], day)[unit("MTTQ-46").pk],
        )
        for day in (date(2024, 12, 31), date(2025, 1, 1))
    }
    assert list(found.values()) == [
        ("Tỉnh Thừa Thiên Huế", "Ủy ban MTTQ Việt Nam tỉnh Thừa Thiên Huế"),
        ("Thành phố Huế", "Ủy ban MTTQ Việt Nam thành phố Huế"),
    ]
    assert queries.find_areas(actor=USER, query="thua thien", day=NOW).get().code == "p63-46"


def test_find_units_narrows() -> None:
    lam_dong = Area.objects.get(code="p63-68")
    front = Organisation.objects.get(code="MTTQ")
    found = queries.find_units(actor=USER, day=THEN, organisation=front, level=Level.COMMUNE, area=lam_dong)
    assert "MTTQ-68-24856" in {u.code for u in found}
    assert {(u.organisation.code, u.level) for u in found} == {("MTTQ", 3)}
    assert not queries.find_units(actor=USER, day=NOW, area=lam_dong).exists()


def test_strangers_see_nothing() -> None:
    public = Actor.public()
    assert not queries.find_units(actor=public, day=THEN).exists()
    assert not queries.find_areas(actor=public, query="ha noi", day=THEN).exists()
    assert queries.area_facts(actor=public, code="p63-01", day=THEN) is None
    assert queries.unit_facts(actor=public, code="ND-68", day=THEN) is None
    assert queries.find_units(actor=SYSTEM, day=THEN).exists()


def test_children_know_how_many_lie_in_them() -> None:
    rows = queries.children_of(actor=USER, area=Area.objects.get(code="p63-68"), day=THEN)
    assert [(a.name_then, a.below) for a in rows] == [("Thành phố Đà Lạt", 2), ("Huyện Đam Rông", 6)]


def test_way_to_an_area() -> None:
    area = Area.objects.get(code="c63-22918")
    assert [a.code for a in queries.way_to(area, THEN)] == ["vn", "p63-60", "d63-593", "c63-22918"]
    assert [a.code for a in queries.way_to(area, NOW)] == ["vn", "p34-68", "c63-22918"]


@pytest.mark.parametrize(
    ("code", "layout", "superior", "issuer", "symbol", "place"),
    [
        ("MTTQ-TW", "state", "Mặt trận Tổ quốc Việt Nam", "Ủy ban Trung ương", "MTTW-BTT", "Hà Nội"),
        ("MTTQ-68", "state", "Mặt trận Tổ quốc Việt Nam", f"{FRONT_OF} Lâm Đồng", "MTTQ-BTT", "Lâm Đồng"),
        ("BDV-TW", "party", "Ban Chấp hành Trung ương", "Ban Dân vận", "BDVTW", "Hà Nội"),
        ("BDV-68", "party", "Tỉnh ủy Lâm Đồng", "Ban Dân vận", "BDVTU", "Lâm Đồng"),
        ("TN-TW", "youth", "", "Ban Chấp hành Trung ương", "TWĐTN-VP", "Hà Nội"),
        ("CD-TW", "state", "", "Tổng Liên đoàn Lao động Việt Nam", "TLĐ", "Hà Nội"),
        ("ND-68-674", "state", "Hội Nông dân tỉnh Lâm Đồng", "Hội Nông dân huyện Đam Rông", "HND", "Đam Rông"),
    ],
)  # fmt: skip
def test_letterheads(code: str, layout: str, superior: str, issuer: str, symbol: str, place: str) -> None:
    head = queries.letterhead_of(unit(code), THEN)
    assert (head.layout_code, head.superior, head.issuer) == (layout, superior, issuer)
    assert (head.issuer_symbol("BC"), head.place) == (symbol, place)


def test_letterhead_of_types_with_a_symbol_of_their_own() -> None:
    head = queries.letterhead_of(unit("MTTQ-TW"), THEN)
    assert [head.issuer_symbol(type_code) for type_code in ("ĐA", "TTr", "")] == [
        "MTTW-UB",
        "MTTW",
        "MTTW-BTT",
    ]


def test_recipients_change_with_the_lines() -> None:
    then = queries.letterhead_of(unit("ND-TW"), THEN).recipients
    now = queries.letterhead_of(unit("ND-TW"), NOW).recipients
    assert (then[0], now[0]) == ("Ban Dân vận Trung ương", "Ủy ban Trung ương MTTQ Việt Nam")
    assert (
        queries.letterhead_of(unit("MTTQ-TW"), NOW).recipients[0].startswith("Ủy ban MTTQ Việt Nam các tỉnh")
    )


def test_letterheads_of_many_ask_as_often_as_of_one() -> None:
    many = list(Unit.objects.select_related("organisation"))
    with CaptureQueriesContext(connection) as asked:
        found = queries.letterheads_of(many, THEN)
    assert len(found) == len(many)
    assert len(asked) <= 4


def test_calendar_knows_holidays_and_make_up_days() -> None:
    calendar = queries.work_calendar(date(2019, 1, 1), date(2027, 12, 31))
    assert not calendar.works(date(2021, 4, 21))
    assert not calendar.works(date(2025, 5, 2))
    assert calendar.works(date(2025, 4, 26))
    assert calendar.works(date(2021, 7, 6))
    assert not calendar.works(date(2021, 7, 4))
