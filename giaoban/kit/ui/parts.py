"""Small parts of a page: progress, tiles, steps, tabs, timeline, conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from giaoban.kit import numbers

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way that is walked: `hint` is the sentence on what to look at."""

    label: Text
    url: str = ""
    state: Literal["done", "current", "open"] = "open"
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: `value` a number or a text, `note` what it is compared with; `tone` where it judges."""

    label: Text
    value: Any
    unit: Text = ""
    note: Text = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: what happened, when, by which post; `text` is the reason or the remark."""

    moment: datetime
    title: Text
    actor: Text = ""
    text: Text = ""
    tone: str = "neutral"
    url: str = ""


@dataclass(frozen=True, slots=True)
class ConflictCell:
    """One place that two people changed: `label` names it, `field` is its name in the form."""

    label: Text
    mine: Any
    theirs: Any
    field: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else saved while this page was open; `url` loads the newest state."""

    cells: Sequence[ConflictCell]
    by: Text = ""
    moment: datetime | None = None
    url: str = ""


def progress(
    value: float | int | Decimal, total: float | int | Decimal, label: Text = "", tone: str = "progress"
) -> SafeString:
    """A bar with its numbers: "312 / 384". Values above the total fill it; a total of 0 is empty."""
    share = min(1.0, max(0.0, float(value) / float(total))) if total else 0.0
    language = get_language() or "vi"
    done, whole = (
        numbers.format_number(Decimal(str(n)) if isinstance(n, float) else n, None, language)
        for n in (value, total)
    )
    words = f"{escape(label)}: " if label else ""
    return SafeString(
        f'<span class="gb-progress gb-tone-{escape(tone)}"><span>{words}{done} / {whole}</span>'
        '<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="gb-track" width="100" height="4"/>'
        f'<rect class="gb-fill" width="{100 * share:.1f}" height="4"/></svg></span>'
    )
