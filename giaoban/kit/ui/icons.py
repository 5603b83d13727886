"""Lucide icons, inlined: one small SVG, drawn in the colour of the text around it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")
_NAME = re.compile(r"[a-z0-9-]+")


@cache
def _shapes(name: str) -> str:
    """The drawing inside the icon's SVG. Raises FileNotFoundError for a name that lucide does not have."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of an icon: {name}")
    path = Path(settings.NODE_MODULES) / "lucide-static" / "icons" / f"{name}.svg"
    found = _INSIDE.search(_COMMENT.sub("", path.read_text(encoding="utf-8")))
    if found is None:
        raise ValueError(f"not an icon: {name}")
    return _BLANKS.sub("", found.group(1)).replace(" />", "/>")


@cache
def _decorative(name: str) -> SafeString:
    return mark_safe(  # noqa: S308 (the drawing comes from the installed icon set)
        f'<svg class="gb-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{_shapes(name)}</svg>'
    )


def icon(name: str, label: str = "") -> SafeString:
    """The icon `name` of lucide. Without `label` it is decoration and hidden from screen readers."""
    if not label:
        return _decorative(name)
    return format_html(
        '<svg class="gb-icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
        label,
        mark_safe(_shapes(name)),  # noqa: S308
    )
