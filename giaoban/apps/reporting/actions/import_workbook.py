"""Take workbooks in: one use case a workbook, each with a stored result, so that one bad file is one bad file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file, store_made
from giaoban.apps.files.enums import MediaType
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.jobs import later
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.workbook import Problem, WorkbookReading
from ..enums import EDITABLE, ImportState, ReportState, Step
from ..models import Collection, ImportBatch, ImportItem, Report
from ..queries.values import load_report
from ..queries.workbooks import slot_of_value
from .hand_in_report import hand_in
from .write_version import Entries, editable_version, fill_version, write_step


@usecase("reporting.start_import")
def start_import(
    *,
    actor: Actor,
    collection: Collection,
    unit: Unit,
    upload: Upload,
    name: str,
    hand_in: bool,
    now: datetime,
    by_job: bool = True,
) -> ImportBatch:
    """Keep an uploaded workbook or ZIP and let a job read it. Raises FileRefused.

    `hand_in`: good reports go straight to their receiver (they were signed on paper). Without `by_job` whoever
    calls reads it (`jobs.run_import`): the demonstration does, at the moments of its scenario.
    """
    batch = ImportBatch(
        collection=collection, unit=unit, user_id=actor.user_id, hand_in=hand_in, started_at=now
    )
    authorize(actor, policies.start_import, batch)
    batch.file = store_file(
        actor=actor, upload=upload, name=name, unit=unit, now=now, allowed={MediaType.XLSX, MediaType.ZIP}
    )
    batch.save()
    record(actor=actor, code=events.IMPORT_STARTED, subject=batch, unit_id=unit.pk, sha256=batch.file.sha256)
    if by_job:
        later("reporting.import_batch", batch_id=batch.pk)
    return batch


@usecase("reporting.take_in_workbook")
def take_in_workbook(
    *,
    actor: Actor,
    item: ImportItem,
    report: Report,
    reading: WorkbookReading,
    file: StoredFile,
    now: datetime,
) -> ImportItem:
    """Put what a workbook says into its report as a draft or a new version; hand it in if the batch says so.

    Locks the report's row. The same content again is "unchanged". Raises Conflict when the report was received
    (it must be reopened first) or waits for that and the batch hands nothing in, ReportIncomplete when it is handed
    in with gaps; then nothing of it is kept.
    """
    authorize(actor, policies.import_workbook, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    item.report, item.file, item.done_at = locked, file, now
    item.problems = told(reading.warnings)
    version = locked.version
    came_from = version.source_file if version is not None and not version.touched else None
    same = came_from is not None and came_from.sha256 == file.sha256
    if same and (locked.state not in EDITABLE or not item.batch.hand_in):
        item.state = ImportState.UNCHANGED
        item.save()
        nothing_changed()
        return item
    _take_back(locked, item)
    draft = editable_version(locked, now)
    fill_version(locked, draft, entries_of(reading), file)
    write_step(locked, draft, Step.IMPORTED, actor=actor, now=now, reason=item.name)
    record(
        actor=actor, code=events.STEP[Step.IMPORTED], subject=locked, unit_id=locked.expectation.unit_id,
        version=draft.number, sha256=file.sha256, batch=item.batch_id,
    )  # fmt: skip
    locked.revision += 1
    locked.updated_at = now
    locked.save(update_fields=["revision", "updated_at", "state"])
    if item.batch.hand_in:
        hand_in(locked, actor=actor, now=now, office_of_one=True, explanations=False)
    item.state = ImportState.GOOD
    item.save()
    return item


@usecase("reporting.refuse_workbook")
def refuse_workbook(
    *, actor: Actor, item: ImportItem, file: StoredFile | None, problems: Sequence[Problem], now: datetime
) -> ImportItem:
    """Store why a workbook was not taken in."""
    authorize(actor, policies.start_import, item.batch)
    item.state, item.file, item.problems, item.done_at = ImportState.BAD, file, told(problems), now
    item.save()
    record(
        actor=actor, code=events.IMPORT_REFUSED, subject=item.batch, unit_id=item.batch.unit_id,
        position=item.position, codes=sorted({p.code for p in problems}),
    )  # fmt: skip
    return item


@usecase("reporting.finish_import")
def finish_import(*, actor: Actor, batch: ImportBatch, refused: str, now: datetime) -> ImportBatch:
    """Note that a batch is worked off, or why it was refused as a whole."""
    authorize(actor, policies.start_import, batch)
    batch.finished_at, batch.refused = now, refused
    batch.save(update_fields=["finished_at", "refused"])
    record(
        actor=actor, code=events.IMPORT_FINISHED, subject=batch, unit_id=batch.unit_id, refused=bool(refused)
    )
    return batch


@usecase("reporting.keep_workbook")
def keep_workbook(
    *, actor: Actor, batch: ImportBatch, name: str, content: bytes, now: datetime
) -> StoredFile:
    """Keep one workbook of a ZIP as a file of its own, so that a figure leads to the very file it came from."""
    authorize(actor, policies.start_import, batch)
    return store_made(
        actor=actor, content=content, media_type=MediaType.XLSX, name=name, unit=batch.unit, now=now
    )


def entries_of(reading: WorkbookReading) -> Entries:
    """What a workbook says, as the report takes it."""
    return Entries(
        values={code: slot_of_value(found.value) for code, found in reading.values.items()},
        adjustments={code: (found.value, found.reason) for code, found in reading.adjustments.items()},
        texts=reading.texts,
        estimates=frozenset(code for code, found in reading.values.items() if found.is_estimate),
        formulas=frozenset(code for code, found in reading.values.items() if found.from_formula),
        places={code: f"{found.sheet}!{found.ref}" for code, found in reading.values.items() if found.ref},
    )


def told(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Problems as stored and shown: each with its place, message and remedy."""
    return [
        {
            "severity": p.severity, "code": p.code, "file": p.file, "sheet": p.sheet, "ref": p.ref,
            "value": p.value, "message": p.message, "remedy": p.remedy,
        }
        for p in problems
    ]  # fmt: skip


def _take_back(report: Report, item: ImportItem) -> None:
    """What waits at its receiver is replaced only by what is handed in itself, or nobody would ask for it again;
    a received report must be reopened."""
    if report.state == ReportState.HANDED_IN and not item.batch.hand_in:
        raise Conflict(
            _(
                "“%(file)s” was not taken in: the report of %(unit)s is handed in and waits to be received. "
                "Upload the file again with “Hand in the good ones at once”, or have the report returned first."
            ),
            file=item.name,
            unit=report.expectation.unit.name,
        )
    if report.state in (ReportState.PUT_TO_LEADER, ReportState.AGREED, ReportState.HANDED_IN):
        report.state = ReportState.DRAFTING
    elif report.state not in EDITABLE:
        raise Conflict(
            _(
                "The report was already received (%(state)s). Ask the receiver to reopen it, then upload again."
            ),
            state=report.get_state_display(),
        )
