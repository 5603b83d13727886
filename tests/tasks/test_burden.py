"""Burden: all that is asked of a unit by week; what a new demand meets at the units meant."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.overlap import alike, alike_among, groups_of
from giaoban.apps.tasks.models import Task
from giaoban.apps.tasks.queries import unit_burden, what_it_adds
from giaoban.kit.errors import NotFound
from tests.conferences.people import signed_in
from tests.network import build_network
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)


def asked(of: Unit, title: str, days: int | None, subject: int, kind: str = "report") -> NewAsk:
    due = None if days is None else NOW + timedelta(days=days)
    return NewAsk(kind, of.pk, title, due, "/bao-cao/1/", "reporting.Report", subject)


def those(units: list[Unit]) -> tuple[str, list[Any]]:
    return "SELECT unnest(%s::bigint[])", [[u.pk for u in units]]


class TestAlike:
    @pytest.mark.parametrize(
        ("one", "other", "said"),
        [
            ("Rà soát mô hình “Dân vận khéo”", "Báo cáo rà soát các mô hình dân vận khéo năm 2021", True),
            ("Thống kê hộ nghèo", "Rà soát số hộ nghèo, thống kê hộ cận nghèo", True),
            ("Tổ chức hội nghị", "Tổ chức tiêm chủng", False),
            ("Giám sát", "Giám sát", False),
            ("", "Thống kê hộ nghèo", False),
        ],
    )
    def test_titles(self, one: str, other: str, said: bool) -> None:
        assert alike(one, other) == alike(other, one) == said

    @given(st.lists(st.text(max_size=20), max_size=8))
    def test_groups_part_the_places(self, titles: list[str]) -> None:
        places = [place for group in groups_of(titles) for place in group]
        assert len(places) == len(set(places))
        assert set(places) <= set(range(len(titles)))
        assert all(len(group) > 1 for group in groups_of(titles))

    def test_nothing_typed_is_like_nothing(self) -> None:
        assert alike_among(["Thống kê hộ nghèo"], ["", "  "]) == []


@pytest.mark.django_db
class TestWhatItAdds:
    def test_loads_of_the_week(self) -> None:
        units = network(5)
        subject = iter(range(1, 99))
        for count, of in zip((0, 1, 1, 3, 0), units, strict=True):
            open_asks(asks=[asked(of, f"Việc {n}", 7, next(subject)) for n in range(count)], now=NOW)
        open_asks(asks=[asked(units[0], "Tuần khác", 21, 1000)], now=NOW)
        found = what_it_adds(those(units), TODAY + timedelta(days=8))
        assert (found.units, found.monday, found.busy, found.median) == (5, date(2021, 7, 12), 3, 1)
        assert found.most[0] == (units[3].name, 3)
        assert len(found.most) == 3

    @pytest.mark.parametrize("seed", range(5))
    def test_counts_equal_counting_by_hand(self, seed: int) -> None:
        import random

        dice, units = random.Random(seed), network(9)
        loads = [dice.randint(0, 6) for _unit in units]
        place = 0
        for load, of in zip(loads, units, strict=True):
            for _n in range(load):
                place += 1
                open_asks(asks=[asked(of, f"Việc {place}", dice.randint(6, 12), place)], now=NOW)
        found = what_it_adds(those(units), date(2021, 7, 14))
        assert (found.busy, found.median) == (sum(n > 0 for n in loads), median(loads))
        assert [n for _name, n in found.most] == sorted((n for n in loads if n), reverse=True)[:5]

    def test_what_is_asked_already(self) -> None:
        units = network(3)
        for n, of in enumerate(units[:2]):
            open_asks(asks=[asked(of, "Thống kê hộ nghèo quý II", 20, n)], now=NOW)
        open_asks(
            asks=[asked(units[0], "Xin ý kiến dự thảo thống kê hộ nghèo", None, 7, "instruct")], now=NOW
        )
        found = what_it_adds(those(units), TODAY, ["Thống kê số hộ nghèo và hộ nghèo quý này"])
        assert [(o.kind, o.title, o.units) for o in found.overlaps] == [
            ("report", "Thống kê hộ nghèo quý II", 2)
        ]
        assert found.asked_already
        assert not what_it_adds(those(units), TODAY, ["Tập huấn cán bộ hội"]).asked_already

    def test_looked_for_at_some_and_counted_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.modules["giaoban.apps.tasks.queries.burden"], "LOOKED_AT", 1)
        units = network(3)
        asks = [asked(of, "Thống kê hộ nghèo quý II", 20, n) for n, of in enumerate(units)]
        open_asks(asks=asks, now=NOW)
        assert [o.units for o in what_it_adds(those(units), TODAY, ["Thống kê hộ nghèo"]).overlaps] == [3]

    def test_two_statements_however_many(self, django_assert_num_queries: Any) -> None:
        units = network(4)
        with django_assert_num_queries(2):
            what_it_adds(those(units), TODAY, ["Việc mới của cả nước"])


@pytest.mark.django_db
class TestPage:
    def test_who_sees_what(self) -> None:
        net = build_network()
        own, above = net.units["front-c1"], net.units["front-d1"]
        open_asks(
            asks=[asked(own, "Báo cáo tháng", 2, 1), asked(own, "Bút phê văn bản riêng", 2, 2, "instruct")],
            now=NOW,
        )
        give_task(
            actor=net.actor("front-c1"), unit=own, now=NOW,
            task=NewTask("Việc tự đặt ra", own.pk, own.pk, TODAY + timedelta(days=9)),
        )  # fmt: skip
        inside = unit_burden(net.actor("front-c1"), own, NOW)
        assert (inside.inside, len(inside.asks), inside.hidden) == (True, 3, 0)
        for code in ("front-d1", "front-p1", "front-tw", "mm-p1"):
            found = unit_burden(net.actor(code), own, NOW)
            assert [a.title for a in found.asks] == ["Báo cáo tháng"], code
            assert (found.hidden, found.weeks) == (2, inside.weeks)
        for code in ("front-p2", "front-c2"):
            with pytest.raises(NotFound):
                unit_burden(net.actor(code), own, NOW)
        with pytest.raises(NotFound):
            unit_burden(net.actor("front-c1"), above, NOW)

    def test_twice_is_told(self) -> None:
        of = unit("Lâm Đồng")
        titles = ["Thống kê hộ nghèo quý II", "Báo cáo thống kê hộ nghèo", "Dự hội nghị"]
        open_asks(asks=[asked(of, title, 3, n) for n, title in enumerate(titles)], now=NOW)
        found = unit_burden(actor_in(of), of, NOW)
        assert [[a.title for a in group] for group in found.alike] == [titles[:2]]
        page = signed_in(of).get(reverse("tasks:own_burden"), follow=True).content.decode()
        for shown in (*titles, "Looks like the same thing asked twice"):
            assert shown in page

    def test_a_giver_looks_before_giving(self) -> None:
        centre = unit("Trung ương")
        province = unit("Lâm Đồng", superior=centre)
        open_asks(asks=[asked(province, "Thống kê hộ nghèo quý II", 3, 1)], now=NOW)
        client = signed_in(centre, Post.LEADER)
        form = {"title": "Thống kê hộ nghèo", "lead": province.pk, "deadline": "01/01/2099", "look": "1"}
        page = client.post(reverse("tasks:give"), form)
        assert page.status_code == 200
        assert "Thống kê hộ nghèo quý II" in page.content.decode()
        assert not Task.objects.exists()
        assert client.post(reverse("tasks:give"), {**form, "look": ""}).status_code == 200
        del form["look"]
        assert client.post(reverse("tasks:give"), form).status_code == 302
        assert Task.objects.count() == 1
