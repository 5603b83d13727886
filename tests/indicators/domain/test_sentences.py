"""Figures in sentences: rounding that never lies, and runs that lead back to the figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.indicators.domain.sentences import (
    PatternError,
    Rounding,
    RoundingWords,
    Run,
    parse_pattern,
    rounded,
    say,
)
from giaoban.packs.vietnam.words import ROUNDING_WORDS

ENGLISH = RoundingWords("over", "nearly", "about", (("million", Decimal(10**6)),))


def said(
    pattern: str, words: RoundingWords = ROUNDING_WORDS, lang: str = "vi", **values: float | None
) -> str:
    figures = {code: None if value is None else Decimal(str(value)) for code, value in values.items()}
    return "".join(run.text for run in say(parse_pattern(pattern), figures, words, lang=lang))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100312, "trên 100.000"),
        (99870, "gần 100.000"),
        (726, "726"),
        (9999, "9.999"),
        (100000, "100.000"),
        (12345, "trên 12.300"),
        (0, "0"),
        (-20001, "-20.001"),
        (1_234_567, "trên 1.230.000"),
    ],
)
def test_a_figure_is_rounded_the_way_reports_round(value: int, text: str) -> None:
    assert said("{x~}", x=value) == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("{x~trên}", "trên 99.000"),
        ("{x~over}", "trên 99.000"),
        ("{x~gần}", "gần 100.000"),
        ("{x~khoảng}", "khoảng 100.000"),
        ("{x}", "99.870"),
    ],
)
def test_a_pattern_may_fix_the_word(pattern: str, text: str) -> None:
    assert said(pattern, x=99870) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12_345_678_900, "trên 12,3 tỷ đồng"),
        (850_000_000, "850 triệu đồng"),
        (733_940_000, "trên 730 triệu đồng"),
        (2_000_000_000, "2 tỷ đồng"),
        (450_000, "450.000 đồng"),
        (72_547_885_000_000, "gần 73.000 tỷ đồng"),
    ],
)
def test_money_is_scaled_by_its_size(value: int, text: str) -> None:
    assert said("{x~:đồng}", x=value) == text


def test_the_words_belong_to_the_language() -> None:
    assert said("{x~} and {y~:dong}", ENGLISH, "en", x=100312, y=1_990_000) == (
        "over 100,000 and nearly 2 million dong"
    )


def test_runs_carry_the_figure_and_its_unrounded_value() -> None:
    pattern = parse_pattern("Cả nước có {shops} cửa hàng; {tonnes~trên} tấn nông sản.")
    values = {"shops": Decimal(726), "tonnes": Decimal(100312)}
    assert say(pattern, values, ROUNDING_WORDS) == (
        Run("Cả nước có "),
        Run("726", "shops", Decimal(726)),
        Run(" cửa hàng; "),
        Run("trên 100.000", "tonnes", Decimal(100312)),
        Run(" tấn nông sản."),
    )


def test_a_clause_falls_away_with_its_missing_figure() -> None:
    assert said("{a} hộ[, {b} quà][, {c} thăm].", a=3, b=None, c=0) == "3 hộ, 0 thăm."


def test_a_sentence_without_its_figure_is_not_said() -> None:
    assert say(parse_pattern("{a} hộ"), {}, ROUNDING_WORDS) == ()


def test_a_percentage_is_written_with_its_decimals() -> None:
    runs = say(parse_pattern("{r}%"), {"r": Decimal(200) / 3}, ROUNDING_WORDS, decimals={"r": 1})
    assert runs[0].text == "66,7"


@pytest.mark.parametrize("text", ["{", "}", "{A}", "{a~b", "[{a}", "a]", "[[{a}]]", "{a b}", "{}"])
def test_a_stray_sign_is_refused(text: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(text)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(PatternError, match="hơn"):
        said("{x~hơn}", x=20_000)


@given(st.text(alphabet="{}[]~:.ab_ 1é", max_size=30))
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        found = len(list(parse_pattern(text).figures()))
    except PatternError:
        found = 0
    assert found <= text.count("{")


positive = st.decimals(Decimal("0.01"), Decimal(10) ** 15, places=2)


@given(positive, st.sampled_from(["over", "nearly", "about", "auto"]), st.booleans())
def test_over_is_never_above_and_nearly_never_below(value: Decimal, rounding: Rounding, scaled: bool) -> None:
    used, found = rounded(value, rounding, scaled=scaled)
    assert {"over": found < value, "nearly": found > value, "about": True, "exact": found == value}[used]
    assert abs(found - value) <= value / 100
