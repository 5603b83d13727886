"""Steps on a report's version inside the use cases of this room: making it, filling it, moving the report on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.models import StoredFile
from giaoban.kit import prepared
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict
from giaoban.kit.text import printable

from .. import events
from ..domain.states import follows
from ..enums import EDITABLE, ReportState, Step
from ..models import Report, ReportText, ReportVersion, SharedResult
from ..queries.checks import asked_of
from ..queries.values import empty


def editable_version(report: Report, now: datetime) -> ReportVersion:
    """The version that may be changed: the current draft, or a copy of the frozen one after a return.

    The report's row must be locked. Raises Conflict when its state does not allow editing.
    """
    if report.state not in EDITABLE:
        raise Conflict(
            _("The report is “%(state)s” and cannot be changed now. What you typed is kept in its journal."),
            state=report.get_state_display(),
        )
    current = report.version
    if current is not None and current.frozen_at is None:
        return current
    report.version = _copy(report, current, now)
    return report.version


def _copy(report: Report, current: ReportVersion | None, now: datetime) -> ReportVersion:
    size = report.expectation.collection.form_version.cell_set.size
    if current is None:
        version = ReportVersion.objects.create(
            report=report, number=1, created_at=now,
            own=empty(size), adjustments=empty(size), below=empty(size), total=empty(size),
        )  # fmt: skip
    else:
        version = ReportVersion.objects.create(
            report=report, number=current.number + 1, created_at=now,
            own=current.own, adjustments=current.adjustments, reasons=current.reasons,
            deducted=current.deducted, below=current.below, total=current.total, estimates=current.estimates,
            explanations=current.explanations, formulas=current.formulas,
            source_file_id=current.source_file_id, source_cells=current.source_cells,
        )  # fmt: skip
        texts = ReportText.objects.filter(version=current).values_list("code", "body")
        ReportText.objects.bulk_create([ReportText(version=version, code=c, body=b) for c, b in texts])
        shared = SharedResult.objects.filter(version=current).values("slot", "lead_id", "amount", "note")
        SharedResult.objects.bulk_create([SharedResult(version=version, **row) for row in shared])
    Report.objects.filter(pk=report.pk).update(version=version)
    return version


@dataclass(frozen=True, slots=True)
class Entries:
    """A whole report as handed over at once: numbers by cell code (null: left empty), corrections of the sum from
    below with their reasons, texts by code. `places`: where in a file each figure stands."""

    values: Mapping[str, Decimal | None]
    texts: Mapping[str, str]
    adjustments: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    estimates: frozenset[str] = frozenset()
    formulas: frozenset[str] = frozenset()
    places: Mapping[str, str] = field(default_factory=dict)


def fill_version(report: Report, version: ReportVersion, entries: Entries, file: StoredFile | None) -> None:
    """Replace everything a draft holds by `entries`; cells the unit is not asked are left out."""
    size = len(version.own)
    version.own, version.adjustments, version.reasons, version.touched = empty(size), empty(size), {}, {}
    asked = asked_of(report.expectation)
    for cell in asked:
        version.own[cell.slot] = entries.values.get(cell.code)
        if cell.code in entries.adjustments:
            version.adjustments[cell.slot], version.reasons[str(cell.slot)] = entries.adjustments[cell.code]
    version.estimates = [cell.slot for cell in asked if cell.code in entries.estimates]
    version.formulas = [cell.slot for cell in asked if cell.code in entries.formulas]
    version.source_file, version.source_cells = file, dict(entries.places)
    version.save()
    save_texts(version, entries.texts)


def save_texts(version: ReportVersion, texts: Mapping[str, str]) -> None:
    """Set these texts of a draft; an empty one is removed."""
    gone = [code for code, body in texts.items() if not body.strip()]
    if gone:
        ReportText.objects.filter(version=version, code__in=gone).delete()
    rows = [ReportText(version=version, code=c, body=printable(b)) for c, b in texts.items() if b.strip()]
    ReportText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["version", "code"], update_fields=["body"]
    )


_STEP = """
INSERT INTO reporting_reportstep (report_id, version_id, step, at, unit_id, user_id, reason, cells)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def write_step(
    report: Report,
    version: ReportVersion,
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    cells: Mapping[str, str] | None = None,
) -> None:
    """Note who did what to a version, and why; `cells` are those a return names."""
    prepared.execute(
        _STEP,
        [report.pk, version.pk, step.value, now, actor.worn, actor.user_id, reason, Jsonb(dict(cells or {}))],
    )


def take_step(
    report: Report,
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    cells: Mapping[str, str] | None = None,
    office_of_one: bool = False,
    **data: Any,
) -> ReportVersion:
    """Move the locked report along its way; write the step and its audit line (which holds no texts).

    Returns the version concerned. Raises Conflict when the step is not possible in the report's state.
    """
    target = follows(step, report.state, office_of_one=office_of_one)
    if target is None:
        raise Conflict(
            _("“%(step)s” is not possible: the report is “%(state)s”. Reload the page to see what happened."),
            step=step.label,
            state=ReportState(report.state).label,
        )
    if report.version is None:
        raise Conflict(_("Nothing has been entered in this report yet."))
    report.state = target
    report.revision += 1
    report.updated_at = now
    write_step(report, report.version, step, actor=actor, now=now, reason=reason, cells=cells)
    record(
        actor=actor, code=events.STEP[step], subject=report, unit_id=actor.worn or report.expectation.unit_id,
        version=report.version.number, cells=sorted(cells or {}), **data,
    )  # fmt: skip
    return report.version
