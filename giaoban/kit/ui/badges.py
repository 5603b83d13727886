"""A state as a badge: a word, an icon, a tone; never a colour alone.

Tones: neutral (not begun), info (to know), progress (under way), done (green), due (amber), late (red).
An app declares the tone beside its states: `TONE = {State.DRAFT: "neutral", …}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, get_args

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from giaoban.kit.ui.icons import icon

Tone = Literal["neutral", "info", "progress", "done", "due", "late"]
TONES: tuple[str, ...] = get_args(Tone)
ICONS: dict[str, str] = {
    "neutral": "circle-dashed",
    "info": "info",
    "progress": "circle-dot",
    "done": "circle-check",
    "due": "clock-alert",
    "late": "triangle-alert",
}


def badge(label: str | Promise, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """`label` in `tone`; the icon is the tone's own unless another is named. Raises ValueError (tone)."""
    if tone not in TONES:
        raise ValueError(f"no tone {tone!r}; there are {', '.join(TONES)}")
    return _badge(str(label), tone, icon_name or ICONS[tone])


@lru_cache(maxsize=2048)
def _badge(label: str, tone: str, icon_name: str) -> SafeString:
    return format_html('<span class="gb-badge gb-tone-{}">{}{}</span>', tone, icon(icon_name), label)


@lru_cache(maxsize=2048)
def _label(choices: Any, value: str, language: str | None) -> str:
    return str(choices(value).label)


def state(value: str, choices: Any, tones: Mapping[Any, str]) -> SafeString:
    """The badge of a stored `value` of `choices`; a value without a tone is neutral."""
    return badge(_label(choices, str(value), get_language()), tones.get(value, "neutral"))
