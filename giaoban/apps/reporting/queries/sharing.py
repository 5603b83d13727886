"""Results that several units achieved together: who points to whom, and who may be pointed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import get_language

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor

from .. import policies
from ..domain.form_definition import CellDef
from ..domain.typed import show
from ..models import Expectation, Report, ReportVersion, SharedResult
from .checks import asked_of
from .definitions import definition_of

MOST = 20
"""So many units a search offers at most."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """`amount` of `cell` is counted at `lead`; `unit` points there from its own report."""

    cell: CellDef
    unit: Unit
    lead: Unit
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a report's page shows: where the unit points to, who points to the unit. `possible`: the form has figures
    that may be shared."""

    possible: bool
    given: tuple[Pointer, ...] = ()
    taken: tuple[Pointer, ...] = ()

    @property
    def shown(self) -> bool:
        return self.possible or bool(self.given or self.taken)


def shareable(report: Report) -> list[CellDef]:
    """The figures asked of the unit that may be counted at another."""
    definition = definition_of(report.expectation.collection.form_version)
    return [
        cell for cell in asked_of(report.expectation)
        if definition.indicator_by_code[cell.indicator_code].shared_allowed
    ]  # fmt: skip


def sharing_of(actor: Actor, report: Report, version: ReportVersion | None) -> Sharing:
    """The pointers of a report's shown version, and those of other units' handed-in reports to this unit: all of them
    for the unit's own people, else of reports that the actor may see. At most one query; none for most forms."""
    if not shareable(report):
        return Sharing(False)
    expectation = report.expectation
    given = Q(version=version) if version is not None else Q(pk=None)
    taken = Q(
        lead=expectation.unit_id, version=F("version__report__version"), version__frozen_at__isnull=False,
        version__report__expectation__collection=expectation.collection_id,
    )  # fmt: skip
    if expectation.unit_id not in actor.unit_ids and not actor.is_system:
        seen = Report.objects.visible_to(actor, policies.see_report)
        taken &= Q(version__report__in=seen)
    rows = (
        SharedResult.objects.filter(given | taken)
        .select_related("lead", "version__report__expectation__unit")
        .order_by("slot", "lead__sort_key", "pk")
    )
    found = [(row, _pointer(row, report)) for row in rows]
    own = version.pk if version is not None else None
    return Sharing(
        True,
        tuple(pointer for row, pointer in found if row.version_id == own),
        tuple(pointer for row, pointer in found if row.version_id != own),
    )


def _pointer(row: SharedResult, report: Report) -> Pointer:
    definition = definition_of(report.expectation.collection.form_version)
    cell = definition.cells[row.slot]
    indicator = definition.indicator_by_code[cell.indicator_code]
    amount = show(cell, indicator, row.amount, get_language() or "vi")
    unit: Unit = row.version.report.expectation.unit
    return Pointer(cell, unit, row.lead, f"{amount} {cell.unit_of_measure}".strip(), row.note)


def possible_leads(report: Report, words: str, chosen: Sequence[int] = ()) -> list[int]:
    """Ids of units that report the same form in this period: those that `words` finds; without words, the other
    organisations of the same area. `chosen` stay among them."""
    expectation = report.expectation
    expected = Expectation.objects.filter(collection=expectation.collection_id).exclude(
        unit=expectation.unit_id
    )
    units = Unit.objects.filter(expectations__in=expected)
    units = units.search(words) if words.strip() else units.filter(area=expectation.unit.area_id)
    found = list(units.order_by("level", "sort_key", "pk").values_list("pk", flat=True)[:MOST])
    kept = expected.filter(unit__in=chosen).values_list("unit_id", flat=True) if chosen else ()
    return list(dict.fromkeys([*kept, *found]))
