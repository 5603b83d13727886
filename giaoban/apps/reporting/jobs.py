"""Background entries of reporting: an upload is worked off with one use case a workbook; what is done stays done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from giaoban.apps.accounts.models import User
from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.files.enums import MediaType
from giaoban.apps.files.models import StoredFile
from giaoban.apps.files.queries import path_of
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import GiaoBanError, Invalid
from giaoban.kit.jobs import alone

from . import policies
from .actions.fold_tallies import fold_tallies
from .actions.import_workbook import finish_import, keep_workbook, refuse_workbook, take_in_workbook
from .domain.workbook import Problem, Severity, WorkbookReading
from .formats.archive import ArchiveEntry, ArchiveRefusedError, open_archive
from .formats.workbook_read import read_workbook
from .models import ImportBatch, ImportItem, Report
from .queries.workbooks import lookup_for

Clock = Callable[[], datetime]


_log = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=3, wait=5)


@app.task(name="reporting.import_batch", pass_context=True, retry=AGAIN)
def import_batch(context: JobContext, batch_id: int) -> None:
    """Read an upload. Started again after a kill, it goes on where it was; the last try leaves nothing unsaid."""
    run_import(batch_id, last=context.job.attempts >= (AGAIN.max_attempts or 0))


@app.periodic(cron="*/5 * * * *")
@app.task(name="reporting.fold_tallies", queueing_lock="reporting.fold_tallies", pass_context=False)
def fold(timestamp: int) -> None:
    """Every five minutes: the changes of counts become counts."""
    fold_tallies()


def run_import(
    batch_id: int, *, lang: str = "vi", tell: Clock = clock.now, last: bool = False
) -> ImportBatch:
    """Read every workbook of the batch that was not read yet. Each has its own transaction and stored result.

    One reads at a time: a second call waits, and goes on with what is left. `tell` is the clock: the demonstration
    plays in 2021. A fault of ours is raised, so that the job tries again; in the `last` try it is logged and told
    as the file's problem, and the other files go on.
    """
    with alone("reporting.import_batch", batch_id):
        batch = ImportBatch.objects.select_related("file", "collection", "unit", "user").get(pk=batch_id)
        if batch.finished_at is not None:
            return batch
        actor = _actor(batch)
        with translation.override(lang):
            try:
                _each(batch, actor, tell, last)
                refused = ""
            except ArchiveRefusedError as error:
                refused = f"{error} {error.remedy}"
            except Exception:
                if not last:
                    raise
                _log.exception("the upload %s could not be read", batch_id)
                refused = f"{_fault()} {_fault_remedy()}"
            finish_import(actor=actor, batch=batch, refused=refused, now=tell())
        return batch


def _actor(batch: ImportBatch) -> Actor:
    """Whoever uploaded, with the posts held then, acting for the unit of the upload."""
    if batch.user_id is None:
        return Actor.system("import")
    user = User.objects.get(pk=batch.user_id)
    return actor_of(user, day=clock.local_day(batch.started_at), worn=batch.unit_id)


def _each(batch: ImportBatch, actor: Actor, tell: Clock, last: bool) -> None:
    done = set(batch.items.values_list("position", flat=True))
    if batch.file.media_type == MediaType.ZIP:
        with open_archive(path_of(batch.file)) as archive:
            for position, entry in enumerate(archive, start=1):
                if position not in done:
                    _settled(batch, actor, position, entry, tell, last)
            for extra, left_out in enumerate(archive.problems, start=len(archive) + 1):
                if extra not in done:
                    _refuse(_item(batch, extra, left_out.file), actor, None, [left_out], tell)
    elif 1 not in done:
        whole = ArchiveEntry(batch.file.name, path_of(batch.file).read_bytes())
        _settled(batch, actor, 1, whole, tell, last)


def _settled(
    batch: ImportBatch, actor: Actor, position: int, entry: ArchiveEntry, tell: Clock, last: bool
) -> None:
    try:
        _one(batch, actor, position, entry, tell)
    except Exception:
        if not last:
            raise
        _log.exception("%s of upload %s could not be read", entry.name, batch.pk)
        told = Problem(Severity.ERROR, "fault", _fault(), _fault_remedy(), file=entry.name)
        _refuse(_item(batch, position, entry.name), actor, None, [told], tell)


def _fault() -> str:
    return _("A fault of the program: what was uploaded could not be read to its end.")


def _fault_remedy() -> str:
    return _("Upload it again later; if it happens again, tell your administrator when it happened.")


def _item(batch: ImportBatch, position: int, name: str) -> ImportItem:
    return ImportItem(batch=batch, position=position, name=name[:300])


def _one(batch: ImportBatch, actor: Actor, position: int, entry: ArchiveEntry, tell: Clock) -> None:
    item = _item(batch, position, entry.name)
    found: dict[str, Report] = {}
    reading = read_workbook(entry.data, entry.name, lookup_for(batch.collection_id, found))
    report = found.get("report")
    if not reading.ok or report is None:
        _refuse(item, actor, None, reading.problems, tell)
        return
    if not policies.import_workbook.allows(actor, report):
        _refuse(item, actor, None, [_of_another_unit(entry.name)], tell)
        return
    file = keep_workbook(actor=actor, batch=batch, name=entry.name, content=entry.data, now=tell())
    try:
        take_in_workbook(actor=actor, item=item, report=report, reading=reading, file=file, now=tell())
    except GiaoBanError as error:
        _refuse(_item(batch, position, entry.name), actor, file, _problems(error, reading, entry.name), tell)


def _refuse(
    item: ImportItem, actor: Actor, file: StoredFile | None, problems: Sequence[Problem], tell: Clock
) -> None:
    refuse_workbook(actor=actor, item=item, file=file, problems=problems, now=tell())


def _of_another_unit(name: str) -> Problem:
    """The unit is not named: who uploads may not see it."""
    said = _("This file was issued to another unit; your unit cannot hand it in.")
    remedy = _("Download the workbook of your unit again and paste the figures into it.")
    return Problem(Severity.ERROR, "other_unit", said, remedy, file=name)


def _problems(error: GiaoBanError, reading: WorkbookReading, name: str) -> list[Problem]:
    """Why the report refused the workbook, each with the cell it concerns."""
    places = error.problems if isinstance(error, Invalid) else ()
    if not places:
        return [
            Problem(Severity.ERROR, error.code, str(error), _("Nothing of this file was kept."), file=name)
        ]
    found = []
    for code, message in places:
        cell = reading.values.get(code)
        sheet, ref, raw = (cell.sheet, cell.ref, cell.raw) if cell else ("", "", "")
        remedy = _("Mend it in the workbook and upload it again.")
        found.append(Problem(Severity.ERROR, error.code, message, remedy, name, sheet, ref, raw))
    return found
