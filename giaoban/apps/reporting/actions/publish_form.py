"""Publish a form version from its YAML."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.indicators.models import Cell, CellSet, Indicator
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.form_definition import CellDef, FormDefinition
from ..domain.form_reading import parse_form
from ..models import Form, FormVersion


@usecase("reporting.publish_form")
def publish_form(*, actor: Actor, source: str, name: str, now: datetime) -> FormVersion:
    """Check the YAML and publish it as a version with its cell set. The same text again changes nothing.

    Raises FormDefinitionInvalid (every fault with its place), Conflict when the version exists with other text.
    """
    authorize(actor, policies.publish_form, None)
    definition = parse_form(source, name)
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    found = FormVersion.objects.filter(form__code=definition.code, number=definition.version).first()
    if found is not None:
        if found.sha256 != sha256:
            raise Conflict(
                _(
                    "%(form)s version %(number)d is published and cannot change; give the text a new version number."
                ),
                form=definition.code,
                number=definition.version,
            )
        nothing_changed()
        return found
    form, _created = Form.objects.update_or_create(
        code=definition.code,
        defaults={
            "title": definition.title,
            "short_title": definition.short_title,
            "frequency": definition.frequency,
        },
    )
    cell_set = _make_cells(definition)
    version = FormVersion.objects.create(
        form=form,
        number=definition.version,
        source=source,
        sha256=sha256,
        cell_set=cell_set,
        published_at=now,
    )
    record(
        actor=actor,
        code=events.FORM_PUBLISHED,
        subject=version,
        form=form.code,
        version=version.number,
        sha256=sha256,
    )
    return version


def _make_cells(definition: FormDefinition) -> CellSet:
    indicators = {row.code: row for row in _upsert_indicators(definition)}
    listed = definition.cells
    cell_set = CellSet.objects.create(code=f"{definition.code}@{definition.version}", size=len(listed))
    Cell.objects.bulk_create([_cell(cell_set, cell, indicators[cell.indicator_code]) for cell in listed])
    return cell_set


def _upsert_indicators(definition: FormDefinition) -> list[Indicator]:
    rows = [
        Indicator(
            code=i.code,
            name=i.name,
            short_name=i.short_name,
            unit_of_measure=i.unit_of_measure,
            value_type=i.value_type,
            decimals=i.decimals,
            area_aggregation=i.area_aggregation,
            time_aggregation=i.time_aggregation,
        )
        for i in definition.indicator_by_code.values()
    ]
    Indicator.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short_name", "unit_of_measure", "decimals"],
    )
    return list(Indicator.objects.filter(code__in=[row.code for row in rows]))


def _cell(cell_set: CellSet, cell: CellDef, indicator: Indicator) -> Cell:
    return Cell(
        cell_set=cell_set,
        slot=cell.slot,
        code=cell.code,
        indicator=indicator,
        category=cell.category_code or "",
        category_name=cell.label if cell.category_code else "",
        part=cell.part,
        area_aggregation=cell.area_aggregation,
    )
