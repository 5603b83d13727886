"""Reads for making sites: from units of chosen levels, from areas, from a pasted table; the next line to be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext as _

from giaoban.apps.org.domain.naming import Named, named
from giaoban.apps.org.enums import AreaKind, Line
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.org.queries.areas import areas_below, names_of_areas
from giaoban.apps.org.queries.lines import chains, units_below
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit.numbers import NumberError, parse_number

from ..domain.plan import NewSite
from ..domain.protocol import TypedLine, typed_lines
from ..domain.sites import SiteFacts, told_apart
from ..enums import LineTest
from ..models import Conference, Site
from .delegates import Problem, only, units_named

_URL = URLValidator(schemes=("https", "http"))


@dataclass(frozen=True, slots=True)
class TypedSites:
    """What a pasted table says: facts of sites that are there (by id), sites to add, what is wrong in which line."""

    facts: dict[int, SiteFacts]
    fresh: list[NewSite]
    problems: list[Problem]


def sites_of_units(
    found: Conference,
    root: Unit,
    line: Line,
    levels: Sequence[int],
    *,
    with_root: bool,
    expected: int,
    day: date,
) -> list[NewSite]:
    """A site for each unit of `levels` below `root` on `line` (none chosen: those directly below), by its name on
    `day`; two of one name are told apart by who stands above them. Those whose unit takes part already are left out.
    Five queries, however many units.
    """
    below = units_below(root, line, day, direct=not levels)
    rows = dict((below.filter(level__in=levels) if levels else below).values_list("pk", "area_id"))
    if with_root:
        rows = {root.pk: root.area_id, **rows}
    for unit in found.sites.filter(unit__isnull=False).values_list("unit_id", flat=True):
        rows.pop(unit, None)
    called = names_of_units(rows, day)
    taken = set(found.sites.values_list("name", flat=True))
    twice = _not_alone(called, taken)
    above = chains(twice, line, day) if twice else {}
    short = names_of_units({pk for way in above.values() for pk in way[1:]}, day) if above else {}
    more = {pk: [short[a] for a in way[1:] if a in short] for pk, way in above.items()}
    names = told_apart(called, taken, more)
    return [NewSite(names[pk][:200], pk, area, expected) for pk, area in rows.items()]


def sites_of_areas(
    found: Conference, root: Area, kind: AreaKind, *, expected: int, day: date
) -> list[NewSite]:
    """A site for each area of `kind` in `root` that has none, by its name on `day`. Four queries."""
    rows = list(areas_below(root, day, kind).values_list("pk", flat=True))
    there = set(found.sites.filter(area__isnull=False).values_list("area_id", flat=True))
    called = {pk: name for pk, (name, _short) in names_of_areas(rows, day).items() if pk not in there}
    names = told_apart(called, set(found.sites.values_list("name", flat=True)), {})
    return [NewSite(names[pk][:200], None, pk, expected) for pk in rows if pk in names]


def typed_sites(found: Conference, text: str) -> TypedSites:
    """Lines "site or unit code; expected; local chair; operator; line address; telephone". An empty cell leaves what
    is settled; a unit that has no site yet gets one. Two queries.
    """
    lines = list(typed_lines(text))
    sites = list(found.sites.select_related("unit"))
    known = named([(s, (s.name, *((s.unit.code, s.unit.name) if s.unit else ()))) for s in sites])
    units = units_named(found, {line.cell(0) for line in lines})
    typed = TypedSites({}, [], [])
    for line in lines:
        _read(line, known, units, typed)
    return typed


def to_be_tried(found: Conference, after: int | None = None) -> Site | None:
    """The next site whose line is not good yet, in the order of lists: the first one after the site `after`, else the
    first of all. Three queries.
    """
    waiting = (
        found.sites.exclude(line_test=LineTest.PASSED)
        .select_related("conference", "unit")
        .order_by("sort_key", "pk")
    )
    at = found.sites.filter(pk=after).values_list("sort_key", "pk").first() if after else None
    if at is not None:
        later = Q(sort_key__gt=at[0]) | Q(sort_key=at[0], pk__gt=at[1])
        return waiting.filter(later).first() or waiting.first()
    return waiting.first()


def _not_alone(called: dict[int, str], taken: set[str]) -> list[int]:
    counts: dict[str, int] = {}
    for name in called.values():
        counts[name] = counts.get(name, 0) + 1
    return [pk for pk, name in called.items() if counts[name] > 1 or name in taken]


def _read(line: TypedLine, known: Named[Site], units: Named[Unit], typed: TypedSites) -> None:
    wrong: list[str] = []
    expected = _count(line.cell(1), wrong)
    address = _address(line.cell(4), wrong)
    rows = known.find(line.cell(0))
    site, problem = only(rows, line.cell(0))
    unit = None
    if not rows:
        unit, problem = only(units.find(line.cell(0)), line.cell(0))
    typed.problems.extend((line.number, text) for text in (*wrong, problem) if text)
    if wrong or problem:
        return
    told = {"local_chair": line.cell(2)[:200], "operator": line.cell(3)[:200], "line_url": address,
            "phone": line.cell(5)[:40]}  # fmt: skip
    said: dict[str, Any] = {name: value for name, value in told.items() if value}
    if expected is not None:
        said["expected"] = expected
    if site is not None:
        typed.facts[site.pk] = replace(facts_of(site), **said)
    elif unit is not None:
        typed.fresh.append(NewSite(unit.name, unit.pk, unit.area_id, **said))


def facts_of(site: Site) -> SiteFacts:
    """What is settled about a site."""
    return SiteFacts(site.expected, site.local_chair, site.operator, site.line_url, site.phone)


def _count(written: str, wrong: list[str]) -> int | None:
    if not written:
        return None
    try:
        number = int(parse_number(written, decimals=0))
    except NumberError:
        number = -1
    if not 0 <= number <= 100_000:
        wrong.append(_("“%(text)s” is not a count of people in one place.") % {"text": written})
        return None
    return number


def _address(written: str, wrong: list[str]) -> str:
    if written:
        try:
            _URL(written)
        except ValidationError:
            wrong.append(_("“%(text)s” is not an address; it begins with https://.") % {"text": written})
            return ""
    return written
