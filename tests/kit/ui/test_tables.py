"""Tables: order, pages, filters and exports from the address; safe cells; whole journeys through `page`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import django_tables2
import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxMiddleware
from hypothesis import given
from hypothesis import strategies as st

from giaoban.kit.ui import columns, tables
from tests.kit.ui.gallery.enums import TONE, State

pytestmark = pytest.mark.urls("tests.kit.ui.gallery.urls")


@dataclass(frozen=True)
class Unit:
    name: str


@dataclass(frozen=True)
class Row:
    unit: Unit
    state: str = "late"
    shops: int | None = 1234
    share: Decimal = Decimal("12.5")
    due: date = date(2021, 6, 14)
    at: datetime | None = datetime(2021, 6, 14, 3, 42, tzinfo=UTC)


class Table(tables.Table):
    unit = columns.Column("Đơn vị", accessor="unit.name", link=lambda r: f"/u/?a=1&b={r.unit.name}")
    state = columns.StateColumn(State, TONE)
    shops = columns.NumberColumn("Cửa hàng", unit="cửa hàng")
    share = columns.PercentColumn("Kế hoạch")
    due = columns.DayColumn("Hạn")
    at = columns.MomentColumn("Gửi")
    twice = columns.NumberColumn("Gấp đôi", accessor=lambda r: None if r.shops is None else 2 * r.shops)
    links = columns.LinksColumn(lambda r: [("Mở", "/x/")])


ROWS = [Row(Unit(f"Xã {i}"), shops=i) for i in range(60)]


def table(query: str = "", rows: Any = ROWS, **options: Any) -> Table:
    return Table(rows, RequestFactory().get(f"/t/?{query}"), title="Báo cáo tuần", **options)


@pytest.fixture(autouse=True)
def vietnamese() -> Any:
    with translation.override("vi"):
        yield


def test_cells_are_in_the_readers_language() -> None:
    body = table(rows=[Row(Unit("Đạ Tẻh"))]).body()
    for text in (
        "Đạ Tẻh",
        "1.234",
        "12,5",
        "14/06/2021",
        "14/06/2021 10:42",
        "2.468",
        "Quá hạn",
        "gb-tone-late",
    ):
        assert text in body
    with translation.override("en"):
        assert "1,234" in table(rows=[Row(Unit("Đạ Tẻh"))]).body()


@given(st.text(max_size=40))
def test_no_text_of_a_person_becomes_markup(name: str) -> None:
    hostile = f"<script>{name}</script>\"'&"
    body = table(rows=[Row(Unit(hostile))]).body()
    assert "<script" not in body
    assert 'href="/u/?a=1&amp;b=&lt;script&gt;' in body


def test_nothing_is_a_dash_and_zero_is_zero() -> None:
    assert "–" in table(rows=[Row(Unit("a"), shops=None)]).body()
    assert ">0</td>" in table(rows=[Row(Unit("a"), shops=0)]).body()


def test_the_address_orders_and_pages() -> None:
    shown = table("sort=-shops&page=2&rows=50")
    assert [row.record.shops for row in shown.page.object_list] == list(range(9, -1, -1))
    assert 'aria-sort="descending"' in "".join(shown.head())
    assert "sort=shops" in "".join(shown.head())


@pytest.mark.parametrize(
    "query", ["page=x", "page=-4", "rows=x", "sort=nothing", "sort=links", "rows=²", "page=99"]
)
def test_an_address_that_makes_no_sense_still_shows_rows(query: str) -> None:
    assert table(query).body().count("<tr") > 0


def test_never_more_than_200_rows_a_page() -> None:
    many = [Row(Unit(str(i))) for i in range(500)]
    assert table("rows=9999", rows=many).body().count("<tr") == 200
    assert table("rows=0", rows=many).body().count("<tr") == 1


class Sessions(tables.Table):
    counted_to = 30

    session_key = columns.Column("Khoá")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("there", "counted", "more", "pages"),
    [(29, 29, False, 2), (30, 30, False, 2), (31, 30, True, 2), (90, 30, True, 2)],
)
def test_a_table_that_counts_so_far_says_that_there_are_more(
    there: int, counted: int, more: bool, pages: int
) -> None:
    now = datetime(2021, 6, 14, tzinfo=UTC)
    Session.objects.bulk_create(
        Session(session_key=f"k{n:03d}", session_data="", expire_date=now) for n in range(there)
    )
    rows = Session.objects.order_by("session_key")
    request = RequestFactory().get("/t/?page=99")
    shown = Sessions(rows, request, title="Phiên")
    assert (shown.paginator.count, shown.paginator.more, shown.paginator.num_pages) == (counted, more, pages)
    assert len(list(shown.records())) == there  # the file holds all
    HtmxMiddleware(lambda r: HttpResponse())(request)
    said = tables.page(request, shown, "kit/list.html").content.decode()
    assert ("Hơn 30 dòng" in said) is more


def test_links_keep_filters_and_drop_the_page() -> None:
    assert table("q=da+nang&page=2&empty=").address(sort="shops", page=None) == "?q=da+nang&sort=shops"


def test_prefixes_keep_two_tables_apart() -> None:
    one = table("a-page=2&page=1&a-sort=-shops", prefix="a-")
    assert one.page.number == 2
    assert one.address(page=3) == "?page=1&a-sort=-shops&a-page=3"
    assert one.dom_id == "a-table"


def answered(query: str, **headers: str) -> HttpResponse:
    request = RequestFactory().get(f"/t/?{query}", headers=headers)
    HtmxMiddleware(lambda r: HttpResponse())(request)
    return tables.page(request, Table(ROWS, request, title="Báo cáo tuần"), "kit/list.html")


def test_page_fragment_and_history() -> None:
    whole = answered("").content.decode()
    alone = answered("", **{"HX-Request": "true", "HX-Target": "table"})
    assert "<!doctype html>" in whole
    assert 'id="table"' in whole
    assert "<!doctype" not in alone.content.decode()
    assert 'id="table"' in alone.content.decode()
    assert "hx-swap-oob" in alone.content.decode()
    assert "hx-swap-oob" not in whole
    assert "HX-Target" in alone["Vary"]
    other = answered("", **{"HX-Request": "true", "HX-Target": "another"})
    assert "<!doctype html>" in other.content.decode()


def test_exports_hold_every_page_without_the_actions() -> None:
    response = answered("export=csv&sort=-shops")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 61
    assert (
        lines[0] == "Đơn vị,State,Cửa hàng (cửa hàng),Kế hoạch (%),Hạn,Gửi,Gấp đôi"
        or "Trạng thái" in lines[0]
    )
    assert lines[1].startswith("Xã 59,Quá hạn,59,12.5,2021-06-14,2021-06-14 10:42,118")
    assert response["Content-Disposition"] == 'attachment; filename="bao-cao-tuan.csv"'
    assert answered("export=xlsx").content[:2] == b"PK"
    assert answered("export=exe")["Content-Type"].startswith("text/html")


def test_empty_says_what_to_do_next() -> None:
    request = RequestFactory().get("/t/")
    empty = Table([], request, empty="Chưa có báo cáo.", empty_link=("Mở kỳ báo cáo", "/ky/"))
    text = tables.page(request, empty, "kit/list.html").content.decode()
    assert "Chưa có báo cáo." in text
    assert 'href="/ky/"' in text
    assert "<table" not in text


def test_totals_stand_under_their_columns() -> None:
    foot = table(totals={"unit": "Cộng", "shops": 100312}).foot()
    assert "Cộng" in foot
    assert "100.312" in foot
    assert foot.count("<td") + foot.count("<th") == 8


def test_rows_are_drawn_at_least_twice_as_fast_as_by_django_tables2() -> None:
    class Theirs(django_tables2.Table):
        unit = django_tables2.Column(accessor="unit__name")
        state = django_tables2.Column()
        shops = django_tables2.Column()
        share = django_tables2.Column()
        due = django_tables2.DateColumn()

    class Ours(tables.Table):
        unit = columns.Column(accessor="unit.name")
        state = columns.StateColumn(State, TONE)
        shops = columns.NumberColumn()
        share = columns.PercentColumn()
        due = columns.DayColumn()

    rows = [Row(Unit(f"Xã {i}")) for i in range(200)]
    template = engines["django"].from_string("{% load django_tables2 %}{% render_table t %}")
    request = RequestFactory().get("/?rows=200")

    def best(work: Any) -> float:
        times = []
        for _turn in range(3):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return min(times)

    theirs = best(lambda: template.render({"t": Theirs(rows), "request": request}, request))
    ours = best(lambda: tables.page(request, Ours(rows, request, exports=False), "kit/_table.html"))
    assert ours * 2 < theirs


def test_a_table_that_scrolls_on_a_phone_says_so() -> None:
    class Wide(Table):
        narrow = "scroll"

    def drawn(shown: Table) -> str:
        return (
            engines["django"].from_string("{% load kit %}{% table t %}").render({"t": shown, "request": None})
        )

    with translation.override("en"):
        hint = "Swipe sideways"
        request = RequestFactory().get("/t/")
        assert hint in drawn(Wide(ROWS, request, title="x"))
        assert hint not in drawn(table())
        assert hint not in drawn(Wide([], request, title="x"))
