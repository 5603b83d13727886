"""Charts: what they show, that they can be told apart and read, and bad data."""

from __future__ import annotations

import re

import pytest

from giaoban.kit.ui import charts

YEARS = ("6 tháng đầu 2020", "6 tháng cuối 2020", "6 tháng đầu 2021")
SERIES = {"Mặt trận": (120, 150, 726), "Công đoàn": (300, None, 410)}


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def contrast(colour: str) -> float:
    """Contrast of a colour with white (WCAG 2.2)."""

    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (part(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("colour", charts.COLOURS)
def test_colours_stand_out_on_white(colour: str) -> None:
    assert contrast(colour) >= 4.5


def test_bars_carry_their_values_in_vietnamese_numbers() -> None:
    values = {"Mặt trận": 1234567.5, "Công đoàn": None, "Hội Nông dân": 40}
    spec = charts.bar_chart(values, description="Ba tổ chức", value_title="Lượt người", decimals=1)
    shown = texts(charts.render_svg(spec))
    assert "1.234.567,5" in shown
    assert {"Mặt trận", "Công đoàn", "Hội Nông dân", "Lượt người"} <= set(shown)
    assert "1,234,567.5" in texts(charts.render_svg(spec, language="en"))


@pytest.mark.parametrize("make", [charts.grouped_chart, charts.line_chart, charts.dot_chart])
def test_series_have_a_key_and_more_than_colour(make: object) -> None:
    assert callable(make)
    svg = charts.render_svg(make(YEARS, SERIES, description="Hai tổ chức"))
    assert {"Mặt trận", "Công đoàn"} <= set(texts(svg))
    assert charts.COLOURS[0] in svg
    assert charts.COLOURS[1] in svg
    if make is charts.line_chart:
        assert "stroke-dasharray" in svg
    if make is charts.grouped_chart:
        assert "726" in texts(svg)


def test_both_pictures_and_the_same_each_time() -> None:
    spec = charts.line_chart(YEARS, SERIES, description='Tăng "mạnh" & <đều>')
    images = charts.render(spec)
    assert images.png.startswith(b"\x89PNG")
    assert images == charts.render(spec)
    assert 'role="img"' in images.svg
    assert "&lt;đều&gt;" in images.svg.split(">")[0] + ">"
    assert "Tinos" in images.svg
    assert "style=" not in images.svg  # pages forbid inline style
    assert "<script" not in images.svg


def test_names_cannot_become_expressions_or_markup() -> None:
    name = "</text><script>'\"\\n + datum"
    svg = charts.render_svg(charts.grouped_chart([name, "b"], {"s": (1, 2)}, description="d"))
    assert "<script" not in svg
    assert "datum" in "".join(texts(svg))


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.bar_chart({}, description="d"),
        lambda: charts.bar_chart({"a": None}, description="d"),
        lambda: charts.bar_chart({"a": 1}, description=" "),
        lambda: charts.line_chart(YEARS, {}, description="d"),
        lambda: charts.line_chart(YEARS, {"a": (1, 2)}, description="d"),
        lambda: charts.dot_chart(["x"], {str(i): (i,) for i in range(7)}, description="d"),
    ],
)
def test_nothing_to_draw_is_an_error(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError):
        call()
