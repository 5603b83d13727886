"""Collections that a reader takes part in: what their unit owes, how far the units below are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import CollectionState, GiverRole, ReportState
from ..models import Collection, Expectation, Report
from .names import called_then, with_unit_names
from .progress import COUNTS, Progress, due_of
from .tallies import seen_by


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """One collection as its card shows it. `own`: reports that the reader's units owe; `waiting`: to receive.

    `deadline`: that of the reader's own report, as the report's page says it; who owes none reads the collection's.
    `overdue`: those of `own` that were never handed in in time; `past_due`: others are missing after it.
    """

    collection: Collection
    own: tuple[Report, ...]
    progress: Progress
    waiting: int
    receives: bool
    deadline: datetime
    overdue: frozenset[int]
    past_due: bool


def visible_collections(actor: Actor) -> QuerySet[Collection]:
    """Collections in which the actor sees anything at all, newest period first."""
    seen = Expectation.objects.visible_to(actor, policies.see_expectation).filter(collection=OuterRef("pk"))
    rows = Collection.objects.filter(Exists(seen)).select_related("period", "form_version__form")
    return rows.defer("form_version__source").order_by("-period__cut_off", "form_version_id", "-pk")


def seen_collection(actor: Actor, pk: int) -> Collection:
    """One collection with its form and period; NotFound outside the scope. One query."""
    rows = visible_collections(actor).select_related("period", "form_version__form", "form_version__cell_set")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def cards(actor: Actor, collections: Sequence[Collection], now: datetime) -> list[CollectionCard]:
    """The cards of these collections. Two queries."""
    units = sorted(actor.unit_ids)
    numbers = _counts(actor, [c.pk for c in collections])
    own: dict[int, list[Report]] = {}
    mine = Report.objects.filter(expectation__collection__in=collections, expectation__unit_id__in=units)
    mine = mine.select_related("expectation__unit", "expectation__receiver").order_by("pk")
    for report in called_then(with_unit_names(mine, "expectation__")):
        own.setdefault(report.expectation.collection_id, []).append(report)
    found = []
    for collection in collections:
        row = dict(numbers.get(collection.pk, {}))
        to_receive, below = row.pop("to_receive", 0), row.pop("below", 0)
        owed, progress = tuple(own.get(collection.pk, ())), Progress(**row)
        deadline = due_of([report.expectation for report in owed], collection)
        is_open = collection.state == CollectionState.OPEN
        late = frozenset(r.pk for r in owed if is_open and _is_overdue(r, now))
        past_due = is_open and not owed and progress.missing > 0 and now > deadline
        found.append(
            CollectionCard(collection, owed, progress, to_receive, below > 0, deadline, late, past_due)
        )
    return found


def _is_overdue(report: Report, now: datetime) -> bool:
    """Never handed in though its own deadline has passed; one handed in late is late, not overdue."""
    return report.first_handed_in_at is None and now > report.expectation.deadline


def _counts(actor: Actor, collections: Sequence[int]) -> dict[int, dict[str, int]]:
    """By collection what the actor sees of it; stored for one unit, while several may see the same reports."""
    units = sorted(actor.unit_ids)
    if len(units) == 1 and not actor.is_system:
        return seen_by(units[0], collections)
    rows = Expectation.objects.visible_to(actor, policies.see_expectation).filter(
        collection_id__in=collections
    )
    waiting = Q(receiver_id__in=units, report__state=ReportState.HANDED_IN)
    counted: Any = (
        rows.exclude(role=GiverRole.ONLY_CONSOLIDATES)
        .order_by()
        .values("collection_id")
        .annotate(
            **COUNTS,
            to_receive=Count("pk", filter=waiting),
            below=Count("pk", filter=Q(receiver_id__in=units)),
        )
    )
    return {row.pop("collection_id"): row for row in counted}
