"""How large a chart stands on the page: the width of the text, unless that makes it too tall."""

from __future__ import annotations

import struct

from giaoban.apps.documents.domain.layout import Page
from giaoban.apps.documents.domain.paper import ChartBlock

_CAPTION = 110.0  # points kept for the caption and the heading of an annex


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises ValueError."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 24:
        raise ValueError("the picture of a chart must be a PNG")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def chart_size(chart: ChartBlock, page: Page, *, landscape: bool) -> tuple[float, float]:
    """Width and height in points. Raises ValueError when the picture is not a PNG."""
    across, down = png_size(chart.png)
    width, tallest = page.text_size(landscape=landscape)
    tallest -= _CAPTION
    height = width * down / across
    return (width, height) if height <= tallest else (width * tallest / height, tallest)
