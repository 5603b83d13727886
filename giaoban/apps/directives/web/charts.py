"""What the pages of directives draw: the way of one unit, the course of a wave, its map, tiles and reminder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giaoban.apps.documents.models import Delivery
from giaoban.apps.org.enums import Level
from giaoban.kit.numbers import say_number
from giaoban.kit.ui import dotmap, parts

from ..models import Dissemination
from ..queries.wave import Place, Wave

TONES = {
    "done": gettext_lazy("All disseminated"),
    "progress": gettext_lazy("Under way"),
    "neutral": gettext_lazy("Not reached yet"),
    "late": gettext_lazy("Late"),
}
_WIDE, _HIGH = 640, 200
NAMED = 40
"""A chat message names so many units; the link leads to the others."""


def lead(wave: Wave) -> str:
    """What it is about, and since when."""
    words = {
        "document": wave.directive.document, "unit": wave.top.unit.short_name,
        "day": f"{timezone.localtime(wave.top.asked_at):%d/%m/%Y %H:%M}",
    }  # fmt: skip
    return _("%(document)s – asked by %(unit)s on %(day)s") % words


def tiles(wave: Wave) -> list[parts.Tile]:
    """Reached, disseminated, late, people, programmes; the time that it took."""
    total = wave.total
    of = _("of %(asked)s units, all levels") if len(wave.levels) > 1 else _("of %(asked)s units")
    of %= {"asked": say_number(total.asked)}
    found = [
        parts.Tile(_("Acknowledged"), total.acknowledged, of, _half(total.hours_acknowledged)),
        parts.Tile(_("Disseminated"), total.done, of, _half(total.hours_done)),
        parts.Tile(
            _("Late"), total.late, _("units"), _late(total.done_late), tone="late" if total.late else ""
        ),
        parts.Tile(_("Present"), total.present, _("of %(due)s people due") % {"due": say_number(total.due)}),
        parts.Tile(_("Others reached"), total.others, _("people")),
    ]
    if total.owing:
        of = _("of %(asked)s units") % {"asked": say_number(total.owing)}
        found.append(parts.Tile(_("Action programmes filed"), total.filed, of))
    if wave.top.acknowledge_by is not None:
        by = f"{timezone.localtime(wave.top.acknowledge_by):%H:%M %d/%m/%Y}"
        note = _("telegram: by %(moment)s") % {"moment": by}
        late = total.asked - total.acknowledged
        found.insert(
            1, parts.Tile(_("Not acknowledged"), late, _("units"), note, tone="late" if late else "")
        )
    return found


def _late(done: int) -> str:
    return (
        ngettext("%(n)s unit did it late", "%(n)s units did it late", done) % {"n": say_number(done)}
        if done
        else ""
    )


def _half(hours: float | None) -> str:
    """In hours for two days, then in days: the time is for people who plan, not for a race."""
    if hours is None:
        return ""
    if hours >= 48:
        days = say_number(Decimal(str(round(hours / 24, 1))))
        return _("half of them within %(days)s days") % {"days": days}
    shown = say_number(Decimal(str(round(hours, 1))))
    return _("half of them within %(hours)s hours") % {"hours": shown}


def way(row: Dissemination, delivery: Delivery | None, late: int) -> list[parts.Step]:
    """Sent → received → acknowledged → disseminated → programme filed, with when."""
    steps = [
        (_("Asked"), row.asked_at),
        (_("Received"), delivery.received_at if delivery else None),
        (_("Read and acknowledged"), delivery.acknowledged_at if delivery else None),
        (_("Disseminated"), row.ticked_at),
    ]
    if row.programme_by is not None or row.filed_at is not None:
        steps.append((_("Action programme filed"), row.filed_at))
    found: list[parts.Step] = []
    current = True
    for label, moment in steps:
        state: Literal["done", "current", "open"] = "done" if moment else "current" if current else "open"
        current = current and moment is not None
        hint = f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""
        if not hint and label == _("Disseminated") and late:
            hint = ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
        found.append(parts.Step(label, "", state, hint))
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """The curves and the same as numbers: (level, asked, figures at `heads`)."""

    svg: SafeString
    heads: Sequence[Any]
    rows: Sequence[tuple[str, int, Sequence[tuple[int, int]]]]


def course(wave: Wave) -> Drawn | None:
    """Share of each level that has disseminated, over time; None before anybody has read or ticked."""
    found = wave.course
    levels = [n for n in wave.levels if n in found.acknowledged]
    if not levels:
        return None
    picked = sorted({round(i * (len(found.ends) - 1) / 4) for i in range(5)})
    rows = []
    lines = []
    for place, level in enumerate(levels):
        asked = wave.levels[level].asked
        read, done = found.acknowledged[level], found.done[level]
        rows.append((str(Level(level).label), asked, [(read[i], done[i]) for i in picked]))
        lines.append(_line(read, asked, f"dv-read dv-{place % 5}"))
        lines.append(_line(done, asked, f"dv-done dv-{place % 5}"))
    grid = "".join(f'<path class="dv-grid" d="M0 {_HIGH - _HIGH * k / 4:.0f}h{_WIDE}"/>' for k in range(1, 5))
    label = escape(_("Share of units that had read and disseminated, by level"))
    svg = (
        f'<svg class="dv-course" viewBox="-4 -4 {_WIDE + 8} {_HIGH + 8}" role="img" '
        f'aria-label="{label}">'
        f'{grid}<path class="dv-axis" d="M0 0V{_HIGH}H{_WIDE}"/>{"".join(lines)}</svg>'
    )
    return Drawn(mark_safe(svg), [found.ends[i] for i in picked], rows)  # noqa: S308 (numbers and escaped words)


def _line(counts: Sequence[int], asked: int, css: str) -> str:
    across = _WIDE / len(counts)
    points = [(0.0, float(_HIGH))]
    for n, count in enumerate(counts, start=1):
        points.append((n * across, _HIGH - _HIGH * min(1.0, count / asked) if asked else _HIGH))
    return f'<path class="{css}" d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + '"/>'


def map_of(place: Place, wave: Wave, here: str) -> dotmap.DotMap | None:
    """One dot an area: provinces for the whole country, else the units' own areas. None for fewer than two."""
    found = wave.areas
    if len(found) < 2:
        return None
    listed = reverse("directives:addressees", args=[place.directive.pk])
    query = f"&under={place.under}"
    dots = [
        dotmap.Dot(
            a.longitude, a.latitude,
            _("%(name)s – %(done)s of %(asked)s units disseminated, %(late)s late")
            % {"name": a.name, "done": a.tally.done, "asked": a.tally.asked, "late": a.tally.late},
            a.tally.tone, f"{listed}?dia-ban={a.pk}{query}",
        )
        for a in found
    ]  # fmt: skip
    return dotmap.DotMap(_("Areas by state"), dots, TONES, list_url=f"{listed}?under={place.under}")


def reminder(wave: Wave, link: str) -> str:
    """A text for a chat group: the late units by name, the deadline, a link; "" when nobody is late."""
    if not wave.late:
        return ""
    first = wave.late[0].deadline
    names = "\n".join(f"- {row.unit.name}" for row in wave.late[:NAMED])
    more = len(wave.late) - NAMED
    if more > 0:
        names += "\n" + _("- and others, see the link")
    said = _("Dissemination of %(document)s was due on %(day)s. Not yet noted:") % {
        "document": wave.directive.document,
        "day": f"{first:%d/%m/%Y}",
    }
    return f"{said}\n{names}\n{link}"
