"""Units and areas by what people write for them."""

from __future__ import annotations

from datetime import date

import pytest

from giaoban.apps.org.queries.naming import area_called, unit_called, units_called
from giaoban.kit.errors import Invalid
from tests.network import SmallNetwork, build_network

DAY = date(2021, 7, 1)


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def called(net: SmallNetwork, code: str, name: str, short: str, *earlier: str) -> None:
    net.units[code].rename(name, short, *earlier)
    net.units[code].save()


@pytest.mark.parametrize("written", ["FRONT-D1", " Mặt trận huyện  Ấm", "mat tran huyen am", "Mặt trận Ấm"])
def test_a_unit_is_known_by_code_and_by_every_name(net: SmallNetwork, written: str) -> None:
    called(net, "front-d1", "Mặt trận huyện Ấm", "Mặt trận Ấm", "Mặt trận huyện Cũ")
    assert unit_called(written, DAY) == net.units["front-d1"]
    assert unit_called("Mặt trận huyện Cũ", DAY) == net.units["front-d1"]


def test_of_two_that_differ_by_a_diacritic_the_one_written_is_meant(net: SmallNetwork) -> None:
    called(net, "front-c1", "Mặt trận xã Tân Lập", "Tân Lập")
    called(net, "front-c2", "Mặt trận xã Tấn Lập", "Tấn Lập", "Mặt trận xã Tân Lập")
    assert unit_called("Mặt trận xã Tân Lập", DAY) == net.units["front-c1"], "the other was called so once"
    assert unit_called("mặt trận xã tấn lập", DAY) == net.units["front-c2"]
    with pytest.raises(Invalid, match=r"front-c2.*front-c1"):
        unit_called("mat tran xa tan lap", DAY)


def test_two_of_one_name_are_never_guessed_between(net: SmallNetwork) -> None:
    for code in ("front-c1", "front-c3"):
        called(net, code, "Mặt trận xã Tân Lập", "Tân Lập")
    with pytest.raises(Invalid, match=r"front-c3.*front-c1"):
        unit_called("Mặt trận xã Tân Lập", DAY)


def test_who_is_unknown_or_not_there_on_the_day_is_said(net: SmallNetwork) -> None:
    with pytest.raises(Invalid, match="Hội Không có"):
        unit_called("Hội Không có", DAY)
    with pytest.raises(Invalid, match="front-c1"):
        unit_called("front-c1", date(1999, 1, 1))
    kept = units_called({"nobody"}, DAY, also=[net.units["front-c1"].pk])
    assert list(kept.find("front-c1")) == [net.units["front-c1"]]


@pytest.mark.parametrize("written", ["t-p1", "Tỉnh Đà Nẵng thử", "tinh da nang thu", "Đà Nẵng thử"])
def test_an_area_is_known_by_its_short_name_too(net: SmallNetwork, written: str) -> None:
    assert area_called(written, DAY) == net.areas["p1"]


def test_an_area_that_is_not_there_is_said(net: SmallNetwork) -> None:
    with pytest.raises(Invalid, match="Nơi nào"):
        area_called("Nơi nào", DAY)
    with pytest.raises(Invalid, match="t-p1"):
        area_called("t-p1", date(1999, 1, 1))
