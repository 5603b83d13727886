"""The workbooks of many units in one ZIP, to hand them out."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO

from django.utils.text import slugify

from giaoban.kit.text import fold

from ..models import Report
from ..queries.values import load_report
from ..queries.workbooks import spec_of
from .workbook_write import write_workbook

_IN_MEMORY = 20 * 1024 * 1024
_MADE = (2020, 1, 1, 0, 0, 0)


def file_name(report: Report) -> str:
    """A name that says whose and which period's: "2021-H1-mat-tran-tinh-lam-dong.xlsx"."""
    expectation = report.expectation
    unit = slugify(fold(expectation.unit.short_name))[:60] or str(report.pk)
    return f"{expectation.collection.period.code}-{unit}.xlsx"


def bundle(report_ids: Iterable[int]) -> IO[bytes]:
    """A ZIP of workbooks. A report that was never handed in goes out empty: its draft is the unit's own."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the response closes it)
    used: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for pk in report_ids:
            report = load_report(pk)
            if report.first_handed_in_at is None:
                report.version = None
            name = file_name(report)
            if name in used:
                name = f"{name.removesuffix('.xlsx')}-{pk}.xlsx"
            used.add(name)
            archive.writestr(zipfile.ZipInfo(name, _MADE), write_workbook(spec_of(report)))
    out.seek(0)
    return out
