"""What a reminder says: how much is overdue and due soon, and the most urgent of it by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.kit.numbers import say_number

NAMED = 8


@dataclass(frozen=True, slots=True)
class Due:
    """One thing asked: what, of which unit, by when."""

    title: str
    unit: str
    due: datetime


def subject(asks: Sequence[Due], now: datetime) -> str:
    """ "3 overdue, 2 due soon": as a telephone shows it in one line."""
    overdue = sum(ask.due < now for ask in asks)
    soon = len(asks) - overdue
    told = []
    if overdue:
        told.append(
            ngettext("%(n)s thing overdue", "%(n)s things overdue", overdue) % {"n": say_number(overdue)}
        )
    if soon:
        told.append(ngettext("%(n)s thing due soon", "%(n)s things due soon", soon) % {"n": say_number(soon)})
    return _("Giao Ban: %(counts)s") % {"counts": ", ".join(told)}


def text(asks: Sequence[Due], now: datetime, *, units: int) -> str:
    """A line each for the first of them, the most overdue first; the unit only for who works for several."""
    lines = []
    for ask in asks[:NAMED]:
        by = f"{timezone.localtime(ask.due):%H:%M %d/%m}"
        said = _("overdue since %(moment)s") if ask.due < now else _("by %(moment)s")
        unit = f" ({ask.unit})" if units > 1 else ""
        lines.append(f"- {ask.title}{unit}: {said % {'moment': by}}")
    if (more := len(asks) - NAMED) > 0:
        lines.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": say_number(more)})
    return "\n".join(lines)
