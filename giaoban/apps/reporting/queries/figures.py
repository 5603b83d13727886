"""Figures of a collection: by unit, by area, by organisation; and where each figure comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, NullIf

from giaoban.apps.indicators.domain.arithmetic import Array, combine
from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.cell_part import CellPart
from ..enums import COUNTED, GiverRole
from ..models import Collection, Expectation, Report
from .definitions import definition_of, totals_of
from .values import empty

Basis = Literal["live", "handed_in"]


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit's arrays. `live` moves with every receipt below; `handed_in` is what the unit signed, if received."""

    unit_id: int
    organisation_id: int
    area_id: int
    live: Array
    handed_in: Array | None
    provisional: bool

    def on(self, basis: Basis) -> Array:
        """The array of that basis; all null where the unit handed nothing in."""
        if basis == "live":
            return self.live
        return self.handed_in if self.handed_in is not None else tuple(empty(len(self.live)))


def unit_figures(collection: Collection, expectations: QuerySet[Expectation]) -> list[UnitFigures]:
    """Arrays of every unit in `expectations` that has any figure. One query.

    What was handed in travels only where it differs from the live totals; else both are one object.
    """
    numbers = UnitTotal._meta.get_field("live")
    rows = (
        UnitTotal.objects.filter(
            period_id=collection.period_id,
            cell_set_id=collection.form_version.cell_set_id,
            unit__expectations__in=expectations,
        )
        .values_list(
            "unit_id", "unit__organisation_id", "unit__area_id", "live",
            NullIf("handed_in", "live", output_field=numbers),
            ExpressionWrapper(Q(handed_in__isnull=False), BooleanField()),
            "unit__expectations__report__state", "unit__expectations__collection_id",
        )
    )  # fmt: skip
    found = []
    for unit, organisation, area, values, parted, handed, state, of in rows:
        if of == collection.pk:
            live = tuple(values)
            signed = (tuple(parted) if parted is not None else live) if handed else None
            found.append(UnitFigures(unit, organisation, area, live, signed or None, state not in COUNTED))
    return found


def table_by(
    rows: Iterable[UnitFigures], key: Literal["area_id", "organisation_id", "unit_id"], basis: Basis,
    collection: Collection,
) -> dict[int, Array]:  # fmt: skip
    """Totals by area, organisation or unit: sums over the units of one level, never over leaves."""
    parts: Mapping[int, list[Array]] = defaultdict(list)
    for row in rows:
        parts[getattr(row, key)].append(row.on(basis))
    hows = totals_of(collection).aggregations
    return {name: combine(arrays, hows) for name, arrays in parts.items()}


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One summand of a figure: a unit below (or the unit itself), with its report.

    `place` is where the figure itself stands in the workbook; where only a part of it stands there, `stands` says
    which, and `place` is empty.
    """

    unit: Unit
    value: Decimal | None
    own: bool
    report: Report | None
    place: str
    is_estimate: bool
    from_formula: bool
    stands: CellPart | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a unit's figure of one cell comes from, one level down."""

    collection: Collection
    unit: Unit
    slot: int
    live: Decimal | None
    handed_in: Decimal | None
    parts: tuple[SourcePart, ...]


def source_of(actor: Actor, collection: Collection, unit_id: int, slot: int) -> Source:
    """The summands of one figure. Raises NotFound outside the actor's scope. Five queries."""
    seen = Expectation.objects.visible_to(actor, policies.see_expectation).filter(collection=collection)
    top = seen.filter(unit_id=unit_id).select_related("unit").first()
    if top is None:
        raise NotFound("figure outside scope")
    below = with_units_below(seen.filter(receiver_id=unit_id).select_related("unit"))
    children = list(below.order_by("unit__sort_key"))
    ids = [unit_id, *(c.unit_id for c in children)]
    totals = _at_slot(collection, ids, slot)
    reports = {
        r.expectation.unit_id: r
        for r in Report.objects.filter(expectation__collection=collection, expectation__unit_id__in=ids)
        .select_related("expectation", "counted__source_file")
        .defer(*(f"counted__{array}" for array in _ARRAYS))
        .annotate(**{array: F(f"counted__{array}__{slot}") for array in _STANDING})
    }  # fmt: skip
    own, live, handed_in = totals.get(unit_id, _NOTHING)
    code = definition_of(collection.form_version).cells[slot].code
    parts = [_part(c, totals.get(c.unit_id, _NOTHING), reports.get(c.unit_id), slot, code) for c in children]
    if top.role != GiverRole.ONLY_CONSOLIDATES:
        parts.insert(0, _part(top, (own, own, None), reports.get(unit_id), slot, code, own=True))
    return Source(collection, top.unit, slot, live, handed_in, tuple(parts))


_ARRAYS = ("own", "adjustments", "deducted", "below", "total")
_STANDING = ("own", "adjustments", "deducted")
_NOTHING = (None, None, None)
_Values = tuple[Decimal | None, Decimal | None, Decimal | None]


def with_units_below(rows: QuerySet[Expectation]) -> Any:
    """Adds `units_below`: how many report directly to the unit of each."""
    under = Expectation.objects.filter(collection=OuterRef("collection"), receiver=OuterRef("unit"))
    counted = under.order_by().values("receiver").annotate(n=Count("pk")).values("n")
    return rows.annotate(units_below=Coalesce(Subquery(counted), 0))


def _at_slot(collection: Collection, unit_ids: Sequence[int], slot: int) -> dict[int, _Values]:
    """unit → own, live and handed-in value of one cell; the arrays stay in the database. One query."""
    rows = UnitTotal.objects.filter(
        period_id=collection.period_id, cell_set_id=collection.form_version.cell_set_id, unit_id__in=unit_ids
    )
    found = rows.values_list("unit_id", f"own__{slot}", f"live__{slot}", f"handed_in__{slot}")
    return {unit: (own, live, handed_in) for unit, own, live, handed_in in found}


def _part(
    row: Expectation, values: _Values, report: Any, slot: int, code: str, *, own: bool = False
) -> SourcePart:
    """`values`: own part, figure. `report` carries one cell of its counted version's arrays."""
    version = report.counted if report else None
    place = version.source_cells.get(code, "") if version else ""
    stands = None
    if version and row.role != GiverRole.GIVES:
        units = 0 if own else row.units_below  # type: ignore[attr-defined]
        below = _less(values[1], values[0])
        stands = CellPart(place, report.own, report.adjustments, report.deducted, below, units)
    told = stands is not None and stands.tells
    return SourcePart(
        unit=row.unit,
        value=values[1],
        own=own,
        report=report,
        place="" if told else place,
        is_estimate=bool(version and slot in version.estimates),
        from_formula=bool(version and slot in version.formulas),
        stands=stands if told else None,
    )


def _less(figure: Decimal | None, own: Decimal | None) -> Decimal | None:
    return None if figure is None else figure - (own or Decimal(0))
