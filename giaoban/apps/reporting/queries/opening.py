"""Before a period is opened: who would be asked, and which of its figures are asked in another form anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from giaoban.apps.indicators.models import Cell
from giaoban.apps.org.enums import Level, Line
from giaoban.apps.org.models import AreaPlacement, Unit, UnitLine
from giaoban.kit.access import Actor
from giaoban.kit.periods import CalendarPeriod, parse_period

from .. import policies
from ..domain.expected import Expected, Network, expect
from ..domain.form_definition import FormDefinition, role_of, window_of
from ..enums import GiverRole
from ..models import Collection, FormVersion
from .definitions import definition_of

AHEAD, NAMED = 3, 6


@dataclass(frozen=True, slots=True)
class AskedAlready:
    """Another collection whose window meets the new one and that asks `count` of its figures, the first by name."""

    collection: Collection
    count: int
    names: tuple[str, ...]


def openable(actor: Actor) -> list[FormVersion]:
    """The newest version of each form of which the actor may open a period. One query, one more a form."""
    forms = policies.at_the_top(actor).values("collection__form_version__form")
    rows = (
        FormVersion.objects.filter(form__in=forms)
        .select_related("form", "cell_set")
        .order_by("form", "-number")
    )
    return list(rows.distinct("form"))


def next_periods(version: FormVersion) -> list[CalendarPeriod]:
    """The periods after the last one that was opened, the nearest first. One query."""
    last = (
        Collection.objects.filter(form_version__form=version.form_id)
        .order_by("-period__cut_off")
        .values_list("period__code", flat=True)
        .first()
    )
    if last is None:
        return []
    found, period = [], parse_period(last)
    for _turn in range(AHEAD):
        period = period.following()
        found.append(period)
    return found


def asked_already(version: FormVersion, period: CalendarPeriod) -> list[AskedAlready]:
    """Collections of other forms over the same days that ask the same figures, the most first. Two queries."""
    start, cut_off = window_of(definition_of(version), period)
    others = {
        row.form_version.cell_set_id: row
        for row in Collection.objects.filter(period__starts_on__lte=cut_off, period__cut_off__gte=start)
        .exclude(form_version__form=version.form_id)
        .select_related("form_version", "period")
        .order_by("period__cut_off")
    }
    own = Cell.objects.filter(cell_set=version.cell_set_id).values("indicator")
    names: dict[int, dict[str, None]] = defaultdict(dict)
    shared = Cell.objects.filter(cell_set__in=others, indicator__in=own).order_by("cell_set", "slot")
    for cell_set, name in shared.values_list("cell_set", "indicator__name"):
        names[cell_set][name] = None
    found = [AskedAlready(others[pk], len(rows), tuple(rows)[:NAMED]) for pk, rows in names.items()]
    return sorted(found, key=lambda one: -one.count)


def who_is_asked(
    definition: FormDefinition, day: date, down_to: Level
) -> tuple[Mapping[int, Unit], Sequence[Expected]]:
    """The units that the form asks as the network stands on `day`, by id, and what is expected of each."""
    codes = {code for giver in definition.who for code in giver.organisations}
    units = {
        row.pk: row
        for row in Unit.objects.on(day)
        .filter(organisation__code__in=codes, level__lte=down_to)
        .select_related("organisation")
    }
    above = _areas_above(units.values(), definition, day)
    roles: dict[int, GiverRole] = {}
    for pk, unit in units.items():
        level = Level(unit.level).name.lower()
        role = role_of(definition, unit.organisation.code, level, above.get(unit.area_id, ()))
        if role is not None:
            roles[pk] = GiverRole(role)
    return units, list(expect(roles, _network(day), definition.line))


def _network(day: object) -> Network:
    lines = UnitLine.objects.filter(valid__contains=day).values_list("line", "unit_id", "superior_id")
    maps: dict[str, dict[int, int]] = {Line.VERTICAL: {}, Line.CONVENING: {}}
    for line, unit, superior in lines.iterator(chunk_size=5000):
        maps[line][unit] = superior
    return Network(maps[Line.VERTICAL], maps[Line.CONVENING])


def _areas_above(
    units: Iterable[Unit], definition: FormDefinition, day: object
) -> dict[int, tuple[str, ...]]:
    """Area → codes of itself and the areas above it; only asked for when the form is limited to some areas."""
    if not any(giver.within for giver in definition.who):
        return {}
    areas = {unit.area_id for unit in units}
    wanted = {code for giver in definition.who for code in giver.within}
    tops = AreaPlacement.objects.filter(valid__contains=day, area__code__in=wanted).values_list(
        "path", "area__code"
    )
    found: dict[int, tuple[str, ...]] = {}
    for path, code in tops:
        inside = AreaPlacement.objects.filter(valid__contains=day, path__under=path, area_id__in=areas)
        for area_id in inside.values_list("area_id", flat=True):
            found[area_id] = (*found.get(area_id, ()), code)
    return found
