"""What every page knows: product, navigation, theme, demonstration or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from giaoban.kit import clock
from giaoban.kit.ui.theme import chosen_theme


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the main navigation; `current` is the room that the reader is in."""

    label: str
    url: str
    icon: str
    current: bool


def navigation(request: HttpRequest) -> list[NavEntry]:
    """The entries of `settings.NAVIGATION` that exist and that this reader may open.

    An entry is a dict: `label`, `url` (a URL name), `icon`, and optionally `may`, the dotted path of a
    function of the request. An entry whose URL name does not resolve is left out.
    """
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    entries = []
    for spec in getattr(settings, "NAVIGATION", []):
        url = _address(spec["url"], settings.ROOT_URLCONF)
        if url is None:
            continue
        if "may" in spec and not import_string(spec["may"])(request):
            continue
        room = spec["url"].partition(":")[0]
        current = here == spec["url"] or (":" in spec["url"] and here.startswith(f"{room}:"))
        entries.append(NavEntry(str(spec["label"]), url, spec.get("icon", "circle"), current))
    return entries


@cache
def _address(name: str, _urlconf: str) -> str | None:
    """The address of a URL name, or None; it never changes while the process runs."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `gb_nav` is a function, so that fragments do not pay for it."""
    nav: Callable[[], list[NavEntry]] = lambda: navigation(request)  # noqa: E731
    parts = getattr(settings, "PAGE_PARTS", {})
    demo = bool(getattr(settings, "DEMO", False))
    return {
        "gb_nav": nav,
        "gb_account": getattr(getattr(request, "user", None), "pk", None),
        "gb_theme": chosen_theme(request),
        "gb_demo": demo,
        "gb_today": clock.local_day(clock.now()) if demo else None,
        "gb_header_parts": parts.get("header", ()),
        "gb_banner_parts": parts.get("banner", ()),
    }
