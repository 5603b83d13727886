"""A map of dots: one per area at its own coordinates, coloured by state, on a plain ground, no borders drawn.

Beside it stands the same as a list; the drawing itself is hidden from screen readers and the keyboard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import cos, radians
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Text = str | Promise
_HEIGHT = 1000.0
_MARGIN = 28.0
_LETTER = 15.0
"""Width of a letter of a mark on a phone, where it is largest, in units of the drawing."""
LISTED = 200


class Dot(NamedTuple):
    """One area: degrees east and north, name with state in words, tone, address."""

    lon: float
    lat: float
    title: str
    tone: str = "neutral"
    url: str = ""


class Mark(NamedTuple):
    """A name on the ground for orientation; `point` draws a small ring at the place."""

    lon: float
    lat: float
    label: str
    point: bool = False


@dataclass(frozen=True, slots=True)
class DotMap:
    """`labels`: the word for each tone, in the order of the legend. `refresh_url` is asked every `every`
    seconds by htmx and answers with `respond`. `list_url`: the same as a table, needed above 200 dots.
    """

    title: Text
    dots: Sequence[Dot]
    labels: Mapping[str, Text]
    marks: Sequence[Mark] = ()
    dom_id: str = "map"
    refresh_url: str = ""
    every: int = 2
    list_url: str = ""
    open_list: bool = False
    radius: float | None = None

    @property
    def legend(self) -> list[tuple[str, str, int]]:
        """(tone, word, how many), in the order of `labels`."""
        counts = Counter(dot.tone for dot in self.dots)
        return [(tone, str(label), counts[tone]) for tone, label in self.labels.items()]

    @property
    def items(self) -> SafeString:
        """The list beside the drawing: each area, linked, with its state in words."""
        words = {tone: escape(str(label)) for tone, label in self.labels.items()}
        return mark_safe(  # noqa: S308 (names, words and addresses are escaped)
            "".join(
                f"<li>{self._named(number, dot)} – {words.get(dot.tone, '')}</li>"
                for number, dot in enumerate(self.dots[:LISTED], start=1)
            )
        )

    def _named(self, number: int, dot: Dot) -> str:
        title = escape(dot.title)
        return f'<a id="{self.dom_id}-{number}" href="{escape(dot.url)}">{title}</a>' if dot.url else title

    @property
    def version(self) -> str:
        """Changes when any dot changes."""
        text = "|".join(f"{d.lon}{d.lat}{d.title}{d.tone}{d.url}" for d in self.dots)
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def svg(self) -> SafeString:
        """The drawing. Degrees are stretched so that distances at the middle latitude are true."""
        places = [(d.lon, d.lat) for d in self.dots] + [(m.lon, m.lat) for m in self.marks]
        if not places:
            return SafeString("")
        west, east = min(p[0] for p in places), max(p[0] for p in places)
        south, north = min(p[1] for p in places), max(p[1] for p in places)
        squeeze = cos(radians((south + north) / 2))
        scale = (_HEIGHT - 2 * _MARGIN) / max(north - south, (east - west) * squeeze * 0.6, 0.01)
        names = [(m.lon - west) * squeeze * scale + _LETTER / 2 * len(m.label) for m in self.marks]
        width = max([(east - west) * squeeze * scale, *names]) + 2 * _MARGIN
        height = (north - south) * scale + 2 * _MARGIN

        def at(lon: float, lat: float) -> tuple[float, float]:
            return _MARGIN + (lon - west) * squeeze * scale, _MARGIN + (north - lat) * scale

        radius = self.radius or (11 if len(self.dots) <= 100 else 6 if len(self.dots) <= 800 else 3.6)
        body = [_dot(dot, *at(dot.lon, dot.lat), radius) for dot in self.dots]
        body += [self._mark(mark, *at(mark.lon, mark.lat)) for mark in self.marks]
        return mark_safe(  # noqa: S308 (names are escaped, the rest are numbers)
            f'<svg class="gb-dots" viewBox="0 0 {width:.0f} {height:.0f}" aria-hidden="true">'
            + "".join(body)
            + "</svg>"
        )

    @staticmethod
    def _mark(mark: Mark, x: float, y: float) -> str:
        ring = f'<circle class="gb-mark" cx="{x:.0f}" cy="{y:.0f}" r="5"/>' if mark.point else ""
        return f'{ring}<text x="{x:.0f}" y="{y + 30:.0f}" text-anchor="middle">{escape(mark.label)}</text>'


def _shape(tone: str, x: float, y: float, r: float) -> str:
    """Round: done (full) and neutral (hollow); square: progress; diamond: due; triangle: late."""
    css = f'class="gb-tone-{escape(tone)}"'
    if tone == "progress":
        side = r * 1.7
        return (
            f'rect {css} x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.3g}" height="{side:.3g}"'
        )
    if tone == "due":
        d = r * 1.25
        return f'path {css} d="M{x:.1f} {y - d:.1f}l{d:.3g} {d:.3g}-{d:.3g} {d:.3g}-{d:.3g}-{d:.3g}z"'
    if tone == "late":
        d = r * 1.3
        return f'path {css} d="M{x:.1f} {y - d:.1f}l{d:.3g} {d * 1.9:.3g}h-{d * 2:.3g}z"'
    return f'circle {css} cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"'


def _dot(dot: Dot, x: float, y: float, radius: float) -> str:
    shape = _shape(dot.tone, x, y, radius)
    drawn = f"<{shape}><title>{escape(dot.title)}</title></{shape.partition(' ')[0]}>"
    return f'<a href="{escape(dot.url)}" tabindex="-1">{drawn}</a>' if dot.url else drawn


def sign(tone: str) -> SafeString:
    """The shape of `tone` alone, for a legend."""
    shape = _shape(tone, 5, 5, 4)
    return mark_safe(f'<svg class="gb-dot" viewBox="0 0 10 10" aria-hidden="true"><{shape}/></svg>')  # noqa: S308


def respond(request: HttpRequest, dots: DotMap) -> HttpResponse:
    """Map, legend and list, for `refresh_url`; 204 when the browser's version (`?v=`) is still right."""
    if request.GET.get("v") == dots.version:
        return HttpResponse(status=204)
    return render(request, "kit/_dotmap_fragment.html", {"map": dots})
