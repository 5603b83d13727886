"""Who has reported, who is late, who is missing: always of those frozen when the period opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language, ngettext

from giaoban.kit.access import Actor
from giaoban.kit.numbers import format_number

from .. import policies
from ..enums import COUNTED, GiverRole, ReportState
from ..models import Collection, Expectation
from . import tallies

CHASED = 30
"""A chat message names so many units at most; the letter lists all."""
By = Literal["organisation_id", "area_id", "level", "receiver_id"]
_HANDED = Q(report__first_handed_in_at__isnull=False)
_RECEIVED = Q(report__state__in=[s.value for s in COUNTED])
COUNTS = {
    "expected": Count("pk"),
    "handed_in": Count("pk", filter=_HANDED),
    "received": Count("pk", filter=_RECEIVED),
    "late": Count("pk", filter=Q(report__late=True)),
    "returned": Count("pk", filter=Q(report__state=ReportState.RETURNED)),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over a set of expectations. Nobody is counted twice, so no rate can exceed 100 %."""

    expected: int = 0
    handed_in: int = 0
    received: int = 0
    late: int = 0
    returned: int = 0

    @property
    def on_time(self) -> int:
        return self.handed_in - self.late

    @property
    def missing(self) -> int:
        return self.expected - self.handed_in

    @property
    def percent(self) -> int:
        """Whole per cent of the expected that were handed in, never rounded up to 100."""
        return self.handed_in * 100 // self.expected if self.expected else 0


def givers(actor: Actor, collection: Collection) -> QuerySet[Expectation]:
    """Expectations to hand something in that the actor may see."""
    rows = Expectation.objects.visible_to(actor, policies.see_expectation).filter(collection=collection)
    return rows.exclude(role=GiverRole.ONLY_CONSOLIDATES)


def progress_of(rows: QuerySet[Expectation]) -> Progress:
    """One line of counts over `rows`."""
    return Progress(**rows.order_by().aggregate(**COUNTS))


def progress_by(rows: QuerySet[Expectation], by: By) -> dict[int, Progress]:
    """Counts for each organisation, area, level or receiver."""
    found = rows.order_by().values(by).annotate(**COUNTS)
    return {row.pop(by): Progress(**row) for row in found}


def below(rows: QuerySet[Expectation], receiver_id: int) -> QuerySet[Expectation]:
    """What units directly below `receiver_id` are expected to give, in Vietnamese order, with report and unit."""
    return (
        rows.filter(receiver_id=receiver_id)
        .select_related("report", "unit__organisation")
        .order_by("unit__sort_key")
    )


def under(rows: QuerySet[Expectation], unit_id: int) -> QuerySet[Expectation]:
    """Everything that counts in `unit_id`, without the unit's own report."""
    return rows.filter(chain__contains=[unit_id]).exclude(unit_id=unit_id)


def missing(rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    """Expected, and never handed in."""
    return rows.exclude(_HANDED).select_related("unit__organisation").order_by("unit__sort_key")


def handed_in_late(rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    """Handed in after the deadline."""
    return (
        rows.filter(report__late=True)
        .select_related("unit__organisation", "report")
        .order_by("unit__sort_key")
    )


@dataclass(frozen=True, slots=True)
class PeriodRate:
    """One period's completeness at one level."""

    period: str
    level: int
    expected: int
    received: int
    on_time: int


def rates(form_id: int, periods: Sequence[int], top: int | None = None) -> list[PeriodRate]:
    """Expected, received and on time for each period and level, below `top` or everywhere. One query."""
    return [PeriodRate(*row) for row in tallies.by_level(form_id, periods, top)]


def overdue(rows: QuerySet[Expectation], now: datetime) -> QuerySet[Expectation]:
    """Missing although the deadline has passed."""
    return missing(rows).filter(deadline__lt=now)


def due_of(rows: Sequence[Expectation], collection: Collection) -> datetime:
    """When the first of these units had to hand in: each level has its own deadline; nobody: the collection's."""
    return min((row.deadline for row in rows), default=collection.deadline)


def chase_text(
    rows: Sequence[Any], collection: Collection, deadline: str, link: str, words: str, *, count: int
) -> str:
    """A plain text for a chat group: `words` has places for title, deadline, count, units and link.

    The first `CHASED` of `rows` are named; of `count` units in all, the others are counted in a last line.
    """
    named = rows[:CHASED]
    names = [f"{n}. {row.unit.name}" for n, row in enumerate(named, start=1)]
    lang = get_language() or "vi"
    if (others := count - len(named)) > 0:
        more = ngettext("and %(count)s other unit", "and %(count)s other units", others)
        names.append(more % {"count": format_number(others, None, lang)})
    return words % {
        "title": collection.title, "deadline": deadline, "count": format_number(count, None, lang),
        "units": "\n".join(names), "link": link,
    }  # fmt: skip
