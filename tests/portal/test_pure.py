"""Text, addresses, marks and visits, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.portal.domain.addresses import slug_of, words_of
from giaoban.apps.portal.domain.sections import Section, forget_section, register_section, sections_of
from giaoban.apps.portal.domain.text import Block, blocks, plain, tidy
from giaoban.apps.portal.domain.visits import added_up, is_counted
from giaoban.apps.portal.domain.writing import FIELDS, NewsText, changed, changed_under, marks_of
from giaoban.apps.portal.queries.categories import categories

TODAY = date(2021, 8, 3)  # a Tuesday; the week began on 2 August, last week in July


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hội nghị giao ban 6 tháng đầu năm 2021", "hoi-nghi-giao-ban-6-thang-dau-nam-2021"),
        ("Đắk Lắk – “Dân vận khéo”", "dak-lak-dan-van-kheo"),
        ("!!!", "tin"),
        ("x" * 200, "x" * 80),
        ("chữ " * 40, "-".join(["chu"] * 20)),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=400))
def test_a_slug_is_always_an_address(title: str) -> None:
    slug = slug_of(title)
    assert slug
    assert len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_body_has_a_simple_structure() -> None:
    body = "Một\nhai\r\n\r\n\r\n\n## Đầu đề\n- a\n-  b\n\n- c\n> lời\nBa"
    assert blocks(body) == (
        Block("paragraph", ("Một", "hai")), Block("heading", ("Đầu đề",)), Block("list", ("a", "b")),
        Block("list", ("c",)), Block("quote", ("lời",)), Block("paragraph", ("Ba",)),
    )  # fmt: skip
    assert blocks("") == ()
    assert blocks("##không phải") == (Block("paragraph", ("##không phải",)),)


@given(st.text(alphabet=" \n#->ab\r\x00\u202e", max_size=200))
def test_no_word_of_a_body_is_lost_and_tidying_twice_is_tidying_once(body: str) -> None:
    assert tidy(tidy(body)) == tidy(body)
    assert [c for c in plain(body) if c in "ab"] == [c for c in body if c in "ab"]
    assert all(item for block in blocks(body) for item in block.items)


def test_marks_name_what_changed_under_an_editor() -> None:
    text = NewsText("A", "B", "C", "hoi-nghi", "D")
    marks = marks_of(text)
    assert changed_under(marks, text) == ()
    assert changed_under(marks, NewsText("A", "B2", "C", "hoi-nghi", "D", True)) == ("lead", "shared")
    assert changed_under({}, text) == FIELDS
    assert changed(text, NewsText("A", "B", "C2", "hoi-nghi", "D")) == ("body",)


def test_visits_by_day_week_and_month() -> None:
    days = {TODAY: 1, TODAY - timedelta(1): 2, date(2021, 8, 1): 4, date(2021, 7, 26): 8, date(2021, 7, 25): 16,
            date(2021, 6, 30): 32}  # fmt: skip
    found = added_up(days, TODAY)
    assert (found.today, found.yesterday) == (1, 2)
    assert (found.this_week, found.last_week) == (3, 12)
    assert (found.this_month, found.last_month) == (7, 24)
    assert found.in_all == 63


@given(
    st.dictionaries(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.integers(0, 10**9)),
    st.dates(date(2020, 1, 1), date(2022, 1, 1)),
)
def test_no_part_is_more_than_the_whole(days: dict[date, int], today: date) -> None:
    found = added_up(days, today)
    assert found.today <= found.this_week
    assert found.today <= found.this_month
    assert found.this_week + found.last_week <= found.in_all
    assert found.this_month + found.last_month <= found.in_all


@pytest.mark.parametrize(
    ("method", "agent", "purpose", "counted"),
    [
        ("GET", "Mozilla/5.0 Firefox", "", True),
        ("GET", "", "", True),
        ("HEAD", "Mozilla/5.0", "", False),
        ("GET", "Googlebot/2.1", "", False),
        ("GET", "Mozilla/5.0 Chrome", "prefetch;prerender", False),
    ],
)
def test_robots_and_pages_fetched_beforehand_are_no_visits(
    method: str, agent: str, purpose: str, counted: bool
) -> None:
    assert is_counted(method, agent, purpose) is counted


def test_sections_of_later_days_are_invisible_until_a_unit_has_something() -> None:
    assert sections_of(1) == []
    register_section(Section("thi-dua", "Thi đua", "portal:unit_front", lambda unit: unit == 1))
    try:
        assert [s.code for s in sections_of(1)] == ["thi-dua"]
        assert sections_of(2) == []
    finally:
        forget_section("thi-dua")


def test_categories_are_addresses_with_names_in_both_languages() -> None:
    assert len({c.code for c in categories()}) == len(categories()) >= 5
    assert all(slug_of(c.code) == c.code and c.name("vi") and c.name("en") for c in categories())
    assert words_of("290-QĐ/TW") == "290 qd tw"
