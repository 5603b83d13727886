"""The Front of Hà Nội shown whole: communes report to districts, districts to the city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from giaoban.apps.indicators.enums import AreaAggregation
from giaoban.packs.vietnam.scenario.figures import form, regulation, values_for
from giaoban.packs.vietnam.scenario.splits import split_values
from giaoban.packs.vietnam.scenario.weak_points import HANOI_ADJUSTMENT, HANOI_ADJUSTMENT_REASON

HANOI = "01"
_REGULATION = "coordination_regulation"


@dataclass(frozen=True, slots=True)
class DistrictSplit:
    """A district's own part and its communes' reports; the district's total is their sum."""

    own: Mapping[str, Decimal]
    communes: Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class CitySplit:
    """The city's total as own part + districts + adjustment, cell by cell."""

    own: Mapping[str, Decimal]
    adjustment: Mapping[str, Decimal]
    adjustment_reason: str
    districts: Mapping[str, DistrictSplit]


def hanoi_front(districts: Mapping[str, Sequence[str]], period_code: str = "2021-H1") -> CitySplit:
    """The figures of `values_for("MTTQ", "01", period)` taken apart over districts and communes.

    `districts`: codes of the communes by code of the district; a district may have none. Only sums are
    divided; every unit answers for itself what is not added up. The adjustment belongs to 2021-H1 alone.
    """
    total = values_for("MTTQ", HANOI, period_code)
    added = {code: value for code, value in total.items() if _is_added(code)}
    adjustment = HANOI_ADJUSTMENT if period_code == "2021-H1" else {}
    to_divide = {code: value - adjustment.get(code, Decimal(0)) for code, value in added.items()}
    own, *below = split_values(to_divide, len(districts) + 1, (HANOI, "city"))
    found: dict[str, DistrictSplit] = {}
    for (code, communes), values in zip(districts.items(), below, strict=True):
        district_own, *parts = split_values(values, len(communes) + 1, (HANOI, code))
        reports = {commune: _answering(part, commune) for commune, part in zip(communes, parts, strict=True)}
        found[code] = DistrictSplit(_answering(district_own, code), reports)
    answers = {code: value for code, value in total.items() if not _is_added(code)}
    return CitySplit(own | answers, dict(adjustment), HANOI_ADJUSTMENT_REASON, found)


def _is_added(code: str) -> bool:
    return form().cell_by_code[code].area_aggregation is AreaAggregation.SUM


def _answering(values: Mapping[str, Decimal], code: str) -> dict[str, Decimal]:
    return {**values, _REGULATION: regulation("MTTQ", code)}
