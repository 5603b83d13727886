"""Pages of the network: the tree of areas on a day, an area, units, a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit import clock, numbers
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from .. import queries
from ..domain.validity import validity_text
from ..enums import AreaKind, Level, Line
from ..models import Area
from .charts import area_map
from .forms import DayForm, SearchForm
from .tables import AreaTable, FoundAreaTable, UnitFilter, UnitTable, area_address, dated, unit_address


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: text, address, and the days on which it held."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What an area's or a unit's page says beside its table."""

    kind: str
    validity: str
    there: bool
    pairs: list[tuple[str, Any]]
    lists: list[tuple[str, list[Row]]]
    divides: bool = True


def areas(request: Request) -> HttpResponse:
    """The provinces of a day as dots and list; or the areas that a search finds."""
    form = SearchForm(request.GET, clock.local_day(clock.now()))
    day, words = form.chosen(), form.words()
    context: dict[str, Any] = {"form": form, "day": day, "words": words, "crumbs": trail(_("Network"))}
    context["lead"] = _lead(day)
    if words:
        found = dated(queries.find_areas(actor=request.actor, query=words, day=day), day)
        table: tables.Table = FoundAreaTable(found, request, title=_("Areas"))
        return tables.page(request, table, "org/areas.html", context)
    nation = _nation()
    rows = dated(queries.children_of(actor=request.actor, area=nation, day=day), day)
    context["map"] = area_map(nation.name, rows, day, area_address)
    table = AreaTable(rows, request, title=_("Network"), per_page=100)
    return tables.page(request, table, "org/areas.html", context)


def area(request: Request, code: str) -> HttpResponse:
    """One area on a day: what lay in it, whose bodies are there, names and places then."""
    form = DayForm(request.GET, clock.local_day(clock.now()))
    day = form.chosen()
    facts = queries.area_facts(actor=request.actor, code=code, day=day)
    if facts is None:
        raise NotFound(_("There is no area with the code %(code)s."), code=code)
    rows = dated(queries.children_of(actor=request.actor, area=facts.area, day=day), day)
    bodies = queries.units_at(actor=request.actor, area=facts.area, day=day)
    dots = area_map(facts.name, rows, day, area_address)
    context = {"form": form, "day": day, "crumbs": _way(facts, day), "map": dots}
    context["page"] = _area_card(facts, bodies, day)
    return tables.page(request, AreaTable(rows, request, title=facts.name), "org/area.html", context)


def units(request: Request) -> HttpResponse:
    """Units of a day, by organisation, level, province and words."""
    day = DayForm(request.GET, clock.local_day(clock.now())).chosen()
    found = UnitFilter(request, day)
    table = UnitTable(found.qs, request, filters=found, title=_("Units"))
    crumbs = trail((_("Network"), reverse("org:areas")), _("Units"))
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs, "lead": _lead(day)})


def unit(request: Request, code: str) -> HttpResponse:
    """One unit: its two lines, names and successions with their days; who stands directly under it."""
    form = DayForm(request.GET, clock.local_day(clock.now()))
    day = form.chosen()
    facts = queries.unit_facts(actor=request.actor, code=code, day=day)
    if facts is None:
        raise NotFound(_("There is no unit with the code %(code)s."), code=code)
    below = dated(queries.directly_below(actor=request.actor, unit=facts.unit, day=day), day)
    above = [(name, unit_address(code, day)) for code, name in facts.way]
    crumbs = trail((_("Network"), reverse("org:areas")), *above, facts.name)
    context = {"form": form, "day": day, "crumbs": crumbs, "page": _unit_card(facts, day)}
    return tables.page(request, UnitTable(below, request, title=facts.name), "org/unit.html", context)


def _nation() -> Area:
    found: Area | None = Area.objects.filter(kind=AreaKind.NATION).first()
    if found is None:
        raise NotFound(_("No network is loaded yet. The administrator loads it with: giaoban load_network"))
    return found


def _lead(day: date) -> str:
    return _("As it was on %(day)s.") % {"day": f"{day:%d/%m/%Y}"}


def _way(facts: queries.AreaFacts, day: date) -> list[Crumb]:
    above: list[Any] = [a for a in facts.way[:-1] if a.kind != AreaKind.NATION]
    steps = [(a.name_then, area_address(a.code, day)) for a in above]
    return trail((_("Network"), reverse("org:areas")), *steps, facts.name)


def _area_lists(facts: queries.AreaFacts, bodies: QuerySet[Any], day: date) -> list[tuple[str, list[Row]]]:
    return [
        (_("Units at this area"), [Row(u.name_then, unit_address(u.code, day)) for u in bodies]),
        (_("Names"), [Row(n.name, note=validity_text(n.valid)) for n in facts.names]),
        (_("Lies in"), [_place(p, day) for p in facts.placements if p.parent]),
        (_("Formed from"), [_went(s, s.predecessor) for s in facts.predecessors]),
        (_("Went into"), [_went(s, s.successor) for s in facts.successors]),
    ]


def _area_card(facts: queries.AreaFacts, bodies: QuerySet[Any], day: date) -> Card:
    area = facts.area
    return Card(
        kind=str(AreaKind(area.kind).label),
        validity=validity_text(area.valid),
        there=facts.there,
        pairs=[(_("Official code"), area.official_code), (_("Code"), area.code)],
        lists=_area_lists(facts, bodies, day),
        divides=area.kind != AreaKind.COMMUNE,
    )


def _place(placement: Any, day: date) -> Row:
    address = area_address(placement.parent.code, _day_within(placement.valid, day))
    return Row(placement.parent_then, address, validity_text(placement.valid))


def _went(succession: Any, other: Area) -> Row:
    whole = _("as a whole") if succession.share == 1 else _("in part, the share is not known")
    if succession.share is not None and succession.share != 1:
        share = numbers.say_number(succession.share * 100, 2)
        whole = _("in part: %(share)s %%") % {"share": share}
    return Row(other.name, area_address(other.code, _day_within(other.valid, succession.day)), whole)


def _unit_lists(facts: queries.UnitFacts, day: date) -> list[tuple[str, list[Row]]]:
    acts_for = _others((s.predecessor for s in facts.predecessors), day)
    return [
        (_("Names"), [Row(n.name, note=validity_text(n.valid)) for n in facts.names]),
        *((str(line.label), _line_rows(facts, line, day)) for line in Line),
        (_("Acts for, in periods before the change"), acts_for),
        (_("Succeeded by"), _others((s.successor for s in facts.successors), day)),
    ]


def _unit_card(facts: queries.UnitFacts, day: date) -> Card:
    unit: Any = facts.unit
    return Card(
        kind=f"{unit.organisation.name} · {Level(unit.level).label}",
        validity=validity_text(unit.valid),
        there=facts.there,
        pairs=[(_("Code"), unit.code), (_("Area"), unit.area_then)],
        lists=_unit_lists(facts, day),
    )


def _line_rows(facts: queries.UnitFacts, line: Line, day: date) -> list[Row]:
    rows: Any = facts.lines
    return [
        Row(r.superior_then, unit_address(r.superior.code, _day_within(r.valid, day)), validity_text(r.valid))
        for r in rows
        if r.line == line
    ]


def _others(units: Iterable[Any], day: date) -> list[Row]:
    return [
        Row(u.name, unit_address(u.code, _day_within(u.valid, day)), validity_text(u.valid)) for u in units
    ]


def _day_within(valid: Any, day: date) -> date:
    """`day`, or the nearest one on which the thing held, so that a link does not lead to an empty page."""
    if valid.lower and day < valid.lower:
        return valid.lower  # type: ignore[no-any-return]
    if valid.upper and day >= valid.upper:
        return date.fromordinal(valid.upper.toordinal() - 1)
    return day
