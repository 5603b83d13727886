"""Vietnamese text, calendar periods, and personal text at rest."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from giaoban.kit.periods import CalendarPeriod, Frequency, WorkCalendar, parse_period
from giaoban.kit.text import fold, marked, matches_all_words, sort_key, whole_word
from giaoban.kit.vault import lock, master_key, new_record_key, unlock

COUNTS = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.HALF_YEAR: 2, Frequency.YEAR: 1}


@st.composite
def periods(draw: st.DrawFn) -> CalendarPeriod:
    frequency = draw(st.sampled_from(Frequency))
    number = draw(st.integers(1, COUNTS[frequency]))
    return CalendarPeriod(draw(st.integers(2000, 2100)), frequency, number)


def test_fold() -> None:
    assert fold("  Đà  NẴNG ") == "da nang"
    assert matches_all_words("Đà Nẵng " * 9) == ["da", "nang"] * 4


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_order_is_vietnamese_by_syllable() -> None:
    wanted = [
        "An Giang",
        "Bà Rịa",
        "Bạc Liêu",
        "Cà Mau",
        "Đà Nẵng",
        "Hà Nội",
        "Huế",
        "Tiền Giang",
        "Trà Vinh",
    ]
    assert sorted(set(wanted), key=lambda t: sort_key(t).encode()) == wanted


@given(periods())
def test_a_period_is_read_back_from_its_code(period: CalendarPeriod) -> None:
    assert parse_period(period.code) == period


@given(periods(), st.integers(2, 28))
def test_windows_follow_without_gap_or_overlap(period: CalendarPeriod, turn: int) -> None:
    start, _end = period.window(turn)
    assert period.previous().window(turn)[1] + timedelta(days=1) == start
    assert period.previous().months()[1] + timedelta(days=1) == period.months()[0]


def test_the_first_half_of_2021() -> None:
    """Nghị định 09/2019/NĐ-CP, article 12."""
    half = parse_period("2021-H1")
    assert half.window() == (date(2020, 12, 15), date(2021, 6, 14))
    assert half.last_year() == parse_period("2020-H1")


@pytest.mark.parametrize("code", ["2021-H3", "2021-Q0", "2021-M13", "2021-X1", "x"])
def test_no_such_period(code: str) -> None:
    with pytest.raises(ValueError):
        parse_period(code)


def test_working_days_leave_out_holidays_and_count_made_up_days() -> None:
    friday, monday = date(2021, 4, 30), date(2021, 5, 3)
    calendar = WorkCalendar({friday, monday}, {date(2021, 5, 8)})
    assert calendar.add_working_days(date(2021, 4, 29), 1) == date(2021, 5, 4)
    assert calendar.add_working_days(friday, 0) == date(2021, 5, 4)
    assert calendar.working_days_between(date(2021, 4, 29), date(2021, 5, 8)) == 5


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_counting_days_undoes_adding_them(day: date, count: int) -> None:
    calendar = WorkCalendar(frozenset(), frozenset())
    later = calendar.add_working_days(day, count)
    assert calendar.working_days_between(day, later) == count
    assert calendar.working_days_between(later, day) == -count


@given(st.text())
def test_what_was_locked_opens_with_its_own_keys_only(text: str) -> None:
    master = master_key("s" * 50)
    key = new_record_key(master)
    sealed = lock(master, key, text)
    assert unlock(master, key, sealed) == text
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for wrong in (
        (master, new_record_key(master), sealed),
        (master_key("other"), key, sealed),
        (master, key, changed),
    ):
        with pytest.raises(InvalidTag):
            unlock(*wrong)


VIETNAMESE = st.text("aáàãạăằêđĐoốuữưyỵ tnghc0123-/.", max_size=400)


@given(VIETNAMESE, st.lists(st.text("adeouncgh01", min_size=1, max_size=5), max_size=3), st.integers(20, 120))
def test_marked_pieces_are_a_stretch_of_the_text_and_only_hits_are_marked(
    text: str, words: list[str], most: int
) -> None:
    line = " ".join(text.split())
    pieces = marked(text, words, most)
    shown = "".join(p.text for p in pieces if p.text != "…")
    assert shown in line
    assert len(line) > most or shown == line
    assert all(fold(p.text) and any(w[0] in fold(p.text) for w in words) for p in pieces if p.found)
    if any(re.search(whole_word(word), fold(line)) for word in words):
        assert any(p.found for p in pieces)


def test_marked_as_searches_find() -> None:
    text = "Đảng đoàn  ban hành nghị quyết về công tác dân vận"
    pieces = marked(text, matches_all_words("NGHI quyet"))
    assert [p.text for p in pieces if p.found] == ["nghị", "quyết"]
    assert not any(p.found for p in marked("nghiêm túc", ["nghi"]))
    cut = marked("mở đầu " * 50 + "cửa hàng nông sản" + " kết thúc" * 50, ["nong"], 80)
    assert (cut[0].text, cut[-1].text) == ("…", "…")
    assert any(p == ("nông", True) for p in cut)
    assert sum(len(p.text) for p in cut) <= 84
