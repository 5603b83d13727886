"""Typed numbers: every accepted spelling, every refusal with its reason, and the round trip."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from giaoban.kit.numbers import (
    AmbiguousNumberError,
    NumberError,
    format_entry,
    format_money,
    format_number,
    format_percent,
    parse_number,
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False)
languages = st.sampled_from(["vi", "en"])


@pytest.mark.parametrize(
    ("typed", "decimals", "value"),
    [
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("1234567", 0, "1234567"),
        ("1.234.567", 0, "1234567"),
        ("1,234,567", 0, "1234567"),
        ("1 234 567", 0, "1234567"),
        ("1\u00a0234\u202f567", 0, "1234567"),
        ("1.234", 0, "1234"),
        ("1,234", 0, "1234"),
        ("1.234,00", 0, "1234"),
        ("12.0", 0, "12"),
        ("007", 0, "7"),
        ("1.234.567,5", 1, "1234567.5"),
        ("1,234,567.5", 1, "1234567.5"),
        ("1.234,5", 2, "1234.5"),
        ("1,234.5", 2, "1234.5"),
        ("1.234,567", 3, "1234.567"),
        ("1 234,567", 3, "1234.567"),
        ("12,5", 1, "12.5"),
        ("12.5", 1, "12.5"),
        ("12,50", 1, "12.5"),
        ("0,125", 3, "0.125"),
        ("1234,567", 3, "1234.567"),
        ("3,1415", None, "3.1415"),
        ("１２３", 0, "123"),
        ("１．２３４，５", 1, "1234.5"),
        ("\ufeff1\u200b23\t", 0, "123"),
        ("'123", 0, "123"),
        ("’ 123 ", 0, "123"),
        ("(1.234)", 0, "-1234"),
        ("-5", 0, "-5"),
        ("−5", 0, "-5"),
        ("+5", 0, "5"),
        ("- 1.234,5", 1, "-1234.5"),
    ],
)
def test_accepted(typed: str, decimals: int | None, value: str) -> None:
    assert parse_number(typed, decimals=decimals) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "decimals", "code"),
    [
        ("", 0, "number_empty"),
        ("  ' ", 0, "number_empty"),
        ("không có", 0, "number_malformed"),
        ("-", 0, "number_malformed"),
        ("1e5", 0, "number_malformed"),
        ("5²", 0, "number_malformed"),
        ("½", 1, "number_malformed"),
        ("١٢٣", 0, "number_malformed"),
        ("1/2", 0, "number_unit"),
        (".5", 1, "number_malformed"),
        ("5.", 1, "number_malformed"),
        ("--5", 0, "number_malformed"),
        ("((5))", 0, "number_malformed"),
        ("12 tấn", 0, "number_unit"),
        ("1.234 đ", 0, "number_unit"),
        ("1.234đồng", 0, "number_unit"),
        ("khoảng 12", 0, "number_unit"),
        ("12%", 0, "number_percent"),
        ("1.23.456", 0, "number_grouping"),
        ("1234.567.890", 0, "number_grouping"),
        ("1,234.567.890", 0, "number_grouping"),
        ("12 34", 0, "number_grouping"),
        ("1..234", 0, "number_grouping"),
        ("1 234.567,5", 1, "number_grouping"),
        ("12,5", 0, "number_whole"),
        ("0.123", 0, "number_whole"),
        ("1,25", 1, "number_decimals"),
        ("1" * 19, 0, "number_long"),
    ],
)
def test_refused(typed: str, decimals: int | None, code: str) -> None:
    with pytest.raises(NumberError) as refused:
        parse_number(typed, decimals=decimals)
    assert refused.value.code == code
    assert str(refused.value)
    assert refused.value.remedy
    assert "%(" not in str(refused.value) + refused.value.remedy


@pytest.mark.parametrize("typed", ["1.234", "1,234", "-123.456"])
@pytest.mark.parametrize("decimals", [1, 2, 3, None])
def test_a_lone_separator_before_three_digits_is_not_guessed(typed: str, decimals: int | None) -> None:
    with pytest.raises(AmbiguousNumberError) as refused:
        parse_number(typed, decimals=decimals)
    large, small = refused.value.readings
    assert large == small * 1000


def test_the_message_names_both_readings_and_what_to_type() -> None:
    with pytest.raises(AmbiguousNumberError) as refused:
        parse_number("1.234", decimals=2)
    assert str(refused.value) == "“1.234” can be read as 1234 or as 1,234."
    assert refused.value.remedy == "Type 1234 or 1,2340."
    assert parse_number("1,2340", decimals=3) == Decimal("1.234")


def test_a_unit_is_named_in_the_message() -> None:
    with pytest.raises(NumberError) as refused:
        parse_number("100.312 tấn", decimals=0)
    assert str(refused.value) == "“100.312 tấn” carries the unit “tấn”."
    assert refused.value.remedy == "Type the number only, in the unit of measure the row asks for."


def test_percent_is_dropped_where_it_is_the_unit() -> None:
    assert parse_number("12,5%", decimals=1, percent=True) == Decimal("12.5")
    assert parse_number("１２ ％", decimals=0, percent=True) == 12


def test_a_hostile_text_stays_short_and_printable_in_the_message() -> None:
    with pytest.raises(NumberError) as refused:
        parse_number("\x00\x1b[31m" + "x" * 5000, decimals=0)
    assert len(str(refused.value)) < 100
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("value", "decimals", "lang", "shown"),
    [
        ("1234567.5", None, "vi", "1.234.567,5"),
        ("1234567.5", None, "en", "1,234,567.5"),
        ("1234567.50", 2, "vi", "1.234.567,50"),
        ("0.125", 2, "vi", "0,13"),
        ("-0.001", 2, "vi", "0,00"),
        ("-2.5", 0, "vi", "-3"),
        ("1E+3", None, "vi", "1.000"),
    ],
)
def test_shown(value: str, decimals: int | None, lang: str, shown: str) -> None:
    assert format_number(Decimal(value), decimals, lang) == shown


def test_money_and_percent() -> None:
    assert format_money(1234567) == "1.234.567\u00a0đ"
    assert format_percent(Decimal("104.25")) == "104,3%"
    assert format_percent(Decimal("7"), 0, "en") == "7%"


@given(amounts, languages)
def test_what_an_entry_field_shows_is_read_back_exactly(value: Decimal, lang: str) -> None:
    for decimals in (4, None):
        assert parse_number(format_entry(value, lang), decimals=decimals) == value


@given(st.integers(-(10**15), 10**15), languages)
def test_whole_numbers_survive_their_own_format(value: int, lang: str) -> None:
    assert parse_number(format_number(value, lang=lang), decimals=0) == value
    assert parse_number(format_entry(value, lang), decimals=0) == value


@given(amounts, st.sampled_from([1, 2, 3, 4]), languages)
def test_a_shown_decimal_is_read_back_or_refused_with_itself_among_the_readings(
    value: Decimal, places: int, lang: str
) -> None:
    rounded = parse_number(format_entry(value.quantize(Decimal(1).scaleb(-places))), decimals=places)
    shown = format_number(rounded, places, lang)
    if places == 3 and 1 <= abs(rounded) < 1000:
        with pytest.raises(AmbiguousNumberError) as refused:
            parse_number(shown, decimals=places)
        assert refused.value.readings[1] == abs(rounded)
    else:
        assert parse_number(shown, decimals=places) == rounded


@given(st.text(max_size=30), st.sampled_from([0, 1, 3, None]))
def test_any_text_is_a_number_or_a_reason(text: str, decimals: int | None) -> None:
    try:
        value = parse_number(text, decimals=decimals)
    except NumberError as refused:
        told = f"{refused} {refused.remedy}"
    else:
        told = format_number(value)
    assert told.isprintable()
    assert "%(" not in told or "%(" in text
