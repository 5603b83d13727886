"""Charts from plain data: one specification, drawn as SVG (page, PDF) and PNG (DOCX).

Rendering loads a JavaScript engine (some 235 MB, 0.1 s a chart): call `render*` in jobs and keep
the result, never in a web worker. Its numbers also stand beside it as a table.

Form and colour follow print: a white ground, colours of contrast 4.5 and more on it, and never colour alone:
series differ in the shape of their points and dashes too, bars carry their values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal, TypeAlias
from xml.sax.saxutils import quoteattr

from giaoban.kit.fonts import font_dirs

Spec: TypeAlias = dict[str, Any]
Value: TypeAlias = int | float | None
Language: TypeAlias = Literal["vi", "en"]

COLOURS = ("#1f4e8c", "#b3470a", "#22704f", "#7a3e9d", "#7d6200", "#55606b")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 2])
PRINT_FONT = "Tinos, 'Times New Roman', serif"
PAGE_FONT = "'Be Vietnam Pro', Arial, sans-serif"
MAX_SERIES = len(COLOURS)

_LOCALES: dict[Language, dict[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"], "percent": "%"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"], "percent": "%"},
}
_GRID = "#d5dae0"
_LETTER = 5.6  # mean width of a letter of a label
_INK = "#1a1f24"


@dataclass(frozen=True, slots=True)
class ChartImages:
    svg: str
    png: bytes


def bar_chart(
    values: Mapping[str, Value],
    *,
    description: str,
    value_title: str = "",
    decimals: int = 0,
    width: int = 460,
    font: str = PRINT_FONT,
) -> Spec:
    """A bar for each category in the order given, lying, with its value at the end. None is a gap."""
    rows = [{"c": name, "v": value} for name, value in values.items()]
    _check(rows)
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("v:Q", title=value_title or None, axis=_value_axis(decimals), scale=alt.Scale(zero=True)),
        y=_lying_names(list(values)),
    )
    bars = base.mark_bar(color=COLOURS[0])
    labels = base.mark_text(align="left", dx=4, color=_INK).encode(
        text=alt.Text("v:Q", format=_format(decimals))
    )
    return _spec(bars + labels, description, width, max(60, 22 * len(rows)), font)


def grouped_chart(
    categories: Sequence[str],
    series: Mapping[str, Sequence[Value]],
    *,
    description: str,
    value_title: str = "",
    decimals: int = 0,
    width: int = 460,
    font: str = PRINT_FONT,
) -> Spec:
    """For each category a bar of each series side by side, standing, with their values above."""
    rows = _long(categories, series)
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_standing_names(categories, width),
        xOffset=alt.XOffset("s:N", sort=list(series)),
        y=alt.Y("v:Q", title=value_title or None, axis=_value_axis(decimals), scale=alt.Scale(zero=True)),
    )
    bars = base.mark_bar(stroke="white", strokeWidth=0.5).encode(color=_colour(series))
    labels = base.mark_text(dy=-5, fontSize=9, color=_INK).encode(
        text=alt.Text("v:Q", format=_format(decimals))
    )
    return _spec(bars + labels, description, width, 200, font)


def line_chart(
    categories: Sequence[str],
    series: Mapping[str, Sequence[Value]],
    *,
    description: str,
    value_title: str = "",
    decimals: int = 0,
    width: int = 460,
    font: str = PRINT_FONT,
) -> Spec:
    """A line for each series over categories in order (periods). None breaks the line."""
    rows = _long(categories, series)
    import altair as alt

    names = list(series)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_standing_names(categories, width),
        y=alt.Y("v:Q", title=value_title or None, axis=_value_axis(decimals), scale=alt.Scale(zero=True)),
        color=_colour(series),
    )
    dashes = alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("s:N", scale=dashes, legend=_legend(names))
    )
    points = base.mark_point(filled=True, size=55, opacity=1).encode(shape=_shape(names))
    return _spec(lines + points, description, width, 200, font)


def dot_chart(
    categories: Sequence[str],
    series: Mapping[str, Sequence[Value]],
    *,
    description: str,
    value_title: str = "",
    decimals: int = 0,
    width: int = 460,
    font: str = PRINT_FONT,
) -> Spec:
    """Points of each series along a line for each category: many categories (63 provinces), little ink."""
    rows = _long(categories, series)
    import altair as alt

    names = list(series)
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(filled=True, size=45, opacity=1)
        .encode(
            x=alt.X("v:Q", title=value_title or None, axis=_value_axis(decimals), scale=alt.Scale(zero=True)),
            y=_lying_names(categories, grid=True),
            color=_colour(series),
            shape=_shape(names),
        )
    )
    return _spec(chart, description, width, max(60, 14 * len(categories)), font)


def render(spec: Spec, *, scale: float = 2.5, language: Language = "vi") -> ChartImages:
    """The chart as SVG and as PNG (`scale` pixels for each of its units)."""
    svg = render_svg(spec, language=language)
    return ChartImages(svg, _png_of(svg, scale))


def render_svg(spec: Spec, *, language: Language = "vi") -> str:
    """The chart as SVG text with a role and a label for those who cannot see it."""
    drawn = str(_converter().vegalite_to_svg(spec, format_locale=_LOCALES[language], allowed_base_urls=[]))
    label = quoteattr(str(spec.get("description", "")))
    return drawn.replace("<svg ", f'<svg role="img" aria-label={label} ', 1)


def render_png(spec: Spec, *, scale: float = 2.5, language: Language = "vi") -> bytes:
    """The chart as PNG."""
    return _png_of(render_svg(spec, language=language), scale)


def _png_of(svg: str, scale: float) -> bytes:
    return bytes(_converter().svg_to_png(svg, scale=scale))


@cache
def _converter() -> Any:
    import vl_convert

    for folder in font_dirs():
        if Path(folder).is_dir():
            vl_convert.register_font_directory(str(folder))
    return vl_convert


def _check(rows: Sequence[Mapping[str, Any]]) -> None:
    if not any(row["v"] is not None for row in rows):
        raise ValueError("a chart needs at least one value")


def _long(categories: Sequence[str], series: Mapping[str, Sequence[Value]]) -> list[dict[str, Any]]:
    if not 1 <= len(series) <= MAX_SERIES:
        raise ValueError(f"a chart shows 1 to {MAX_SERIES} series, not {len(series)}")
    rows = [
        {"c": category, "s": name, "v": value}
        for name, values in series.items()
        for category, value in zip(categories, values, strict=True)
    ]
    _check(rows)
    return rows


def _format(decimals: int) -> str:
    return f",.{decimals}f"


def _value_axis(decimals: int) -> Any:
    import altair as alt

    return alt.Axis(format=f",.{decimals}~f", gridColor=_GRID, domain=False, tickCount=5)


def _lying_names(names: Sequence[str], *, grid: bool = False) -> Any:
    import altair as alt

    axis = alt.Axis(labelLimit=220, grid=grid, gridColor=_GRID, ticks=False, labelPadding=6)
    return alt.Y("c:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names)), axis=axis)


def _standing_names(names: Sequence[str], width: int) -> Any:
    """Names under upright marks, wrapped to their share of the width."""
    import altair as alt

    letters = max(6, int(width / max(1, len(names)) / _LETTER))
    wrapped = {name: wrap(name, letters) or [""] for name in names}
    lines = f"({json.dumps(wrapped)})[datum.label]"
    axis = alt.Axis(labelExpr=lines, labelAngle=0, grid=False, ticks=False, labelPadding=6)
    return alt.X("c:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names)), axis=axis)


def _legend(names: Sequence[str]) -> Any:
    import altair as alt

    return alt.Legend(title=None, orient="bottom", labelLimit=260) if len(names) > 1 else None


def _colour(series: Mapping[str, Sequence[Value]]) -> Any:
    import altair as alt

    names = list(series)
    scale = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    return alt.Color("s:N", title=None, scale=scale, legend=_legend(names))


def _shape(names: Sequence[str]) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(names), range=list(SHAPES[: len(names)]))
    return alt.Shape("s:N", title=None, scale=scale, legend=_legend(names))


def _spec(chart: Any, description: str, width: int, height: int, font: str) -> Spec:
    if not description.strip():
        raise ValueError("a chart needs a description for those who cannot see it")
    styled = chart.properties(
        width=width, height=height, description=description, background="white"
    ).configure(
        font=font,
        view={"stroke": None},
        axis={"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelColor": _INK},
        legend={"labelFontSize": 11, "labelColor": _INK},
        text={"fontSize": 11, "font": font},
    )
    spec: Spec = styled.to_dict(validate=False)
    return spec
