"""Hundreds of filled workbooks in one ZIP, opened, read and checked against what their unit is asked.

`excel`: layer formats and the look-up in the database; nothing is stored. `excel.import`: layer use case, the same
ZIP taken in and handed in, each workbook with its file, its report and its result, on a clone of the database. One
process. The ZIP is written by the product's own writer and kept under var/bench/. Reference: openpyxl loading the
same files, without a check.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
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
from giaoban.config import env

RATE = 25.0
ALL, QUICK = 384, 48


def run(made: Made, quick: bool) -> list[Row]:
    collection, wanted = collection_of(SMALL), QUICK if quick else ALL
    return [measure(collection, wanted, 1 if quick else 3), taken_in(made, collection, wanted)]


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


def taken_in(made: Made, collection: Collection, wanted: int) -> Row:
    """One row: workbooks a second through the whole import; every one must be good."""
    file, count = _archive(collection, wanted)
    with made.clone() as url, tempfile.TemporaryDirectory() as files:
        done = subprocess.run(
            [sys.executable, "-m", "bench.excel_worker", str(file), files], cwd=env.ROOT, check=True,
            env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True,
        )  # fmt: skip
    found = json.loads(done.stdout)
    if found["good"] != count:
        raise AssertionError(f"{count - found['good']} good workbooks are refused")
    return row(
        "excel.import", f"use case; the same {count} workbooks taken in and handed in, one process, one run",
        count / found["seconds"], "workbooks/s", RATE, at_least=True,
    )  # fmt: skip


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
    """The ZIP, written once for these reports of these units and this key: their digest stands in its name."""
    rows = Report.objects.filter(expectation__collection=collection, version__isnull=False).order_by("pk")
    asked = list(rows.values_list("pk", "expectation__unit__code")[:wanted])
    listed = [pk for pk, _unit in asked]
    mark = hashlib.sha256(f"{workbook_key(Report(pk=listed[0]))} {asked}".encode()).hexdigest()[:10]
    file = folder() / f"workbooks-{len(listed)}-{mark}.zip"
    if not file.exists():
        draft = file.with_suffix(".part")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for pk in listed:
                archive.writestr(f"{pk}.xlsx", write_workbook(spec_of(load_report(pk))))
        draft.rename(file)
    return file, len(listed)
