"""The check of a stored draft."""

from __future__ import annotations

from giaoban.apps.indicators.domain.arithmetic import Array, add
from giaoban.apps.org.enums import Level
from giaoban.kit import prepared

from ..domain.completeness import Check, asked_cells, check
from ..domain.form_definition import CellDef
from ..enums import GiverRole
from ..models import Expectation, Report, ReportVersion
from .definitions import definition_of
from .values import Past, below_of, empty, own_part, past_of


def consolidates(expectation: Expectation) -> bool:
    """Does the unit add up what units below it reported?"""
    return expectation.role != GiverRole.GIVES


def asked_of(expectation: Expectation) -> tuple[CellDef, ...]:
    """The cells this unit is asked to fill."""
    definition = definition_of(expectation.collection.form_version)
    level = Level(expectation.level).name.lower()
    return asked_cells(definition, expectation.unit.organisation.code, level)


def total_of(report: Report, version: ReportVersion) -> tuple[Array, Array]:
    """(from below, total) of a version: as frozen, or as it stands now."""
    size = len(version.own)
    if version.frozen_at is not None:
        return tuple(version.below), tuple(version.total)
    below = below_of(report.expectation, size) if consolidates(report.expectation) else tuple(empty(size))
    return below, add(own_part(version, size), below)


def texts_of(version: ReportVersion) -> dict[str, str]:
    """The texts of a version by code."""
    return dict(
        prepared.fetch("SELECT code, body FROM reporting_reporttext WHERE version_id = %s", [version.pk])
    )


def check_report(report: Report, version: ReportVersion, past: Past | None = None) -> Check:
    """What the report still lacks and which rules it breaks, as it stands. At most four queries."""
    expectation = report.expectation
    definition = definition_of(expectation.collection.form_version)
    past = past or past_of(expectation)
    _below, total = total_of(report, version)
    return check(
        definition,
        asked_of(expectation),
        expectation.unit.organisation.code,
        total=total,
        adjustments=version.adjustments,
        reasons=version.reasons,
        texts=texts_of(version),
        explanations=version.explanations,
        past=(past.previous, past.last_year, past.plan),
    )
