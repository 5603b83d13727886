"""Hundreds of filled workbooks in one ZIP, opened, read and checked against what their unit is asked.

Layer: formats and the look-up in the database, one process; nothing is stored. The ZIP is written by the
product's own writer and kept under var/bench/. Reference: openpyxl loading the same files, without a check.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from bench.data import SMALL, Made, collection_of
from bench.rows import Row, folder, hint, row, seconds_of
from giaoban.apps.reporting.formats.archive import open_archive
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from giaoban.apps.reporting.models import Collection, Report
from giaoban.apps.reporting.queries.values import load_report
from giaoban.apps.reporting.queries.workbooks import lookup_for, spec_of, workbook_key

RATE = 25.0
ALL, QUICK = 384, 48


def run(made: Made, quick: bool) -> list[Row]:
    collection = collection_of(SMALL)
    return [measure(collection, QUICK if quick else ALL, 1 if quick else 3)]


def measure(collection: Collection, wanted: int, times: int) -> Row:
    """One row: workbooks a second, the median of `times` runs."""
    file, count = _archive(collection, wanted)

    def work() -> None:
        problems = _read(file, collection)
        if problems:
            raise AssertionError(f"good workbooks are refused: {problems[:3]}")

    took = sorted(seconds_of(work) for _time in range(times))[times // 2]
    bare = seconds_of(lambda: _openpyxl(file))
    found = row(
        "excel", f"formats and look-up; {count} workbooks of {collection.form_version.cell_set.size} cells in one ZIP, "
        f"read and checked; one process, median of {times}",
        count / took, "workbooks/s", RATE, at_least=True,
        reference=f"openpyxl loads the same files: {count / bare:.0f}/s (ratio: times faster)", ratio=bare / took,
    )  # fmt: skip
    if not found["ok"]:
        found["hint"] = hint("excel", work)
    return found


def _read(file: Path, collection: Collection) -> list[str]:
    problems: list[str] = []
    with open_archive(file) as archive:
        for entry in archive:
            reading = read_workbook(entry.data, entry.name, lookup_for(collection.pk, {}))
            problems += [p.code for p in reading.errors] or ([] if reading.values else ["nothing read"])
    return problems


def _openpyxl(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            load_workbook(io.BytesIO(archive.read(name)))


def _archive(collection: Collection, wanted: int) -> tuple[Path, int]:
    """The ZIP, written once: a key in each workbook names its report, so the first key stands in its name."""
    rows = Report.objects.filter(expectation__collection=collection, version__isnull=False).order_by("pk")
    listed = list(rows.values_list("pk", flat=True)[:wanted])
    mark = workbook_key(Report(pk=listed[0])).partition(":")[2][:8]
    file = folder() / f"workbooks-{len(listed)}-{mark}.zip"
    if not file.exists():
        draft = file.with_suffix(".part")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for pk in listed:
                archive.writestr(f"{pk}.xlsx", write_workbook(spec_of(load_report(pk))))
        draft.rename(file)
    return file, len(listed)
