"""Figures for any unit of the demonstration: the same call gives the same numbers on every machine.

A figure grows from the size and traits of its province, a lasting difference of the unit's own, the season
of its period and a little chance. Profiles by cell are in `profiles.yaml`. Synthetic, but for two national
totals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.reporting.domain.form_definition import CellDef, FormDefinition, organisation_slots
from giaoban.apps.reporting.domain.form_reading import parse_form
from giaoban.packs.vietnam.network.organisations import read_words
from giaoban.packs.vietnam.scenario.splits import largest_remainder, unit_interval
from giaoban.packs.vietnam.scenario.weak_points import WEAK_POINTS

FORM_CODE = "bao_cao_cong_tac_dan_van"
ORGANISATIONS = ("MTTQ", "CD", "ND", "TN", "PN", "CCB")
PERIODS = ("2020-H1", "2020-H2", "2021-H1")
CENTRE = ""
"""The province code that stands for a central body's own part."""

_HERE = Path(__file__).parent
_SEED = "giao-ban-2021"
_SEASONS: Mapping[str, Mapping[str, float | None]] = {
    "steady": {"2020-H1": 0.90, "2020-H2": 1.04, "2021-H1": 1.0},
    "tet": {"2020-H1": 0.93, "2020-H2": 0.0, "2021-H1": 1.0},
    "epidemic": {"2020-H1": 0.58, "2020-H2": 0.66, "2021-H1": 1.0},
    "election": {"2020-H1": None, "2020-H2": None, "2021-H1": 1.0},
    "congress": {"2020-H1": None, "2020-H2": 1.7, "2021-H1": 1.0},
    "year_end": {"2020-H1": 0.85, "2020-H2": 2.1, "2021-H1": 1.0},
    "stock": {"2020-H1": 0.95, "2020-H2": 0.975, "2021-H1": 1.0},
    "new": {"2020-H1": None, "2020-H2": None, "2021-H1": 1.0},
}


@dataclass(frozen=True, slots=True)
class Province:
    """`weight` is about its population in thousands; `traits` tell what its figures and texts lean to."""

    code: str
    name: str
    kind: str
    weight: int
    traits: frozenset[str]

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def place_name(self) -> str:
        """As the place is called alone: "Lâm Đồng"; in full where the bare name is a person's."""
        full = self.name in read_words()["places_in_full"]
        return f"{self.kind.capitalize()} {self.name}" if full else self.name


@lru_cache(maxsize=1)
def provinces() -> Mapping[str, Province]:
    """The 63 provinces of 2021 by code, in the order of their codes."""
    rows = yaml.safe_load((_HERE / "provinces.yaml").read_text(encoding="utf-8"))
    return {row["code"]: Province(**{**row, "traits": frozenset(row["traits"])}) for row in rows}


@lru_cache(maxsize=1)
def form() -> FormDefinition:
    """The half-year form the figures are for."""
    path = _HERE.parent / "forms" / f"{FORM_CODE}.yaml"
    return parse_form(path.read_text(encoding="utf-8"), path.name)


@lru_cache(maxsize=2048)
def _values(organisation: str, province_code: str, period_code: str) -> Mapping[str, Decimal]:
    values: dict[str, Decimal] = {}
    for slot in organisation_slots(form(), organisation):
        cell = form().cells[slot]
        value = _value(cell, organisation, province_code, period_code, values)
        if value is not None:
            values[cell.code] = value
    shared = WEAK_POINTS.shared
    if period_code == "2021-H1" and (organisation, province_code) in (shared.lead, shared.coordinating):
        values[shared.cell] += shared.amount
    return values


def values_for(organisation: str, province_code: str, period_code: str) -> dict[str, Decimal]:
    """A unit's own figures of a period by cell code; a cell left blank is absent.

    `province_code` "" (CENTRE) is the central body's own part. These are the true values; what was written at
    first is in `first_version_for`. Raises KeyError for an unknown organisation, province or period.
    """
    if organisation not in ORGANISATIONS or period_code not in PERIODS:
        raise KeyError((organisation, period_code))
    if province_code != CENTRE and province_code not in provinces():
        raise KeyError(province_code)
    return dict(_values(organisation, province_code, period_code))


def first_version_for(organisation: str, province_code: str) -> dict[str, Decimal]:
    """What the unit's first workbook of 2021-H1 holds: the true values with its planted mistakes."""
    values = values_for(organisation, province_code, "2021-H1")
    for returned in WEAK_POINTS.returned:
        if (returned.organisation, returned.province) == (organisation, province_code):
            values |= returned.first_version
    ten = WEAK_POINTS.ten_times
    if (ten.organisation, ten.province) == (organisation, province_code):
        values[ten.cell] *= 10
    return values


def plan_for(organisation: str, province_code: str, year: int = 2021) -> dict[str, Decimal]:
    """The plan of the year by cell code, for the cells that have one; 2020 or 2021. The centre's is everybody's."""
    own = _own_plan(organisation, province_code, year)
    if province_code != CENTRE:
        return own
    plans = [own, *(_own_plan(organisation, province, year) for province in provinces())]
    codes = {code for plan in plans for code in plan}
    return {code: _plan_number(sum(float(plan.get(code, 0)) for plan in plans)) for code in sorted(codes)}


def whole_plan(year: int = 2021) -> dict[str, Decimal]:
    """What the six organisations plan together, by cell code: the convening body's plan."""
    plans = [plan_for(organisation, CENTRE, year) for organisation in ORGANISATIONS]
    codes = {code for plan in plans for code in plan}
    return {code: sum((plan.get(code, Decimal(0)) for plan in plans), Decimal(0)) for code in sorted(codes)}


def _own_plan(organisation: str, province_code: str, year: int) -> dict[str, Decimal]:
    halves = ("2021-H1",) if year == 2021 else ("2020-H1", "2020-H2")
    given = [values_for(organisation, province_code, half) for half in halves]
    plan: dict[str, Decimal] = {}
    for slot in organisation_slots(form(), organisation):
        cell = form().cells[slot]
        if not cell.has_plan or cell.code not in given[-1]:
            continue
        chance = unit_interval(_SEED, "plan", organisation, province_code, cell.code, year)
        stock = _profile(cell.code).get("season") == "stock"
        base = float(given[-1][cell.code] if stock else sum(half[cell.code] for half in given))
        done = 0.94 + 0.1 * chance if stock or year == 2020 else 0.42 + 0.2 * chance
        plan[cell.code] = _plan_number(base / done)
    return plan


def _plan_number(value: float) -> Decimal:
    """Plans are round: two figures that count, whole."""
    digits = max(0, len(str(int(value))) - 2)
    return Decimal(round(value / 10**digits) * 10**digits)


@lru_cache(maxsize=1)
def _profiles() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        (_HERE / "profiles.yaml").read_text(encoding="utf-8")
    )
    return found


def _profile(code: str) -> Mapping[str, Any]:
    return _profiles().get(code, {})


def _value(
    cell: CellDef, organisation: str, province: str, period: str, values: Mapping[str, Decimal]
) -> Decimal | None:
    """One cell; `values` holds the cells before it, and a cell it depends on is made first."""
    if cell.code == "coordination_regulation":
        return regulation(organisation, province)
    if cell.code == "midyear_review_on":
        return _review_day(organisation, province, period)
    profile = _profile(cell.code)
    season = _SEASONS[profile.get("season", "steady")][period]
    if season is None or (
        profile.get("sparse") and _chance("sparse", organisation, province, cell.code) < 0.12
    ):
        return None
    if "of" in profile:
        return _dependent(cell.code, organisation, province, period, values)
    if province == CENTRE:
        return Decimal(round(profile.get("centre", 0) * season))
    if "exact" in profile:
        parts = _exact(cell.code, period)
        return Decimal(parts[list(provinces()).index(province)])
    return _grown(cell.code, organisation, province, period, season)


def _grown(code: str, organisation: str, province: str, period: str, season: float) -> Decimal:
    profile = _profile(code)
    if season == 0 or ("only" in profile and profile["only"] not in provinces()[province].traits):
        return Decimal(0)
    swing = 0.01 if profile.get("season") == "stock" else 0.09
    chance = 1 + swing * (2 * _chance(code, organisation, province, period) - 1)
    total = profile["total"] * profile.get("by", {}).get(organisation, 1)
    value = total * season * chance * _share(code, organisation)[province]
    value = min(max(value, profile.get("least", 0)), profile.get("most", value + 1))
    if profile.get("tenths"):
        return Decimal(round(value * 10)) / 10
    step = profile.get("round", 1)
    return Decimal(round(value / step) * step)


def _dependent(
    code: str, organisation: str, province: str, period: str, values: Mapping[str, Decimal]
) -> Decimal | None:
    profile = _profile(code)
    base = values.get(profile["of"])
    if base is None:
        base = _value(form().cell_by_code[profile["of"]], organisation, province, period, values)
    if base is None:
        return None
    low, high = profile.get("share") or profile["times"]
    lasting, chance = _chance(code, organisation, province), _chance(code, organisation, province, period)
    value = float(base) * (low + (high - low) * (0.75 * lasting + 0.25 * chance))
    step = profile.get("round", 1)
    found = Decimal(int(value / step) * step)
    if high <= 1:
        return min(found, base)
    return max(found, base) if low >= 1 else found


def _chance(*keys: object) -> float:
    return unit_interval(_SEED, *keys)


@lru_cache(maxsize=512)
def _share(code: str, organisation: str) -> Mapping[str, float]:
    """Each province's part of the national total of a cell; adds up to 1."""
    weights = {key: _weight(code, organisation, province) for key, province in provinces().items()}
    only = _profile(code).get("only")
    if only:
        weights = {key: w if only in provinces()[key].traits else 0.0 for key, w in weights.items()}
    whole = sum(weights.values())
    return {key: weight / whole for key, weight in weights.items()}


def _weight(code: str, organisation: str, province: Province) -> float:
    weight = province.weight**0.8 * (0.65 + 0.7 * _chance("lasting", code, organisation, province.code))
    for trait, factor in _profile(code).get("traits", {}).items():
        if trait in province.traits:
            weight *= factor
    return float(weight)


@lru_cache(maxsize=16)
def _exact(code: str, period: str) -> tuple[int, ...]:
    """The published national total over the 63 provinces, adding up exactly."""
    weights = [
        share * (1 + 0.06 * (2 * _chance(code, province, period) - 1))
        for province, share in _share(code, "ND").items()
    ]
    return largest_remainder(_profile(code)["exact"][period], weights)


def regulation(organisation: str, area: str) -> Decimal:
    """A unit's answer on its coordination regulation: mostly 1 (signed and carried out)."""
    chance = _chance("regulation", organisation, area)
    return Decimal(1 if chance < 0.88 else 2 if chance < 0.97 else 3)


def _review_day(organisation: str, province: str, period: str) -> Decimal | None:
    chance = _chance("review", organisation, province, period)
    if chance < 0.15 or period.endswith("H2"):
        return None
    return Decimal(date(int(period[:4]), 6, 1 + int(chance * 14)).toordinal())
